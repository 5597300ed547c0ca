"""From the carrier to the caller: where the presented calls went, step by step.

In:   a `WeeklyReview`.
Out:  the part "waterfall".
Why:  each side sees its own end of the line only; the steps between are where figures disagree.
Not here: the same by day and half-hour (`counts`).
"""

from __future__ import annotations

from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.present import html
from kit.present.page.shown import Shown, show
from kit.present.parts import calm, compared, declared, incomplete, reading
from kit.present.voice import Voice
from kit.present.weekly import findings

LONG = 1000  # width of the bars' drawing; the page scales it


def waterfall(review: WeeklyReview) -> Shown:
    """The steps as a table whose bars show what each takes away."""
    return show(
        "waterfall", lambda voice: _html(review, voice),
        tables={"waterfall": review.waterfall}, calm=calm.of("waterfall", review),
    )  # fmt: skip


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    steps = review.waterfall
    totals = steps[steps["kind"] == "total"].set_index("step")["calls"]
    if totals.empty:
        return html.say(voice.say("flow.empty"))
    columns = [voice.say(f"flow.column.{name}") for name in ("step", "bar", "calls", "note")]
    body, level = [], float(totals.iloc[0])
    top = max(float(totals.max()), 1.0)
    for step in steps.to_dict("records"):
        level = step["calls"] if step["kind"] == "total" else level - step["calls"]
        body.append(_row(step, level, top, review, voice))
    carrier = {"presented", "delivered"} & set(totals.index)
    caption = voice.say("flow.caption" if carrier else "flow.caption_platform")
    table = html.table(caption, columns, body, kind="flow")
    return html.join(
        [html.say(*_sentences(review, totals, voice)), html.note(*_agreement(review, totals, voice)), table]
    )


def _sentences(review: WeeklyReview, totals, voice: Voice) -> list[Markup]:
    steps = review.waterfall
    start = "presented" if "presented" in totals.index else "offered"
    if {"presented", "delivered"} <= set(totals.index) and "received" not in totals.index:
        shown = {name: voice.count("count.calls", totals[name]) for name in ("presented", "delivered")}
        return [voice.say("flow.say.to_platform", **shown)]
    if "answered" not in totals.index or start not in totals.index or not totals[start]:
        return []
    unlike = compared.unlike(review) if start == "presented" else []
    if unlike or steps["step"].isin(["days_missing", "file_stops"]).any():
        # A rate over days of which one side has no count, or half a day's, would be nobody's rate.
        known = {"first": voice.count(f"count.{start}", totals[start]), "answered": voice.calls(totals["answered"])}
        days = voice.listed([voice.day(day) for day in unlike]) or voice.say("flow.some_days")
        return [voice.say("flow.say.partial", days=days, **known)]
    shown = {"first": voice.count(f"count.{start}", totals[start])}
    shown["answered"] = voice.count("count.answered", totals["answered"])
    said = [voice.say(f"flow.say.{start}", share=voice.ratio(totals["answered"] / totals[start]), **shown)]
    part = incomplete.known_part(review, voice) if incomplete.unjudged(review) else ""
    return said + ([voice.say("flow.say.part", part=part)] if part else [])


def _agreement(review: WeeklyReview, totals, voice: Voice) -> list[Markup]:
    """Whether the two counts agree, once what can be explained is."""
    if not {"presented", "delivered"} & set(totals.index):
        if not declared.can_come(review, declared.CARRIER):
            return []
        return [reading.lacks(review, voice, "flow.no_carrier", declared.CARRIER, side="client")]
    rows = review.waterfall[review.waterfall["step"] == "unexplained"]
    if rows.empty:
        return []
    calls, found = abs(rows.iloc[0]["calls"]), compared.unexplained(review)
    if rows.iloc[0]["note"] == "beyond" and len(found.beyond):
        return [_beyond(found, voice)]
    on = "_on" if compared.unlike(review) else ""
    key = "within" if calls else "exactly"
    return [voice.say(f"flow.agree.{key}{on}", calls=voice.count("count.calls", calls))]


def _beyond(found: compared.Unexplained, voice: Voice) -> Markup:
    """The week's unexplained calls, and those of them on the days beyond tolerance: the number of the finding."""
    days = voice.listed([voice.day(day) for day in found.beyond["local_date"]])
    if found.both_ways:
        days = findings.both_ways(found, voice)
        return voice.say("flow.agree.both_ways", days=days, sum=voice.number(found.week, sign=True))
    if abs(found.on_beyond) == abs(found.week):
        return voice.count("flow.agree.beyond", abs(found.week), days=days)
    part = voice.calls(abs(found.on_beyond))
    return voice.count("flow.agree.beyond_of", abs(found.week), part=part, days=days)


def _row(step: dict, level: float, top: float, review: WeeklyReview, voice: Voice) -> list[object]:
    total, calls = step["kind"] == "total", step["calls"]
    name = voice.slug("flow.step", step["step"])
    low, high = (0.0, calls) if total else sorted((level, level + calls))
    kind = "house" if total else "bad" if step["step"] in ("abandoned", "unexplained") and _weighs(step) else "bar"
    shown = voice.calls(calls) if total else voice.number(-calls, sign=True)
    about = voice.first(
        f"flow.about.{step['step']}_{step['note']}", f"flow.about.{step['step']}", **_limits(review, voice)
    )
    return [
        html.Cell(name, "total" if total else "step"),
        html.Cell(_bar(low / top, high / top, kind), "bar"),
        html.num(shown, "total" if total else ""),
        html.Cell(about, "quiet"),
    ]


def _weighs(step: dict) -> bool:
    return step["step"] == "abandoned" or step["note"] == "beyond"


def _limits(review: WeeklyReview, voice: Voice) -> dict[str, str]:
    return {"short": voice.duration(review.thresholds["short_abandon_s"])}


def _bar(low: float, high: float, role: str) -> Markup:
    """A bar from `low` to `high` (shares of the longest), at least a hair wide; it repeats the number beside it."""
    if low == high:
        return Markup("")
    low, high = (min(max(share, 0.0), 1.0) for share in (low, high))
    width = max((high - low) * LONG, 3.0)
    return Markup(
        '<svg viewBox="0 0 {0} 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="f-{1}" x="{2:.0f}" width="{3:.0f}" height="10"/></svg>'
    ).format(LONG, role, min(low * LONG, LONG - width), width)
