"""From the carrier to the caller: where the presented calls went, step by step.

In:   a `WeeklyReview`.
Out:  the part "waterfall".
Why:  each side sees its own end of the line only; the steps between are where figures disagree.
Not here: the same by day and half-hour (`counts`).
"""

from __future__ import annotations

from markupsafe import Markup

from kit.analysis.result import WeeklyReview
from kit.present import calm, feeds, html, reading
from kit.present.shown import Shown, show
from kit.present.voice import Voice

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
        [html.say(*_sentences(steps, totals, voice)), html.note(*_agreement(review, totals, voice)), table]
    )


def _sentences(steps, totals, voice: Voice) -> list[Markup]:
    start = "presented" if "presented" in totals.index else "offered"
    if "answered" not in totals.index or start not in totals.index or not totals[start]:
        return []
    missing = steps.loc[steps["step"].isin(["days_missing", "file_stops"]), "calls"].abs().sum()
    if missing:
        # A rate over days of which one side has no count would be nobody's rate.
        first = voice.count("count.calls", totals[start])
        return [voice.count("flow.say.partial", missing, first=first, answered=voice.calls(totals["answered"]))]
    shown = {"first": voice.count(f"count.{start}", totals[start])}
    shown["answered"] = voice.count("count.answered", totals["answered"])
    return [voice.say(f"flow.say.{start}", share=voice.ratio(totals["answered"] / totals[start]), **shown)]


def _agreement(review: WeeklyReview, totals, voice: Voice) -> list[Markup]:
    """Whether the two counts agree, once what can be explained is."""
    if not {"presented", "delivered"} & set(totals.index):
        if not feeds.can_come(review, feeds.CARRIER):
            return []
        return [reading.lacks(review, voice, "flow.no_carrier", feeds.CARRIER, side="client")]
    rows = review.waterfall[review.waterfall["step"] == "unexplained"]
    if rows.empty:
        return []
    calls, note = abs(rows.iloc[0]["calls"]), rows.iloc[0]["note"]
    key = "beyond" if note == "beyond" else "within" if calls else "exactly"
    if key == "beyond":
        return [voice.count("flow.agree.beyond", calls)]
    return [voice.say(f"flow.agree.{key}", calls=voice.count("count.calls", calls))]


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
