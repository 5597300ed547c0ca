"""When: weekday by half-hour, as tables whose ground tells the value that stands in the cell.

In:   a `WeeklyReview`.
Out:  the parts "heat_demand", "heat_answer_rate", "heat_waits".
Why:  a weekly rate hides the Monday morning that made it; a table can be read, copied and printed, at a tenth of the
      weight of a drawing.
Not here: whether an hour is out of the ordinary (`kit.analysis.weekly.bad_hours`).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.language.typography import WIDE
from kit.present import html
from kit.present.page.shown import Shown, absent, show
from kit.present.parts import calm, declared, incomplete, reading
from kit.present.voice import Voice

WIDEST = 28  # half-hours in a table; a line that is open longer is shown by the hour
# What fits into the page's 826 px beside the days: 22 columns of three digits in the ordinary size; 28, or 24 of four
# digits, in the small one. More digits, or more columns, stand below each other.
PLAIN, PLAIN_DIGITS = 22, 3
DENSE_WIDTH = 820
DIGIT_PX, EDGE_PX, LEAST_PX = 6.5, 8, 26  # of the small size: a digit, the cell's edges and its blank, any label
FEW = 10  # calls: below, a rate or a wait says little and its ground stays pale
LEVELS = 5
_SUMS = ["offered", "answered", "abandoned"]


def heat_demand(review: WeeklyReview) -> Shown:
    """Calls offered, weekday by half-hour."""
    return _shown("heat_demand", review, "demand", tables={"half_hours": review.heat})


def heat_answer_rate(review: WeeklyReview) -> Shown:
    """Share of calls answered, weekday by half-hour."""
    return _shown("heat_answer_rate", review, "answer_rate")


def heat_waits(review: WeeklyReview) -> Shown:
    """Mean wait of answered calls, weekday by half-hour."""
    return _shown("heat_waits", review, "asa")


def _shown(part: str, review: WeeklyReview, what: str, **payload: object) -> Shown:
    """The part; without a view where no declared source can feed it."""
    names = ("provider", "half_hours", "waits") if what == "asa" else ("provider", "half_hours")
    gap, table = declared.first_gap(review, *names), grid(review)
    if gap and (table.empty or (what == "asa" and table["asa"].isna().all())):
        return absent(part, gap, **payload)
    return show(part, lambda voice: _part(review, what, voice), calm=calm.of(part, review), **payload)


@dataclass(frozen=True)
class Scale:
    """Bounds between grounds, and the ground of each level ("q" demand, "s" severity)."""

    bounds: list[float]
    family: str
    falling: bool = False

    def level(self, value: float) -> int:
        """0 for the mildest ground."""
        if self.falling:
            return sum(value < bound for bound in self.bounds)
        return sum(value > bound for bound in self.bounds)


def grid(review: WeeklyReview) -> pd.DataFrame:
    """The week's half-hours; by the hour where the line is open longer than a table can show, or the provider counts
    so. A day of which nothing came has no row."""
    table = review.heat[review.heat["offered"].notna() | (review.heat["state"] != "")]
    table = table[~table["local_date"].isin(_empty(table))]
    if (table["minutes"] == 60).all() or _kind(table["half_hour"].nunique(), table["offered"].max()) != "heat tall":
        return table
    waited = table["asa"] * table["answered"]
    hidden = table["withheld"] != ""
    waited = waited.where((table["answered"] > 0) | hidden, 0.0)
    hours = table.assign(half_hour=table["half_hour"] // 60 * 60, waited=waited)
    keys = ["local_date", "dow", "half_hour"]
    found = hours.groupby(keys, as_index=False)[[*_SUMS, "waited"]].sum(min_count=1)
    # An hour with a withheld half-hour is withheld: the other half alone would not be the hour's answers.
    found["withheld"] = hours.groupby(keys, as_index=False)["withheld"].max()["withheld"]
    found.loc[found["withheld"] != "", ["answered", "abandoned", "waited"]] = float("nan")
    # So is an hour not whole of which a half-hour is missing something.
    found["state"] = hours.groupby(keys, as_index=False)["state"].max()["state"]
    found.loc[found["state"] != "", ["offered", "answered", "abandoned", "waited"]] = float("nan")
    found["answer_rate"] = found["answered"] / found["offered"].where(found["offered"] > 0)
    found["asa"] = found["waited"] / found["answered"].where(found["answered"] > 0)
    return found.assign(minutes=60)


def _empty(table: pd.DataFrame) -> list:
    """Days of which no half-hour is whole."""
    known = table.groupby("local_date")["offered"].count()
    return list(known.index[known == 0])


def _part(review: WeeklyReview, what: str, voice: Voice) -> Markup:
    column = "offered" if what == "demand" else what
    table = grid(review)
    if table.empty:
        nesting = {one["table"] for one in declared.declared(review, *declared.PROVIDER) if declared.nests(one)}
        return html.say(reading.lacks(review, voice, "heat.empty", *(nesting or declared.PROVIDER)))
    if table[column].isna().all():
        if (table["withheld"] != "").any():
            return html.say(voice.say("heat.withheld_all"))
        return html.say(voice.say("heat.no_waits"))
    scale = _scale(review, table, what)
    step = voice.say("heat.step.hour" if table["minutes"].iloc[0] == 60 else "heat.step.half_hour")
    caption = voice.say(f"heat.{what}.caption", step=step)
    body = _table(table, column, scale, caption, _missing_days(review, voice), voice)
    legend = _legend(scale, what, voice)
    notes = [voice.say("heat.about")]
    if what != "demand":
        notes.append(voice.say("heat.few", n=voice.number(FEW)))
        notes += [voice.say("heat.withheld")] if (table["withheld"] != "").any() else []
    notes += [voice.say("heat.partial")] if (table["state"] != "").any() else []
    return html.join([html.say(_sentence(table, what, voice)), body, legend, html.note(*notes)])


# Scales


def _scale(review: WeeklyReview, table: pd.DataFrame, what: str) -> Scale:
    if what == "demand":
        return Scale(_nice_steps(table["offered"].max()), "q")
    if what == "answer_rate":
        aim = _aim(review, "answer_rate.agent", "answer_rate")
        return Scale([aim, aim - 0.05, aim - 0.15], "s", falling=True)
    aim = _aim(review, "asa", "wait")
    return Scale([aim, aim * 2, aim * 4], "s")


def _aim(review: WeeklyReview, figure: str, family: str) -> float:
    """The objective of the family, else what the week as a whole reached, on a round number."""
    judged = review.judged
    named = judged[(judged["family"] == family) & judged["objective"].notna()]
    if len(named):
        return float(named.iloc[0]["objective"])
    value = review.figure(figure)["value"]
    if not known(value):
        return 0.9 if family == "answer_rate" else 30.0
    return math.floor(value * 20) / 20 if family == "answer_rate" else max(math.ceil(value / 10) * 10.0, 10.0)


def _nice_steps(top: float) -> list[float]:
    """Round bounds of five equal steps up to the busiest cell."""
    rough = max(top, LEVELS) / LEVELS
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * nice for nice in (1, 2, 2.5, 5, 10) if size * nice >= rough)
    step = max(math.ceil(step), 1)
    return [step * at for at in range(1, LEVELS)]


# The table


def _missing_days(review: WeeklyReview, voice: Voice) -> dict:
    """Open days of which nothing was delivered, or nothing whole, with what came: missing is not zero."""
    days = review.by_day
    gone = days[days["is_open"].astype(bool) & days["offered"].isna()]["local_date"]
    found = dict.fromkeys([*gone, *_empty(review.heat)])
    return {day: incomplete.day(review, day, voice) or str(voice.say("days.missing")) for day in found}


def _table(table: pd.DataFrame, column: str, scale: Scale, caption: Markup, missing: dict, voice: Voice) -> Markup:
    times = sorted(table["half_hour"].unique())
    kind = _kind(len(times), table[column].max() * (100 if column == "answer_rate" else 1))
    cells = {(row["local_date"], row["half_hour"]): row for row in table.to_dict("records")}
    head = [html.Cell(""), *(html.Cell(_time(minute, kind, voice)) for minute in times)]
    body = []
    for day in sorted({*table["local_date"], *missing}):
        name = voice.short_day(day).replace(WIDE, " ")  # on two lines where days stand side by side
        if day in missing:
            body.append([name, html.Cell(missing[day], "few", len(times))])
            continue
        row = [_cell(cells.get((day, minute)), column, scale, voice) for minute in times]
        body.append([name, *row])
    return html.table(caption, head, body, kind=kind)


def _kind(columns: int, top: float) -> str:
    """The classes of a table of so many columns with such a largest value: "heat", "heat dense" in a smaller size, or
    "heat tall", which lays the moments below each other."""
    digits = len(f"{top:.0f}") if known(top) else 1
    if columns <= PLAIN and digits <= PLAIN_DIGITS:
        return "heat"
    width = max(LEAST_PX, digits * DIGIT_PX + EDGE_PX)
    return "heat dense" if columns <= WIDEST and columns * width <= DENSE_WIDTH else "heat tall"


def _time(minute: int, kind: str, voice: Voice) -> Markup:
    """ "8 h" on the hour, "30" between; the rest is there for who hears the table, or where there is room."""
    hour, rest = voice.minute(minute // 60 * 60), f"{minute % 60:02d}"
    if minute % 60:
        before = f"{hour} " if voice.french else hour.removesuffix("00")
        return html.tag("small", html.tag("span", before, kind="rest"), rest)
    if voice.french or kind == "heat":
        return Markup("{}").format(hour)
    return Markup("{}{}").format(hour.removesuffix(":00"), html.tag("span", ":00", kind="rest"))


def _cell(row: dict | None, column: str, scale: Scale, voice: Voice) -> html.Cell:
    if row is not None and row["state"]:
        return html.Cell("?", "few")
    if row is None or not known(row[column]):
        return html.Cell("–", "few") if row and row["withheld"] and column != "offered" else html.Cell("")
    value = row[column]
    shown = voice.number(value * 100 if column == "answer_rate" else value, 0)
    if column != "offered" and row["offered"] < FEW:
        return html.Cell(shown, "few")
    return html.Cell(shown, f"{scale.family}{scale.level(value)}")


# Words


def _sentence(table: pd.DataFrame, what: str, voice: Voice) -> Markup:
    column = "offered" if what == "demand" else what
    sure = table[(table["offered"] >= FEW) & table[column].notna()] if what != "demand" else table
    if sure.empty:
        return voice.say("heat.too_few", n=voice.number(FEW))
    worst = sure.loc[sure[column].idxmin() if what == "answer_rate" else sure[column].idxmax()]
    unit = {"demand": "calls", "answer_rate": "ratio", "asa": "s"}[what]
    when = {"day": voice.day(worst["local_date"]), "hour": voice.minute(worst["half_hour"])}
    value = voice.ratio(worst[column], 0) if unit == "ratio" else voice.value(worst[column], unit)
    calls = voice.count("count.calls", worst["offered"])
    return voice.say(f"heat.{what}.say", value=value, calls=calls, **when)


def _legend(scale: Scale, what: str, voice: Voice) -> Markup:
    """What each ground stands for, mildest first."""
    shown: Callable[[float], str] = {
        "demand": lambda bound: voice.calls(bound),
        "answer_rate": lambda bound: voice.ratio(bound, 0),
        "asa": lambda bound: voice.duration(bound),
    }[what]
    bounds = [shown(bound) for bound in scale.bounds]
    ends = ("from", "below") if scale.falling else ("upto", "over")
    words = [voice.say(f"heat.legend.{ends[0]}", bound=bounds[0])]
    words += [
        voice.say("heat.legend.between", low=min_first[0], high=min_first[1])
        for min_first in (pair[::-1] if scale.falling else pair for pair in zip(bounds, bounds[1:], strict=False))
    ]
    words.append(voice.say(f"heat.legend.{ends[1]}", bound=bounds[-1]))
    items = [
        html.tag("span", kind=f"key {scale.family}{at}", aria_hidden="true") + " " + word
        for at, word in enumerate(words)
    ]
    return html.listing(items, kind="legend")
