"""Every chart of the page: seaborn draws, one helper turns it into SVG with a title, an alt text and house colours.

In:   small frames of `kit.analysis.weekly.result`; labels in both languages.
Out:  `Chart`: drawn once, shown in each language.
Why:  a chart without its sentence, its alt text or its dark mode cannot be made here.
Not here: the sentences themselves (`kit.present.voice`), heat maps and the waterfall (HTML, `heat`, `flow`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from kit.language.numbers import SHORT_MONTHS, known
from kit.period import Period
from kit.present import html
from kit.present.parts import svg
from kit.present.voice import Voice

ROLES = ("house", "ink", "soft", "line", "paper", "bad", "warn", "ok", "band", "bar")
TOKENS = {role: f"#0000{at + 1:02x}" for at, role in enumerate(ROLES)}  # replaced by classes, so never seen
TEXT = 12


@dataclass
class Chart:
    """A drawing with its texts as tokens. `texts[token]` gives a text in a voice."""

    source: str
    texts: dict[str, Callable[[Voice], str]] = field(default_factory=dict)

    def shown(self, voice: Voice, *, title: object, alt: str, note: object = "", kind: str = "") -> Markup:
        """The chart as a figure. title: the finding; alt: what the data say, for who does not see the drawing."""
        drawing = self.source.replace("{attributes}", f'role="img" aria-label="{escape(alt)}"')
        for token, text in self.texts.items():
            drawing = drawing.replace(f">{token}<", f">{escape(text(voice))}<")
        return html.figure(title, Markup(drawing), note=note, kind=f"chart {kind}".strip())


class Canvas:
    """What a drawing function draws on: `axes`, colours by role, and `label`, which keeps a text for each language."""

    def __init__(self, width: int, height: int) -> None:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        self.figure = Figure(figsize=(width / 72, height / 72), dpi=72)
        FigureCanvasSVG(self.figure)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_facecolor("none")
        self.figure.patch.set_alpha(0)
        self.texts: dict[str, Callable[[Voice], str]] = {}
        self.size = (width, height)

    def margins(self, left: float, right: float, top: float, bottom: float) -> None:
        """Place the axes, in pixels from each side."""
        width, height = self.size
        box = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
        self.axes.set_position(box)

    def label(
        self,
        x: float,
        y: float,
        text: Callable[[Voice], str],
        *,
        color: str = "soft",
        fontsize: float = TEXT,
        **style: Any,
    ) -> None:
        """A text at a place in the data's units. color: a role; style: as matplotlib's texts take it."""
        token = f"t{len(self.texts):03d}t"
        self.texts[token] = text
        self.axes.text(x, y, token, color=TOKENS[color], fontsize=fontsize, clip_on=False, **style)

    def drawn(self) -> Chart:
        """The chart."""
        out = io.StringIO()
        self.figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        return Chart(svg.clean(out.getvalue(), {colour: role for role, colour in TOKENS.items()}), self.texts)


def draw(width: int, height: int, work: Callable[[Canvas], None]) -> Chart:
    """A chart that `work` draws with seaborn. The same data give the same bytes."""
    sns = seaborn()
    from matplotlib import rc_context

    style: dict[Any, Any] = sns.axes_style("white")
    style |= {"svg.fonttype": "none", "svg.hashsalt": "kit", "font.size": TEXT, "path.simplify": False}
    with rc_context(style):
        canvas = Canvas(width, height)
        work(canvas)
        canvas.axes.set(xlabel="", ylabel="", xticks=[], yticks=[])
        sns.despine(ax=canvas.axes, left=True, bottom=True)
        return canvas.drawn()


@cache
def seaborn():
    """seaborn, imported when the first chart is drawn: it takes longer than all the rest of the page."""
    import seaborn as sns

    return sns


def trend(
    points: pd.DataFrame, limits: pd.DataFrame, objective: float, unit: str, marks: dict[int, str] | None = None
) -> Chart:
    """One figure over its weeks: usual band, objective, the last 13 weeks stressed, the last one named.

    points: `at` (position), `week`, `value`, `whole` (False: an incomplete week, drawn hollow and off the line, at the
    edge where it would squeeze the year into a line);
    limits: `at`, `lower`, `upper`; marks: weeks at which a new level begins, by position.
    """
    marks = marks or {}

    def work(canvas: Canvas) -> None:
        sns, axes = seaborn(), canvas.axes
        canvas.margins(4, 62, 14, 22)
        _bands(axes, limits, marks)
        if known(objective):
            axes.axhline(objective, color=TOKENS["ink"], linewidth=1, linestyle=(0, (4, 3)))
        line = points[points["whole"]]
        recent = line[line["at"] > points["at"].max() - 13]
        for part, width, role in ((line, 1.0, "soft"), (recent, 2.2, "house")):
            sns.lineplot(
                part, x="at", y="value", color=TOKENS[role], linewidth=width, errorbar=None, ax=axes, legend=False
            )
        ends = pd.concat([line["value"], limits["lower"], limits["upper"]])
        hollow = points[~points["whole"]]
        hollow = hollow.assign(value=hollow["value"].clip(ends.min(), ends.max())) if len(ends.dropna()) else hollow
        last = points.iloc[-1] if points["whole"].iloc[-1] else hollow.iloc[-1]
        dots = {"s": 42, "ax": axes, "legend": False}
        if last["whole"]:
            sns.scatterplot(x=[last["at"]], y=[last["value"]], color=TOKENS["house"], linewidth=0, **dots)
        sns.scatterplot(
            hollow, x="at", y="value", color=TOKENS["paper"], edgecolor=TOKENS["house"], linewidth=1.6, zorder=3, **dots
        )
        _months(canvas, points)
        _level_marks(canvas, marks)
        _ends(canvas, last, points["value"].iloc[-1], objective, unit)

    return draw(340, 168, work)


def _bands(axes, limits: pd.DataFrame, marks: dict[int, str]) -> None:
    """The usual band, broken where a new level begins and where weeks have none."""
    breaks = (limits["at"].diff() > 1) | limits["at"].isin(list(marks))
    for _, part in limits.groupby(breaks.cumsum()):
        axes.fill_between(part["at"], part["lower"], part["upper"], color=TOKENS["band"], linewidth=0, step="mid")


def _level_marks(canvas: Canvas, marks: dict[int, str]) -> None:
    """A vertical line, named by its week, where a new level begins."""
    for at, week in marks.items():
        canvas.axes.axvline(at - 0.5, color=TOKENS["soft"], linewidth=1, linestyle=(0, (1, 2)))
        top = canvas.axes.get_ylim()[1]

        def text(voice: Voice, week=week) -> str:
            return voice.plain("trend.mark", week=voice.week_number(week))

        canvas.label(at - 0.5, top, text, va="bottom", ha="center", fontsize=11)


def _ends(canvas: Canvas, last: pd.Series, shown: float, objective: float, unit: str) -> None:
    """The last value (`shown`, at the height of the last dot) and the objective, kept apart where they are close."""
    low, high = canvas.axes.get_ylim()
    near = 0.11 * (high - low)
    at, value = last["at"] + (canvas.axes.get_xlim()[1] - canvas.axes.get_xlim()[0]) * 0.035, last["value"]
    gap = value - objective if known(objective) else near * 2
    lift = (near - abs(gap)) / 2 * (1 if gap >= 0 else -1) if abs(gap) < near else 0
    style: dict[str, Any] = {"va": "center", "ha": "left"}
    canvas.label(at, value + lift, lambda v: v.value(shown, unit), color="house", fontweight="bold", **style)
    if known(objective):
        canvas.label(at, objective - lift, lambda v: v.objective(objective, unit), color="ink", **style)


def _months(canvas: Canvas, points: pd.DataFrame) -> None:
    """Names of months under the axis, about five of them, none at the edge."""
    axes = canvas.axes
    low = axes.get_ylim()[0]
    axes.set_ylim(*axes.get_ylim())
    span = max(points["at"].max() - points["at"].min(), 1)
    axes.set_xlim(points["at"].min() - span * 0.02, points["at"].max() + span * 0.02)
    starts = points.assign(day=[Period.week(week).first for week in points["week"]])
    step = 1 if span < 20 else 2 if span < 30 else 3
    places = [(at, day) for at, day in zip(starts["at"], starts["day"], strict=True) if day.day <= 7]
    for at, first in places:
        if (first.month - 1) % step or at > points["at"].max() - span * 0.06:
            continue

        def text(voice: Voice, day: dt.date = first) -> str:
            name = SHORT_MONTHS[voice.lang][day.month - 1]
            return f"{name} {day.year}" if day.month == 1 else name

        axes.plot([at, at], [low, low + (axes.get_ylim()[1] - low) * 0.03], color=TOKENS["soft"], linewidth=1)
        canvas.label(at, low, text, va="top", ha="left" if at == points["at"].min() else "center", fontsize=11)


def days(table: pd.DataFrame, column: str, usual: Sequence[str], unit: str, objective: float = float("nan")) -> Chart:
    """A figure by day beside its usual range. usual: columns (centre, low, high) or (centre,); days outside stand out.

    table: `day` (date), the columns named, and `whole` (bool): a day that is not whole is drawn hollow.
    """

    def work(canvas: Canvas) -> None:
        sns, axes = seaborn(), canvas.axes
        canvas.margins(4, 4, 22, 24)
        places = list(range(len(table)))
        _usual_marks(axes, table, usual, places)
        colours = [TOKENS["house"] if one else TOKENS["bar"] for one in _outside(table, column, usual)]
        if unit == "ratio":
            fills = [TOKENS["house"] if one else "none" for one in table["whole"]]
            axes.scatter(places, table[column], c=fills, edgecolors=TOKENS["house"], s=60, linewidth=1.2)
        else:
            sns.barplot(
                x=places, y=table[column], hue=places, palette=colours, width=0.42, errorbar=None, legend=False,
                saturation=1, linewidth=0, native_scale=True, ax=axes,
            )  # fmt: skip
            for bar, one in zip(axes.patches, table["whole"], strict=True):
                if not one:
                    bar.set(facecolor="none", edgecolor=TOKENS["bar"], linewidth=1.2, linestyle=(0, (3, 2)))
        if known(objective):
            axes.axhline(objective, color=TOKENS["ink"], linewidth=1, linestyle=(0, (4, 3)))
        _day_limits(axes, table, column, usual, unit, objective)
        _day_labels(canvas, table, column, usual, unit)

    return draw(340, 190, work)


def _outside(table: pd.DataFrame, column: str, usual: Sequence[str]) -> list[bool]:
    if len(usual) < 3:
        return [False] * len(table)
    inside = table[column].between(table[usual[1]], table[usual[2]])
    return list(~inside & table[usual[0]].notna())


def _usual_marks(axes, table: pd.DataFrame, usual: Sequence[str], places: list[int]) -> None:
    for at, row in zip(places, table.to_dict("records"), strict=True):
        if not known(row[usual[0]]):
            continue
        if len(usual) == 3:
            axes.fill_between([at - 0.34, at + 0.34], row[usual[1]], row[usual[2]], color=TOKENS["band"], linewidth=0)
        axes.plot([at - 0.34, at + 0.34], [row[usual[0]]] * 2, color=TOKENS["soft"], linewidth=1.5)


def _day_limits(axes, table: pd.DataFrame, column: str, usual: Sequence[str], unit: str, objective: float) -> None:
    values = pd.concat([table[name] for name in (column, *usual)])
    top = max(values.max(), objective) if known(objective) else values.max()
    low = min(values.min(), objective) if known(objective) else values.min()
    axes.set_xlim(-0.5, len(table) - 0.5)
    axes.set_ylim((low - (top - low) * 0.25, top + (top - low) * 0.1 + 1e-9) if unit == "ratio" else (0, top * 1.02))


def _short_day(voice: Voice, day: dt.date) -> str:
    return voice.short_day(day)


def _value(voice: Voice, value: float, unit: str) -> str:
    return voice.value(value, unit) if known(value) else voice.nothing


def _day_labels(canvas: Canvas, table: pd.DataFrame, column: str, usual: Sequence[str], unit: str) -> None:
    """Each day's name under the axis and its value above its mark, clear of the usual range."""
    low, high = canvas.axes.get_ylim()
    room = (high - low) * (0.06 if unit == "ratio" else 0.02)
    size = TEXT if len(table) < 6 else TEXT - 1.5
    for at, row in enumerate(table.to_dict("records")):
        day, value = row["day"], row[column]
        canvas.label(at, low - (high - low) * 0.04, partial(_short_day, day=day), va="top", ha="center", fontsize=size)
        text = partial(_value, value=value, unit=unit)
        place, side = _clear(value if known(value) else low, row, usual, unit, room)
        canvas.label(at, place, text, va=side, ha="center", color="ink", fontweight="bold", fontsize=size)


def _clear(value: float, row: dict, usual: Sequence[str], unit: str, room: float) -> tuple[float, str]:
    """Where a value's text stands: over its mark, but under a dot that lies below the usual line."""
    top = row[usual[-1]]
    if unit == "ratio":
        return (value - room, "top") if known(top) and value < top else (value + room, "bottom")
    return (top if known(top) and value < top < value + room * 6 else value) + room, "bottom"


def sparkline(
    values: Sequence[float], lower: float, upper: float, objective: float, alt: str, *, whole: Sequence[bool] = ()
) -> Markup:
    """A line of small height for a table's cell: usual band, objective dashed, the last value as a dot.

    whole: False for values of incomplete weeks: hollow dots, off the line, at the edge where they would flatten it.
    Drawn by hand: thirteen points need two hundred bytes, not a chart's four thousand.
    """
    whole = whole or [True] * len(values)
    width, height, pad = 130, 34, 4
    full = [value for value, one in zip(values, whole, strict=True) if one]
    seen = [value for value in (*full, lower, upper, objective) if known(value)]
    low, high = min(seen), max(seen)
    scale = (height - 2 * pad) / ((high - low) or 1)

    def y(value: float) -> float:
        return round(height - pad - (min(max(value, low), high) - low) * scale, 1)

    step = (width - 2 * pad) / max(len(values) - 1, 1)
    dots = [(round(pad + at * step, 1), y(value)) if known(value) else None for at, value in enumerate(values)]
    places = [dot for dot, full in zip(dots, whole, strict=True) if dot and full]
    parts = [Markup('<svg class="spark" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(width, height, alt)]
    if known(lower) and known(upper):
        box = (y(upper), round(y(lower) - y(upper), 1))
        parts.append(Markup('<rect class="f-band" x="0" y="{}" width="{}" height="{}"/>').format(box[0], width, box[1]))
    if known(objective):
        parts.append(Markup('<path class="s-ink" stroke-dasharray="3 3" d="M0 {0}H{1}"/>').format(y(objective), width))
    line = " ".join(f"{x},{at}" for x, at in places)
    parts.append(Markup('<polyline class="s-house" fill="none" stroke-width="1.8" points="{}"/>').format(line))
    if dots[-1] and whole[-1]:
        parts.append(Markup('<circle class="f-house" cx="{}" cy="{}" r="3.2"/>').format(*dots[-1]))
    for dot in (dot for dot, full in zip(dots, whole, strict=True) if dot and not full):
        parts.append(
            Markup('<circle class="f-paper s-house" stroke-width="1.4" cx="{}" cy="{}" r="2.7"/>').format(*dot)
        )
    return Markup("").join(parts) + Markup("</svg>")
