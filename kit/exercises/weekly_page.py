"""The parts of the exercise "how to read a weekly page": each puts one question to the same constructed week.

In:   `training/notebooks/week.yml` (a week built for teaching), the formulas of `params/glossary.yml`.
Out:  `Shown` parts in French and English: what the page shows first, the answer folded under it.
Why:  a floor manager learns to read the page on a week that can be worked out on paper, with the page's own formulas.
Not here: the prose and the questions (`training/notebooks/lire_une_page_hebdo.ipynb`), real figures.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import yaml
from markupsafe import Markup

from kit import params
from kit.analysis.line import indicators, signal
from kit.language.texts import LANGUAGES, texts
from kit.language.typography import set_texts
from kit.params.contract import SignalTerms
from kit.present import html, use
from kit.present.page.shown import Shown
from kit.present.parts.charts import sparkline
from kit.present.voice import Voice, voice

__all__ = ["Week", "path", "rates", "read", "shortfall", "use", "usual", "waits", "ways"]

RATE = "answer_rate.agent"
WAYS = ("sl.v1", "sl.v2", "sl.v3", "sl.v4", "sl.v5", "sl.v6")
STEPS = ("presented", "busy", "closed", "delivered", "ghost", "unexplained", "received", "ivr_exit", "offered")
TOTALS = {"presented", "delivered", "received", "offered"}
_OPEN_SLOTS = 40  # quarter-hours of an open day: ten hours


@dataclass(frozen=True)
class Week:
    """The exercise's week.

    days: sums of glossary symbols (calls, s), indexed by date; before: week, open_days, numerator, denominator (calls),
    value (ratio), open_slots (quarter-hours), oldest first, this week last; other: the same with a whole day lost;
    path: calls by step; objective: least answer rate, in [0, 1].
    """

    name: str
    days: pd.DataFrame
    before: pd.DataFrame
    other: pd.DataFrame
    path: dict[str, int]
    objective: float

    @property
    def total(self) -> pd.Series:
        """The week's sums."""
        return self.days.sum()


def read() -> Week:
    """The week of the exercise, from `training/notebooks/week.yml`."""
    raw = yaml.safe_load((params.PROJECT / "training/notebooks/week.yml").read_text(encoding="utf-8"))
    days = pd.DataFrame(raw["days"]).set_index("day")
    own = [raw["week"], len(days), days["offered"].sum(), days["answered"].sum()]
    return Week(
        name=raw["week"],
        days=days,
        before=_weeks([*raw["before"], own]),
        other=_weeks([*raw["before"], raw["other"]]),
        path=raw["path"],
        objective=raw["objective"]["at_least"],
    )


def _weeks(rows: list[list]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["week", "open_days", "denominator", "numerator"])
    value = table["numerator"] / table["denominator"]
    return table.assign(value=value, open_slots=table["open_days"] * _OPEN_SLOTS)


def rates(week: Week) -> Shown:
    """Each day's answer rate, then the week's: the sum of calls against the mean of the five rates."""
    by_day = _figure(week.days, RATE)
    said = {"week": _figure(week.total.to_frame().T, RATE).iloc[0], "mean": by_day.mean(), "aim": week.objective}

    def rows(voice: Voice) -> list[list[object]]:
        return [
            [voice.weekday(day), *_numbers(voice, row, "offered", "answered"), html.num(voice.ratio(by_day[day]))]
            for day, (_, row) in zip(week.days.index, week.days.iterrows(), strict=True)
        ]

    return _part("rates", rows, said, kinds=dict.fromkeys(said, "ratio"))


def shortfall(week: Week) -> Shown:
    """How many calls the week is away from its objective, and its rate without the busiest day."""
    total, busiest = week.total, week.days["offered"].idxmax()
    due = week.objective * total["offered"]
    rest = week.days.drop(index=busiest).sum()
    said = {"short": due - total["answered"], "aim": week.objective, "rest": rest["answered"] / rest["offered"]}

    def rows(voice: Voice) -> list[list[object]]:
        shown = {"offered": total["offered"], "due": due, "answered": total["answered"], "short": said["short"]}
        return [[_say(voice, f"shortfall.row.{name}"), html.num(voice.calls(value))] for name, value in shown.items()]

    return _part("shortfall", rows, said, kinds={"short": "calls", "aim": "ratio", "rest": "ratio"})


def ways(week: Week) -> Shown:
    """The same calls by six definitions of the service level."""
    total = week.total.to_frame().T
    values = {name: _figure(total, name).iloc[0] for name in WAYS}
    said = {"low": min(values.values()), "high": max(values.values())}

    def rows(voice: Voice) -> list[list[object]]:
        return [
            [voice.figure(name), voice.figure_note(name), html.num(voice.ratio(value))]
            for name, value in values.items()
        ]

    return _part("ways", rows, said, kinds=dict.fromkeys(said, "ratio"))


def waits(week: Week) -> Shown:
    """The wait of those who were answered beside the wait of those who gave up, on the worst day and over the week."""
    worst = week.days["abandoned"].idxmax()
    means = {"day": _means(week.days.loc[worst]), "week": _means(week.total)}
    said = dict(zip(("answered", "gave_up", "all"), means["day"], strict=True))

    def rows(voice: Voice) -> list[list[object]]:
        titles = {"day": voice.weekday(worst), "week": _say(voice, "waits.row.week")}
        return [[titles[name], *(html.num(voice.duration(value)) for value in row)] for name, row in means.items()]

    return _part("waits", rows, said, kinds=dict.fromkeys(said, "s"))


def _means(sums: pd.Series) -> tuple[float, float, float]:
    answered, gave_up = sums["wait_answered_s"], sums["wait_abandoned_s"]
    both = sums["answered"] + sums["abandoned"]
    return answered / sums["answered"], gave_up / sums["abandoned"], (answered + gave_up) / both


def usual(week: Week) -> Shown:
    """The week beside what is usual: once as it was, once with a whole day lost."""
    tables = {"was": week.before, "other": week.other}
    judged = {name: _judge(table, week.name) for name, table in tables.items()}
    was = judged["was"]
    said = {name: table["value"].iloc[-1] for name, table in tables.items()}
    said |= {"lower": was.lower, "upper": was.upper, "aim": week.objective}

    def rows(voice: Voice) -> list[list[object]]:
        return [_usual_row(voice, name, tables[name], one, week.objective) for name, one in judged.items()]

    return _part("usual", rows, said, kinds=dict.fromkeys(said, "ratio"), weeks=was.baseline_weeks)


def _judge(table: pd.DataFrame, week: str) -> signal.Judgement:
    return signal.judge(table, week, better="higher", unit="ratio", terms=SignalTerms())


def _usual_row(voice: Voice, name: str, table: pd.DataFrame, seen: signal.Judgement, aim: float) -> list[object]:
    value = table["value"].iloc[-1]
    alt = _say(
        voice, "usual.alt", value=voice.ratio(value), lower=voice.ratio(seen.lower), upper=voice.ratio(seen.upper)
    )
    line = sparkline(list(table["value"].iloc[-13:]), seen.lower, seen.upper, aim, str(alt))
    status = "kept" if value >= aim else "missed"
    said = (_say(voice, f"usual.status.{status}"), _say(voice, f"usual.signal.{seen.signal}"))
    return [_say(voice, f"usual.row.{name}"), html.num(voice.ratio(value)), line, *said]


def path(week: Week) -> Shown:
    """From the carrier's count to the calls offered to the queue: what is explained and what is not."""
    steps = dict(week.path)
    steps["unexplained"] = steps["delivered"] - steps["ghost"] - steps["received"]
    steps["offered"] = steps["received"] - steps["ivr_exit"]
    said: dict[str, float] = {
        "gap": steps["delivered"] - steps["received"],
        "ghost": steps["ghost"],
        "left": steps["unexplained"],
    }

    def rows(voice: Voice) -> list[list[object]]:
        return [[_say(voice, f"path.row.{name}"), html.num(_signed(voice, name, steps[name]))] for name in STEPS]

    return _part("path", rows, said, kinds=dict.fromkeys(said, "calls"))


def _signed(voice: Voice, name: str, calls: int) -> str:
    return voice.calls(calls) if name in TOTALS else voice.calls(-calls, sign=True)


def _figure(sums: pd.DataFrame, name: str) -> pd.Series:
    """One figure of the glossary by row of `sums`."""
    found = indicators.figures(sums, params.glossary())
    values = found.loc[found["figure"] == name, "value"]
    return pd.Series(values.to_numpy(dtype="float64"), index=sums.index)


def _numbers(voice: Voice, row: pd.Series, *names: str) -> list[html.Cell]:
    return [html.num(voice.calls(row[name])) for name in names]


def _part(name: str, rows, said: dict[str, float], kinds: dict[str, str], **counts: int) -> Shown:
    """A table with its answer folded under it, in both languages."""
    shown = {lang: str(_worded(name, rows, said, kinds, counts, voice(lang))) for lang in LANGUAGES}
    return Shown(f"exercise.{name}", shown, style=name == "rates", figures={**said, **counts})


def _worded(name: str, rows, said: dict, kinds: dict, counts: dict, voice: Voice) -> Markup:
    fields = {key: voice.value(value, kinds[key]) for key, value in said.items()}
    fields |= {key: voice.calls(value) for key, value in counts.items()}
    columns = [key for key in texts("exercises", voice.lang) if key.startswith(f"{name}.head.")]
    head = [_head(str(_say(voice, column))) for column in columns]
    table = html.table(_say(voice, f"{name}.caption"), head, rows(voice))
    answer = [html.say(_say(voice, f"{name}.answer", **fields)), html.note(_say(voice, f"{name}.so", **fields))]
    return html.join([table, html.fold(_say(voice, "answer"), *answer)])


def _head(text: str) -> object:
    """A column's title; one that starts with # heads numbers."""
    return html.num(text[1:]) if text.startswith("#") else text


def _say(voice: Voice, key: str, **fields: object) -> Markup:
    return Markup(set_texts("exercises", voice.lang)[key]).format(**fields)
