"""A finding in words, and the moments and periods that such words name.

In:   findings of a review, the voice of a language.
Out:  `Told`; its sentence and note from the keys of the finding's kind; moments and periods on the partnership's clock.
Why:  sentences on figures, on hours and on files are made alike, each in a module of its own.
Not here: the sentences (`findings`, `findings_files`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from kit.analysis.review import Finding
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.period import Period
from kit.present.voice import Voice

MOST_PERIODS = 2


@dataclass(frozen=True)
class Told:
    """A finding in words. counted_by, due_to, acts: client, provider, carrier, both, or "" for nobody."""

    text: Markup
    note: Markup
    counted_by: str = ""
    due_to: str = ""
    acts: str = ""


def note(finding: Finding, voice: Voice) -> Markup:
    """The line under a finding."""
    return voice.say(f"finding.{finding.kind}.note")


def sentence(finding: Finding, voice: Voice, form: str = "text", **fields: object) -> Told:
    """A finding's sentence and the line under it."""
    key = f"finding.{finding.kind}"
    return Told(voice.say(f"{key}.{form}", **fields), voice.say(f"{key}.note", **fields))


def in_number(finding: Finding, voice: Voice, number: float, **fields: str) -> Told:
    """The same, of a sentence with a form for one and a form for many."""
    key = f"finding.{finding.kind}"
    return Told(voice.count(f"{key}.text", number, **fields), voice.say(f"{key}.note", **fields))


def local_moment(at: dt.datetime | None, review: WeeklyReview, voice: Voice) -> str:
    """A UTC moment on the partnership's clock: "lundi 23 novembre à 12 h"."""
    return voice.moment(at.astimezone(review.as_of.tzinfo), year=False) if known(at) else voice.nothing


def period(name: str, voice: Voice) -> str:
    """The period of a delivery, "2026-11-16", "2026-W47" or "2026-11", in words."""
    return voice.period(Period.parse(name), year=False)


def periods(names: list[str], voice: Voice) -> str:
    """The first periods, and how many more."""
    said = [period(name, voice) for name in names[:MOST_PERIODS]]
    more = len(names) - len(said)
    return ", ".join(said) + (voice.plain("period.more", n=voice.number(more)) if more else "")
