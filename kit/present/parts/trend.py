"""A year of weeks: each figure that the contract names, with its usual band and its objective.

In:   a `WeeklyReview`.
Out:  the part "trend": small charts of 53 weeks with the last 13 stressed, and those 13 in figures.
Why:  a week shown alone leaves open whether it is usual, and the meeting argues it; the weeks before and their limits
      are drawn instead.
Not here: how the band is computed (`kit.analysis.line.signal`), how to read it (`method`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kit.analysis.review import OUTSIDE
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.language.texts import LANGUAGES
from kit.period import Period
from kit.present import html
from kit.present.page.shown import Shown, absent
from kit.present.parts import calm, charts, declared, reading
from kit.present.parts.charts import Chart
from kit.present.voice import Voice, voice

RECENT = 13
UNSAID = ("incomplete", "too_short", "new_level")  # signals that have a sentence of their own


@dataclass(frozen=True)
class _Line:
    """One figure: its row, its weeks, its chart (drawn once for all languages)."""

    row: pd.Series
    points: pd.DataFrame
    chart: Chart


def trend(review: WeeklyReview) -> Shown:
    """Small charts of the figures that the contract names."""
    lines = [line for _, row in review.judged.iterrows() if (line := _line(review, row))]
    views = {lang: str(_html(review, lines, voice(lang))) for lang in LANGUAGES}
    tables = {"trend": review.trend, "limits": review.limits}
    gap = declared.first_gap(review, "provider")
    if gap and not lines:
        return absent("trend", gap, tables=tables)
    return Shown("trend", views, tables=tables, calm=calm.of("trend", review))


def _line(review: WeeklyReview, row: pd.Series) -> _Line | None:
    points = _placed(review.trend[review.trend["figure"] == row["figure"]], review.week)
    points = points[points["value"].notna()].reset_index(drop=True)
    if len(points) < 2:
        return None
    limits = _placed(review.limits[review.limits["figure"] == row["figure"]], review.week)
    limits = limits[limits["at"].between(points["at"].min(), points["at"].max()) & limits["lower"].notna()]
    if row["unit"] in ("ratio", "s", "calls"):
        limits = limits.assign(lower=limits["lower"].clip(lower=0.0))
    if row["unit"] == "ratio":
        limits = limits.assign(upper=limits["upper"].clip(upper=1.0))
    return _Line(row, points, charts.trend(points, limits, row["objective"], row["unit"], _marks(row, points, review)))


def _marks(row: pd.Series, points: pd.DataFrame, review: WeeklyReview) -> dict[int, str]:
    """Where the figure's new level begins, if that is among the weeks drawn: {position: week}."""
    if not row["level_from"]:
        return {}
    at = int(_placed(pd.DataFrame({"week": [row["level_from"]]}), review.week)["at"].iloc[0])
    return {at: row["level_from"]} if points["at"].min() < at else {}


def _placed(rows: pd.DataFrame, week: str) -> pd.DataFrame:
    """Rows with `at`: weeks before the reviewed one, as negative numbers, so that a missing week leaves a gap."""
    last = Period.week(week).first
    at = [-((last - Period.week(name).first).days // 7) for name in rows["week"]]
    return rows.assign(at=at).sort_values("at").reset_index(drop=True)


def _html(review: WeeklyReview, lines: list[_Line], voice: Voice) -> Markup:
    if not lines:
        return html.say(voice.say("trend.empty"))
    steady = calm.steady(review)
    apart = [line for line in lines if line.row["figure"] in steady]
    figures = _charts([line for line in lines if line.row["figure"] not in steady], review, voice)
    weeks = _recent_weeks(lines, review.week)
    caption = _caption(lines, weeks, voice)
    fold = html.fold(caption, _table(lines, weeks, caption, review, voice))
    banded = review.limits["figure"].isin([line.row["figure"] for line in lines]).any()
    aimed = any(known(line.row["objective"]) for line in lines)
    notes = [_strokes(lines, voice), voice.say("trend.note_band") if banded else ""]
    notes.append(voice.say("trend.note_objective") if aimed else "")
    notes.append(voice.say("trend.note_hollow") if any((~line.points["whole"]).any() for line in lines) else "")
    notes.append(voice.say("trend.note_mark") if any(_marks(line.row, line.points, review) for line in lines) else "")
    folds = [html.fold(_steady(apart, voice), _charts(apart, review, voice))] if apart else []
    return html.join([html.say(_sentence(lines, review, voice)), figures, html.note(*notes), *folds, fold])


def _charts(lines: list[_Line], review: WeeklyReview, voice: Voice) -> Markup:
    return html.tag("div", *(_figure(line, review, voice) for line in lines), kind="charts")


def _steady(lines: list[_Line], voice: Voice) -> Markup:
    """What the folded charts are: objectives kept in every known week."""
    return voice.say("trend.steady", figures=voice.listed([voice.inside(line.row) for line in lines]))


def _strokes(lines: list[_Line], voice: Voice) -> Markup:
    """What thick and thin lines are; a past of thirteen weeks or less has one line only."""
    if any(line.points["at"].min() <= -RECENT for line in lines):
        return voice.say("trend.note")
    weeks = max(len(line.points) for line in lines)
    return voice.say("trend.note_short", weeks=voice.count("count.weeks", weeks))


def _recent_weeks(lines: list[_Line], week: str) -> list[str]:
    """The last thirteen weeks, newest first, back to the first that is known; a hole between them stays a hole."""
    first = max(int(min(line.points["at"].min() for line in lines)), 1 - RECENT)
    return Period.week(week).names_back(-first)[::-1]


def _caption(lines: list[_Line], weeks: list[str], voice: Voice) -> Markup:
    if len(weeks) == RECENT:
        return voice.say("trend.caption.all")
    held = len({name for line in lines for name in line.points["week"]} & set(weeks))
    return voice.say(f"trend.caption.{'one' if held == 1 else 'other'}", n=reading.word(voice, held))


def _sentence(lines: list[_Line], review: WeeklyReview, voice: Voice) -> Markup:
    """What is unusual; else why nothing is compared: this week is not whole, a level is new, the past is too short."""
    by_signal = {name: [line.row for line in lines if line.row["signal"] == name] for name in UNSAID}
    if len(by_signal["incomplete"]) == len(lines):
        return _incomplete(by_signal["incomplete"], review, voice)
    young = [row for row in by_signal["too_short"] if row["level_from"]]
    said = []
    if len(by_signal["too_short"]) > len(young) and not any(known(line.row["lower"]) for line in lines):
        said.append(_too_short(lines, review, voice))
    odd = [line.row for line in lines if line.row["signal"] in OUTSIDE]
    said += _named("trend.say.outside", odd, voice)
    said += _named("trend.say.new_level", by_signal["new_level"], voice)
    if not said and any(known(line.row["lower"]) for line in lines):
        said.append(voice.say("trend.say.usual"))
    said += _named("trend.say.level_short", young, voice)
    said += _named("trend.say.some_incomplete", by_signal["incomplete"], voice)
    return html.join(said or [_too_short(lines, review, voice)], " ")


def _named(key: str, rows: list[pd.Series], voice: Voice) -> list[Markup]:
    return [voice.say(key, figures=voice.listed([voice.inside(row) for row in rows]))] if rows else []


def _incomplete(rows: list[pd.Series], review: WeeklyReview, voice: Voice) -> Markup:
    said = {reading.days_held(row, review, voice) for row in rows}
    week = voice.week_number(review.week)
    if len(said) == 1 and "" not in said:
        return voice.say("trend.say.incomplete_days", week=week, days=said.pop())
    return voice.say("trend.say.incomplete", week=week)


def _too_short(lines: list[_Line], review: WeeklyReview, voice: Voice) -> Markup:
    """How many whole weeks there are where twenty are needed, and how many known weeks are not whole."""
    partial = max(int((~line.points["whole"]).sum()) for line in lines)
    more = voice.count("trend.say.partial", partial) if partial else ""
    return html.join([voice.say("trend.say.too_short", n=voice.number(review.baseline.get("weeks", 0))), more], " ")


def _figure(line: _Line, review: WeeklyReview, voice: Voice) -> Markup:
    return line.chart.shown(
        voice, title=_title(line, review, voice), alt=_alt(line, review, voice), note=_note(line, review, voice)
    )


def _title(line: _Line, review: WeeklyReview, voice: Voice) -> Markup:
    row, at = line.row, reading.place(line.row)
    shown = {"figure": voice.title(row), "value": voice.value(row["value"], row["unit"])}
    if at == "incomplete":
        days = reading.days_held(row, review, voice)
        return voice.say("trend.title_incomplete_days", days=days, **shown) if days else voice.say(
            "trend.title_incomplete", **shown
        )  # fmt: skip
    return voice.say(f"trend.title.{at if at in ('usual', 'high', 'low') else 'plain'}", **shown)


def _alt(line: _Line, review: WeeklyReview, voice: Voice) -> str:
    """What the chart shows, in words; incomplete weeks are neither the lowest nor the highest."""
    row, whole = line.row, line.points[line.points["whole"]]["value"]
    values = whole if len(whole) else line.points["value"]
    shown = {name: voice.value(one, row["unit"]) for name, one in (("low", values.min()), ("high", values.max()))}
    shown |= dict.fromkeys(("band", "objective", "level", "apart"), "")
    shown["last"] = _last(line, review, voice)
    if known(row["lower"]):
        shown["band"] = voice.plain("trend.alt_band", band=reading.band(row, voice))
    if known(row["objective"]):
        shown["objective"] = voice.plain(
            "trend.alt_objective", objective=voice.objective(row["objective"], row["unit"])
        )
    if _marks(row, line.points, review):
        shown["level"] = voice.plain("trend.alt_level", week=voice.week_number(row["level_from"]))
    apart = len(line.points) - len(whole)
    if apart:
        shown["apart"] = str(voice.count("trend.alt_apart", apart))
    return voice.plain("trend.alt", figure=voice.title(row), weeks=voice.count("count.weeks", len(values)), **shown)


def _last(line: _Line, review: WeeklyReview, voice: Voice) -> str:
    """The reviewed week's value; of an incomplete week, with the days that it rests on."""
    value = voice.value(line.row["value"], line.row["unit"])
    if line.row["signal"] != "incomplete" or not known(line.row["value"]):
        return value
    days = reading.days_held(line.row, review, voice)
    return voice.plain("trend.alt_last", value=value, days=days) if days else voice.plain(
        "trend.alt_last_plain", value=value
    )  # fmt: skip


def _note(line: _Line, review: WeeklyReview, voice: Voice) -> Markup:
    """Where the figure stood a year ago, and since when it has a new level, with the contract's reason."""
    row, parts = line.row, []
    if known(row["year_before"]) and row["signal"] != "incomplete":
        parts.append(voice.say("trend.year_before", value=voice.value(row["year_before"], row["unit"])))
    if _marks(row, line.points, review):
        parts.append(_level(row, review, voice))
    return html.join(parts, " ")


def _level(row: pd.Series, review: WeeklyReview, voice: Voice) -> Markup:
    week = voice.week_number(row["level_from"])
    for one in review.data.get("rebased", []):
        if one["from"] == row["level_from"] and one["figure"] in ("", row["figure"]):
            return voice.say("trend.rebased", week=week, reason=one["reason"][voice.lang])
    return voice.say("trend.level", week=week)


def _table(lines: list[_Line], weeks: list[str], caption: Markup, review: WeeklyReview, voice: Voice) -> Markup:
    """Every figure in `weeks`; a week that is not known is said to be so, one that is not whole has a star."""
    columns = [voice.say("trend.column.week"), *(html.Cell(voice.title(line.row), "n") for line in lines)]
    body = []
    for name in weeks:
        row: list[object] = [voice.plain("period.of_year", week=voice.week_number(name), year=Period.week(name).year)]
        for line in lines:
            found = line.points[line.points["week"] == name]
            star = "*" if len(found) and not found["whole"].iloc[0] else ""
            row.append(html.num(voice.value(found["value"].iloc[0] if len(found) else None, line.row["unit"]) + star))
        body.append(row)
    return html.table(caption, columns, body, kind="plain", note=_star(lines, weeks, review, voice))


def _star(lines: list[_Line], weeks: list[str], review: WeeklyReview, voice: Voice) -> Markup:
    """What the stars mean, with the days of the reviewed week; "" without any."""
    part = [line for line in lines if not line.points.loc[line.points["week"].isin(weeks), "whole"].all()]
    now = {reading.days_held(line.row, review, voice) for line in part if line.row["signal"] == "incomplete"} - {""}
    if len(now) == 1:
        return voice.say("trend.star_days", week=voice.week_number(review.week), days=now.pop())
    return voice.say("trend.star") if part else Markup("")
