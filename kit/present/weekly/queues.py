"""The week by queue: where the gap is, those that explain most of it first.

In:   a `WeeklyReview` with `queues` and `numbers`.
Out:  the part "queues"; nothing to see where the line has a single queue and a single number.
Why:  45 sites become one total; the one that most callers gave up on must be seen, and its size beside it.
Not here: why a queue is short: the page shows where the gap is, not its cause.
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from kit.analysis.line.queues import LEAST_CALLS
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present import html
from kit.present.page.shown import Shown, show
from kit.present.parts import calm, incomplete
from kit.present.voice import Voice

MOST_SHOWN, MOST_FOLDED, MOST_NUMBERS = 12, 16, 12
HALF = 0.5
_SUMS = ["queues", "offered", "answered", "abandoned", "numerator", "denominator", "short", "share", "calls_share"]


def queues(review: WeeklyReview) -> Shown:
    """The queues of the week beside the objective, and the carrier's numbers where there are several."""
    return show(
        "queues",
        lambda voice: _html(review, voice),
        tables={"queues": review.queues, "numbers": review.numbers},
        calm=calm.of("queues", review),
    )


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    parts = []
    if len(review.queues):
        first, folded = shown(review.queues)
        parts += [html.say(_sentence(review, voice)), _table(review, first, voice), _notes(review, first, voice)]
        if len(folded):
            summary = voice.count("queues.fold", int(folded["queues"].sum()))
            parts.append(html.fold(summary, _table(review, folded, voice)))
    if len(review.numbers):
        parts.append(_numbers(review.numbers, voice))
    return html.join(parts)


def shown(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the table and those of the fold below it. What fits in neither joins the others, summed first."""
    alone = table[table["kind"] != "others"]
    rest = pd.concat([alone.iloc[MOST_SHOWN + MOST_FOLDED :], table[table["kind"] == "others"]])
    folded = alone.iloc[MOST_SHOWN : MOST_SHOWN + MOST_FOLDED]
    first = alone.iloc[:MOST_SHOWN]
    return pd.concat([first, _together(pd.concat([folded, rest]))], ignore_index=True), pd.concat(
        [folded, _together(rest) if len(folded) else rest.head(0)], ignore_index=True
    )


def _together(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for several: sums first, rates from them."""
    if len(rows) < 2:
        return rows
    row = rows[_SUMS].sum(min_count=len(rows)).to_dict() | {"kind": "others", "queue": "", "ranked": False}
    row |= {"answer_rate": row["answered"] / row["offered"], "usual": float("nan"), "came": 1.0, "due": 1.0}
    row |= {"value": row["numerator"] / row["denominator"] if row["denominator"] else float("nan")}
    row |= {
        "asa": (rows["asa"] * rows["answered"]).sum(min_count=len(rows)) / row["answered"] if row["answered"] else 0.0
    }
    return pd.DataFrame([row])


# Words


def name(row: pd.Series, voice: Voice) -> str:
    """What a row stands for: a queue, calls without one, or so many others."""
    if row["kind"] == "queue":
        return str(row["queue"])
    return voice.plain("queues.none") if row["kind"] == "none" else str(voice.count("queues.others", row["queues"]))


def _sentence(review: WeeklyReview, voice: Voice) -> Markup:
    table, data = review.queues, review.data.get("queues", {})
    count = voice.number(int(table["queues"].sum()))
    sure = table[table["ranked"].astype(bool)]
    if incomplete.unjudged(review):
        return voice.say("queues.say.none_whole")
    if sure.empty:
        enough = bool((table["offered"] >= LEAST_CALLS).any())
        return voice.say("queues.say.none_whole" if enough else "queues.say.too_few", n=voice.number(LEAST_CALLS))
    first = sure.iloc[0]
    if not known(first["short"]):
        return voice.say(
            "queues.say.plain", all=count, queue=name(first, voice), share=voice.ratio(first["calls_share"], 0)
        )
    if data["status"] == "missed":
        return _where(sure, count, voice)
    below = sure[sure["short"] > 0]
    if below.empty:
        return voice.say("queues.say.all_kept", all=count)
    unit = review.figure(data["figure"])["unit"]
    shown = {"queue": name(first, voice), "reached": voice.value(first["value"], unit), "all": count}
    return voice.count("queues.say.below", len(below), **shown)


def _where(sure: pd.DataFrame, count: str, voice: Voice) -> Markup:
    """Which queues make half of the gap."""
    first, reached = sure.iloc[0], sure["share"].cumsum()
    if first["share"] >= 1:
        return voice.say("queues.say.alone", queue=name(first, voice), calls=voice.ratio(first["calls_share"], 0))
    if first["share"] >= HALF:
        fields = {"share": voice.ratio(first["share"], 0), "calls": voice.ratio(first["calls_share"], 0)}
        return voice.say("queues.say.one", queue=name(first, voice), **fields)
    if reached.max() < HALF:
        return voice.say("queues.say.spread", all=count)
    needed = int((reached < HALF).sum()) + 1
    carried = float(sure["calls_share"].iloc[:needed].sum())
    fields = {"n": voice.number(needed), "all": count, "calls": voice.ratio(carried, 0)}
    return voice.say("queues.say.some", **fields)


def _notes(review: WeeklyReview, table: pd.DataFrame, voice: Voice) -> Markup:
    told = [voice.say("queues.about_short")] if table["short"].notna().any() else []
    if (review.queues["kind"] == "others").any():
        told.append(voice.say("queues.about_others", n=voice.number(LEAST_CALLS)))
    if table["usual"].notna().any():
        told.append(voice.say("queues.about_usual"))
    return html.note(*told, voice.say("queues.about_cause"))


# The tables


def _table(review: WeeklyReview, rows: pd.DataFrame, voice: Voice) -> Markup:
    figure = review.data["queues"]["figure"]
    row = review.figure(figure)
    names = ["queue", "offered", "short", "value", "answer_rate", "asa"]
    gone = {name for name in ("short", "asa", "value") if rows[name].isna().all()}
    gone |= {"answer_rate"} if figure == "answer_rate.agent" and "value" not in gone else set()
    names = [name for name in names if name not in gone]
    has_usual, has_share = rows["usual"].notna().any(), rows["share"].notna().any()
    second = {"offered": "calls_share"} | ({"short": "share"} if has_share else {})
    second |= {"value": "usual"} if has_usual else {}
    heads = {name: voice.say(f"queues.column.{name}") for name in names if name != "value"} | {
        "value": voice.title(row)
    }
    under = {name: html.small(voice.say(f"queues.column.{second[name]}")) for name in second}
    columns = [
        html.Cell(html.join([heads[name], under.get(name, "")], " "), "" if name == "queue" else "n") for name in names
    ]
    body = [[_cells(one, row["unit"], voice)[name] for name in names] for _, one in rows.iterrows()]
    caption = voice.say(
        "queues.caption" if known(row["objective"]) else "queues.caption_plain", figure=voice.inside(row)
    )
    return html.table(caption, columns, body, kind="queues")


def _cells(row: pd.Series, unit: str, voice: Voice) -> dict[str, object]:
    title = html.join([name(row, voice)])
    if row["kind"] == "queue" and row["came"] < row["due"]:
        title += html.small(voice.say("queues.partial", came=voice.number(row["came"]), due=voice.number(row["due"])))
    elif row["kind"] == "queue" and not row["ranked"]:
        title += html.small(voice.say("queues.few"))
    share = voice.ratio(row["share"], 0) if row["share"] > 0 else ""
    usual = voice.value(row["usual"], unit) if known(row["usual"]) else ""
    return {
        "queue": html.Cell(title),
        "offered": _two(voice.calls(row["offered"]), voice.ratio(row["calls_share"], 0)),
        "short": _two(_short(row["short"], voice), share),
        "value": _two(voice.value(row["value"], unit), usual),
        "answer_rate": html.num(voice.ratio(row["answer_rate"])),
        "asa": html.num(voice.duration(row["asa"])),
    }


def _two(first: str, second: str) -> html.Cell:
    """A number and a quieter one below it."""
    return html.num(html.join([first, html.small(second)], " "))


def _short(calls: float, voice: Voice) -> str:
    """Calls that the objective lacks; what is above it is told as such, not as a negative lack."""
    if not known(calls):
        return voice.nothing
    return voice.calls(calls) if calls >= HALF else "0" if calls > -HALF else voice.number(-calls, sign=True)


def _numbers(table: pd.DataFrame, voice: Voice) -> Markup:
    names = ["number", "presented", "usual", "busy", "closed", "delivered"]
    names = [name for name in names if name == "number" or table[name].notna().any()]
    columns = [html.Cell(voice.say(f"queues.number_column.{name}"), "" if name == "number" else "n") for name in names]
    rows, rest = table.head(MOST_NUMBERS), table.iloc[MOST_NUMBERS:]
    body = [
        _number(row, str(row["number"]) or voice.plain("queues.no_number"), names, voice) for _, row in rows.iterrows()
    ]
    if len(rest):
        row = rest[[name for name in names if name != "number"]].sum(min_count=1)
        body.append(_number(row, str(voice.count("queues.other_numbers", len(rest))), names, voice))
    return html.table(voice.say("queues.numbers"), columns, body, kind="plain")


def _number(row: pd.Series, title: str, names: list[str], voice: Voice) -> list[object]:
    return [title, *(html.num(voice.calls(row[name]), "quiet" if name == "usual" else "") for name in names[1:])]
