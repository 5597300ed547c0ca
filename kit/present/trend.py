"""A year of weeks: each figure that the contract names, with its usual band and its objective.

In:   a `WeeklyReview`.
Out:  the part "trend": small charts of 53 weeks with the last 13 stressed, and those 13 in figures.
Why:  one week means little without the weeks before; what is usual is drawn, not argued.
Not here: how the band is computed (`kit.analysis.signal`), how to read it (`method`).
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kit import calendar
from kit.analysis.result import WeeklyReview
from kit.errors import LANGUAGES
from kit.present import charts, html, reading
from kit.present.charts import Chart
from kit.present.numbers import known
from kit.present.shown import Shown
from kit.present.voice import Voice, voice

RECENT = 13


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
    return Shown("trend", views, tables={"trend": review.trend, "limits": review.limits})


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
    return _Line(row, points, charts.trend(points, limits, row["objective"], row["unit"]))


def _placed(rows: pd.DataFrame, week: str) -> pd.DataFrame:
    """Rows with `at`: weeks before the reviewed one, as negative numbers, so that a missing week leaves a gap."""
    last = calendar.monday(week)
    at = [-((last - calendar.monday(name)).days // 7) for name in rows["week"]]
    return rows.assign(at=at).sort_values("at").reset_index(drop=True)


def _html(review: WeeklyReview, lines: list[_Line], voice: Voice) -> Markup:
    if not lines:
        return html.say(voice.say("trend.empty"))
    figures = html.tag("div", *(_figure(line, voice) for line in lines), kind="charts")
    weeks = _recent_weeks(lines, review.week)
    caption = _caption(lines, weeks, voice)
    fold = html.fold(caption, _table(lines, weeks, caption, voice))
    banded = any(known(line.row["lower"]) for line in lines)
    aimed = any(known(line.row["objective"]) for line in lines)
    notes = [_strokes(lines, voice), voice.say("trend.note_band") if banded else ""]
    notes.append(voice.say("trend.note_objective") if aimed else "")
    return html.join([html.say(_sentence(lines, voice)), figures, html.note(*notes), fold])


def _strokes(lines: list[_Line], voice: Voice) -> Markup:
    """What thick and thin lines are; a past of thirteen weeks or less has one line only."""
    if any(line.points["at"].min() <= -RECENT for line in lines):
        return voice.say("trend.note")
    weeks = max(len(line.points) for line in lines)
    return voice.say("trend.note_short", weeks=voice.count("count.weeks", weeks))


def _recent_weeks(lines: list[_Line], week: str) -> list[str]:
    """The last thirteen weeks, newest first, back to the first that is known; a hole between them stays a hole."""
    first = max(int(min(line.points["at"].min() for line in lines)), 1 - RECENT)
    return calendar.weeks_before(week, -first)[::-1]


def _caption(lines: list[_Line], weeks: list[str], voice: Voice) -> Markup:
    if len(weeks) == RECENT:
        return voice.say("trend.caption.all")
    held = len({name for line in lines for name in line.points["week"]} & set(weeks))
    return voice.say(f"trend.caption.{'one' if held == 1 else 'other'}", n=reading.word(voice, held))


def _sentence(lines: list[_Line], voice: Voice) -> Markup:
    if all(line.row["signal"] == "too_short" or not known(line.row["lower"]) for line in lines):
        weeks = max(len(line.points) for line in lines)
        return voice.say("trend.say.too_short", weeks=voice.count("count.weeks", weeks))
    odd = [voice.inside(line.row) for line in lines if reading.unusual(line.row)]
    return voice.say("trend.say.outside", figures=voice.listed(odd)) if odd else voice.say("trend.say.usual")


def _figure(line: _Line, voice: Voice) -> Markup:
    row, values = line.row, line.points["value"]
    value, at = voice.value(row["value"], row["unit"]), reading.place(row)
    shown = {"figure": voice.title(row), "value": value}
    title = voice.say(f"trend.title.{at if at in ('usual', 'high', 'low') else 'plain'}", **shown)
    band = voice.plain("trend.alt_band", band=reading.band(row, voice)) if known(row["lower"]) else ""
    objective = ""
    if known(row["objective"]):
        objective = voice.plain("trend.alt_objective", objective=voice.objective(row["objective"], row["unit"]))
    ends = {name: voice.value(one, row["unit"]) for name, one in (("low", values.min()), ("high", values.max()))}
    weeks = voice.count("count.weeks", len(values))
    alt = voice.plain(
        "trend.alt", figure=voice.title(row), weeks=weeks, last=value, band=band, objective=objective, **ends
    )
    return line.chart.shown(voice, title=title, alt=alt, note=_note(row, voice))


def _note(row: pd.Series, voice: Voice) -> Markup:
    """Where the figure stood a year ago, and how long it has been on one side of its usual value."""
    parts = []
    if known(row["year_before"]):
        parts.append(voice.say("trend.year_before", value=voice.value(row["year_before"], row["unit"])))
    if row["runs"] >= 8:
        parts.append(voice.say("trend.runs", weeks=voice.count("count.weeks", row["runs"])))
    return html.join(parts, " ")


def _table(lines: list[_Line], weeks: list[str], caption: Markup, voice: Voice) -> Markup:
    """Every figure in `weeks`; a week that is not known is said to be so."""
    columns = [voice.say("trend.column.week"), *(html.Cell(voice.title(line.row), "n") for line in lines)]
    body = []
    for name in weeks:
        row: list[object] = [voice.plain("period.of_year", week=voice.week_number(name), year=name[:4])]
        for line in lines:
            found = line.points[line.points["week"] == name]["value"]
            row.append(html.num(voice.value(found.iloc[0] if len(found) else None, line.row["unit"])))
        body.append(row)
    return html.table(caption, columns, body, kind="plain")
