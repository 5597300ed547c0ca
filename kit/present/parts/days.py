"""The week's days against the usual ones.

In:   a `WeeklyReview`.
Out:  the part "days": calls and answer rate by day, and the table behind them.
Why:  beside the days around it, every busy Monday would look like news; so each day has its own weekday's usual beside
      it.
Not here: hours (`heat`), weeks (`trend`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kit.analysis.line.advisers import FEW, PROTECTING, UNKNOWN
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.language.texts import LANGUAGES
from kit.present import html
from kit.present.page.shown import Shown, absent
from kit.present.parts import calm, charts, declared, incomplete, reading
from kit.present.parts.charts import Chart
from kit.present.voice import Voice, voice

USUAL = ("usual_offered", "usual_low", "usual_high")


@dataclass(frozen=True)
class _Drawn:
    """Both charts, drawn once for all languages."""

    offered: Chart
    rate: Chart | None


def days(review: WeeklyReview) -> Shown:
    """Calls and answer rate of each day beside what its weekday usually brings."""
    table = review.by_day[review.by_day["offered"].notna() & review.by_day["is_open"].astype(bool)]
    gap = declared.first_gap(review, "provider")
    if gap and table.empty:
        return absent("days", gap, tables={"by_day": review.by_day})
    drawn = _drawn(review, table) if len(table) else None
    views = {lang: str(_html(review, table, drawn, voice(lang))) for lang in LANGUAGES}
    return Shown("days", views, tables={"by_day": review.by_day}, calm=calm.of("days", review))


def _drawn(review: WeeklyReview, table: pd.DataFrame) -> _Drawn:
    rows = table.rename(columns={"local_date": "day"}).assign(whole=_whole(table))
    offered = charts.days(rows, "offered", USUAL, "calls")
    rates = rows[rows["answer_rate"].notna()]
    rate = (
        charts.days(rates, "answer_rate", ("usual_answer_rate",), "ratio", _objective(review)) if len(rates) else None
    )
    return _Drawn(offered, rate)


def _whole(table: pd.DataFrame) -> pd.Series:
    return table["state"] == ""


def _objective(review: WeeklyReview) -> float:
    return float(review.figure("answer_rate.agent")["objective"])


def _html(review: WeeklyReview, table: pd.DataFrame, drawn: _Drawn | None, voice: Voice) -> Markup:
    if drawn is None:
        return html.say(reading.lacks(review, voice, "days.empty", *declared.PROVIDER))
    figures = [_offered(review, table, drawn.offered, voice)]
    if drawn.rate:
        figures.append(_rate(review, table, drawn.rate, voice))
    pair = html.tag("div", *figures, kind="charts pair")
    fold = html.fold(voice.say("days.fold"), html.join([_table(review, voice), *_withheld(review, voice)]))
    return html.join([html.say(*_sentences(review, table, voice)), pair, fold])


def _sentences(review: WeeklyReview, table: pd.DataFrame, voice: Voice) -> list[Markup]:
    """The whole days against their like, then the days that are compared with nothing, each with what came of it."""
    whole, rest = table[_whole(table)], table[~_whole(table)]
    said = [_sentence(whole, voice, "usual_whole" if len(rest) else "usual")] if len(whole) else []
    if len(rest):
        named = [f"{voice.day(day)} ({incomplete.day(review, day, voice)})" for day in rest["local_date"]]
        said.append(voice.say("days.not_whole", days=voice.listed(named)))
    return said


def _sentence(table: pd.DataFrame, voice: Voice, usual: str) -> Markup:
    sure = table[table["usual_low"].notna()]
    if sure.empty:
        return voice.say("days.say.unknown")
    odd = sure[~sure["offered"].between(sure["usual_low"], sure["usual_high"])]
    if odd.empty:
        return voice.say(f"days.say.{usual}")
    named = []
    for row in odd.to_dict("records"):
        delta = voice.percent(row["offered"] / row["usual_offered"] - 1) if row["usual_offered"] else voice.nothing
        calls = voice.count("count.calls", row["offered"])
        named.append(str(voice.say("days.say.odd", day=voice.day(row["local_date"]), calls=calls, delta=delta)))
    return voice.say("days.say.outside", days=Markup(voice.listed(named)))


def _offered(review: WeeklyReview, table: pd.DataFrame, chart: Chart, voice: Voice) -> Markup:
    has_usual = table["usual_low"].notna().any()
    each = []
    for row in table.to_dict("records"):
        shown = {"day": voice.day(row["local_date"]), "calls": voice.calls(row["offered"])}
        if row["state"]:
            came = incomplete.day(review, row["local_date"], voice)
            each.append(voice.plain("days.chart.offered_day_part", came=came, **shown))
        elif known(row["usual_low"]):
            band = {"low": voice.calls(row["usual_low"]), "high": voice.calls(row["usual_high"])}
            each.append(voice.plain("days.chart.offered_day", **shown, **band))
        else:
            each.append(voice.plain("days.chart.offered_day_plain", **shown))
    alt = voice.plain("days.chart.offered_alt", days="; ".join(each))
    note = voice.say("days.chart.offered_note" if has_usual else "days.chart.offered_plain")
    if not _whole(table).all():
        note = html.join([note, voice.say("days.chart.hollow")], " ")
    return chart.shown(voice, title=voice.say("days.chart.offered"), alt=alt, note=note)


def _rate(review: WeeklyReview, table: pd.DataFrame, chart: Chart, voice: Voice) -> Markup:
    each = []
    for row in table[table["answer_rate"].notna()].to_dict("records"):
        shown = {"day": voice.day(row["local_date"]), "value": voice.ratio(row["answer_rate"])}
        if known(row["usual_answer_rate"]):
            each.append(voice.plain("days.chart.rate_day", usual=voice.ratio(row["usual_answer_rate"]), **shown))
        else:
            each.append(voice.plain("days.chart.rate_day_plain", **shown))
    alt = voice.plain("days.chart.rate_alt", days="; ".join(each))
    return chart.shown(voice, title=voice.say("days.chart.rate"), alt=alt, note=_rate_note(review, table, voice))


def _rate_note(review: WeeklyReview, table: pd.DataFrame, voice: Voice) -> Markup:
    parts = [voice.say("days.chart.rate_point")]
    if table["usual_answer_rate"].notna().any():
        parts.append(voice.say("days.chart.rate_usual"))
    objective = _objective(review)
    if known(objective):
        parts.append(voice.say("days.chart.rate_objective", objective=voice.objective(objective, "ratio")))
    return html.join(parts, " ; ".replace(" ;", "\u202f;") if voice.french else "; ")


# The table


def _table(review: WeeklyReview, voice: Voice) -> Markup:
    rows = review.by_day
    names = ["day", "offered", "usual", "answered", "rate", "asa", "aht", "advisers"]
    gone = {"usual": "usual_low", "asa": "asa", "aht": "aht", "advisers": "planned"}
    held = {"aht"} if (rows["withheld"] != "").any() else set()
    names = [name for name in names if name not in gone or name in held or rows[gone[name]].notna().any()]
    columns = [html.Cell(voice.say(f"days.column.{name}"), "" if name == "day" else "n") for name in names]
    body = [_row(row, names, review, voice) for row in rows.to_dict("records") if _has_a_row(row)]
    return html.table(voice.say("days.caption"), columns, body, kind="plain")


def _withheld(review: WeeklyReview, voice: Voice) -> list[Markup]:
    """Why days have no handle time although their calls have one."""
    why, least = set(review.by_day["withheld"]), review.data.get("withheld", {}).get("fewest_advisers")
    kinds = [kind for kind, slugs in (("few", {FEW, PROTECTING}), ("unknown", {UNKNOWN})) if why & slugs]
    return [html.note(voice.say(f"days.withheld_note.{kind}", n=voice.number(least))) for kind in kinds]


def _has_a_row(row: dict) -> bool:
    """Open days, days with calls, and holidays; not the weekend of a line that is closed then."""
    return bool(row["is_open"]) or bool(row["holiday"]) or (known(row["offered"]) and row["offered"] > 0)


def _row(row: dict, names: list[str], review: WeeklyReview, voice: Voice) -> list[object]:
    day = voice.day(row["local_date"])
    if not row["is_open"] or not known(row["offered"]):
        why = voice.slug("holiday", row["holiday"]) if row["holiday"] else ""
        state: str = voice.say("days.closed")
        if row["is_open"]:
            state = incomplete.day(review, row["local_date"], voice) or voice.say("days.missing")
        return [day, html.Cell(html.join([state, why], ", "), "quiet", len(names) - 1)]
    if row["state"]:
        day = html.join([day, html.small(incomplete.day(review, row["local_date"], voice))])
    cells = {
        "day": day,
        "offered": voice.calls(row["offered"]),
        "usual": f"{voice.calls(row['usual_low'])}–{voice.calls(row['usual_high'])}"
        if known(row["usual_low"])
        else voice.nothing,
        "answered": voice.calls(row["answered"]),
        "rate": voice.ratio(row["answer_rate"]),
        "asa": voice.duration(row["asa"]),
        "aht": voice.say("days.withheld") if row["withheld"] else voice.duration(row["aht"]),
        "advisers": f"{voice.advisers(row['present'])} / {voice.advisers(row['planned'])}",
    }
    return [cells[name] if name == "day" else html.num(cells[name]) for name in names]
