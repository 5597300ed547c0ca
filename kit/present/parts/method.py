"""Definitions with their formulas, how to read "usual", and the limits of the page.

In:   a `WeeklyReview`, the glossary.
Out:  the part "method".
Why:  typed again on the page, names and formulas would come to differ from those computed; they are read from the
      glossary.
Not here: the page that both sides sign (`definitions`).
"""

from __future__ import annotations

from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.present import html
from kit.present.page.shown import Shown, lacks, show
from kit.present.parts import calm, declared, reading
from kit.present.parts.scorecard import week_name
from kit.present.voice import Voice

LEVEL_YEARS = 100  # figure-years without a false new level, at worst: `benchmarks/new_levels.py`, decision 0009


def method(review: WeeklyReview) -> Shown:
    """Definitions of the page's figures, the method of the signal in plain words, limits."""
    return show("method", lambda voice: _html(review, voice), calm=calm.of("method", review))


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    named = review.judged["figure"]
    rows = review.figures[
        (review.figures["variant"] == "") & (review.figures["value"].notna() | review.figures["figure"].isin(named))
    ]
    fold = html.fold(voice.count("method.fold", len(rows)), _definitions(rows, review, voice))
    gaps = len(declared.gaps(review))
    named = voice.count("absent.named", gaps, word=voice.capital(reading.word(voice, gaps))) if gaps else ""
    parts = [html.say(voice.say("method.say"), named), _absent(review, voice), fold, _signal(review, voice)]
    return html.join([*parts, _limits(review, voice)])


def _absent(review: WeeklyReview, voice: Voice) -> Markup:
    """What no declared source can tell, once for all the sections that the page leaves out; "" where nothing is."""
    gaps = declared.gaps(review)
    if not gaps:
        return Markup("")
    title = html.tag("h3", voice.say("absent.title"))
    return (
        title
        + html.tag("p", voice.say("absent.about"))
        + html.listing(lacks(gap, voice, "absent.item") for gap in gaps)
    )


def _definitions(rows, review: WeeklyReview, voice: Voice) -> Markup:
    columns = [voice.say(f"method.column.{name}") for name in ("figure", "formula", "side", "note")]
    body = []
    for row in rows.to_dict("records"):
        name = html.join([voice.figure(row["figure"]), html.tag("small", html.tag("code", row["figure"]))])
        side = voice.side(row["side"], review)
        body.append([name, voice.formula(row["figure"]), side, html.Cell(voice.figure_note(row["figure"]), "quiet")])
    limits = {"answer": "answer_s", "short": "short_abandon_s"}
    shown = {name: voice.duration(review.thresholds[key]) for name, key in limits.items()}
    note = voice.say("method.thresholds", **shown)
    return html.table(voice.say("method.caption"), columns, body, kind="plain defs") + html.note(note)


def _signal(review: WeeklyReview, voice: Voice) -> Markup:
    first, last = review.baseline.get("from"), review.baseline.get("to")
    if first and last:
        weeks = {"first": week_name(first, voice), "last": week_name(last, voice)}
        paragraphs = [
            voice.say("method.signal.one", **weeks),
            voice.say("method.signal.two"),
            voice.say("method.signal.level", years=LEVEL_YEARS),
            voice.say("method.signal.three"),
        ]
    else:
        paragraphs = [voice.say("method.signal.short"), voice.say("method.signal.two")]
    paragraphs += [voice.say("method.signal.whole"), voice.say("method.signal.side")]
    return html.tag("h3", voice.say("method.signal.title")) + html.join(html.tag("p", one) for one in paragraphs)


def _limits(review: WeeklyReview, voice: Voice) -> Markup:
    one_by_one = [] if declared.can_come(review, "calls") else ["waits"]
    names = ["usual", "whole", "cause", *one_by_one, *(["fictional"] if review.fictional else [])]
    items = html.listing(voice.say(f"method.limits.{name}") for name in names)
    return html.tag("h3", voice.say("method.limits.title")) + items
