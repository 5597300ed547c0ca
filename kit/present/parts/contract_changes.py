"""Terms of the contract that are not what the week was published with.

In:   a review's `data["contract_changes"]`.
Out:  their table for the part "changes", the sentence of their finding.
Why:  a kept week that turns missed because the contract changed is nobody's bad week; both sides must see it said.
Not here: finding them (`kit.params.published`), what a delivery changed (`deliveries`).
"""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from kit import params
from kit.analysis.weekly.result import WeeklyReview
from kit.language.typography import typeset
from kit.params.agreed import shown
from kit.present import html
from kit.present.voice import Voice

BOUNDS = ("at_least", "at_most")


def table(review: WeeklyReview, voice: Voice) -> Markup:
    """What the contract said and says now, term by term, and the reason where it was a correction; "" where none."""
    rows = review.data.get("contract_changes", [])
    if not rows:
        return Markup("")
    first = rows[0]
    said = voice.count("amended.say", len(rows), version=voice.number(first["version"]))
    columns = [voice.say(f"amended.column.{name}") for name in ("term", "before", "after", "valid_from")]
    body = [
        [term(row, voice), value(row, "before", voice), value(row, "after", voice), _day(row, voice)] for row in rows
    ]
    reasons = list(dict.fromkeys(typeset(row["reason"][voice.lang], voice.lang) for row in rows if row["reason"]))
    notes = [html.note(voice.say("amended.reason", reason=reason)) for reason in reasons]
    return html.join([html.say(said), html.table(voice.say("amended.caption"), columns, body, kind="plain"), *notes])


def term(row: dict, voice: Voice) -> Markup:
    """An objective by the name of its figure; another term by its key in the contract."""
    if row["figure"]:
        bound = row["key"].rpartition(" ")[2]
        part = Markup("") if bound in BOUNDS else Markup(", ") + voice.slug("amended.part", bound)
        return Markup("{}{}").format(_figure(row["figure"], voice), part)
    return html.tag("code", row["key"])


def value(row: dict, name: str, voice: Voice) -> str:
    """An objective in its unit, with its sense; another value as it stands in the contract."""
    stated, bound = row[name], row["key"].rpartition(" ")[2]
    if stated is None or stated == "":
        return voice.plain("amended.nothing")
    if row["figure"] and bound in BOUNDS:
        return voice.plain(f"sense.{bound}", objective=voice.objective(stated, _unit(row["figure"])))
    return shown(stated)


def _figure(name: str, voice: Voice) -> str:
    known = params.glossary().figures
    return voice.figure(name) if name in known else str(voice.slug("family", name.removesuffix(".T")))


def _unit(name: str) -> str:
    glossary = params.glossary()
    one = name if name in glossary.figures else next(iter(glossary.family(name.removesuffix(".T"))), "")
    return glossary.figures[one].unit if one else "number"


def _day(row: dict, voice: Voice) -> str:
    return voice.day(dt.date.fromisoformat(row["valid_from"]), weekday=False, year=True)
