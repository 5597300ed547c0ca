"""The contract, figure by figure: objective, week, gap, thirteen weeks as a small line, reading.

In:   a `WeeklyReview`.
Out:  the part "scorecard", with every figure of the review for machines.
Why:  one mark for both would call an ordinary miss a change, or hide a change behind a kept objective: kept or missed,
      and signal or noise, have words, shape and colour of their own.
Not here: other ways to count the same calls (`variants`), a year of weeks (`trend`).
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.period import Period
from kit.present import html
from kit.present.page.shown import Shown, show
from kit.present.parts import calm, charts, declared, reading
from kit.present.voice import Voice

WEEKS = 13
_FIELDS = (
    *("value", "unit", "side", "numerator", "denominator", "objective", "sense", "gap", "status", "signal"),
    *("center", "lower", "upper", "runs", "level_from", "previous", "year_before", "kept_weeks", "judged_weeks"),
    *("variant", "reason"),
)


def scorecard(review: WeeklyReview) -> Shown:
    """The figures that the contract names."""
    figures = {row["figure"]: {name: row[name] for name in _FIELDS} for _, row in review.figures.iterrows()}
    return show("scorecard", lambda voice: _html(review, voice), figures=figures)


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    rows = review.judged
    if rows["value"].isna().all():
        if not declared.can_come(review, *declared.PROVIDER):
            return html.say(voice.say("scorecard.undeclared"))
        empty = reading.lacks(review, voice, "scorecard.empty", *declared.PROVIDER)
        return html.say(empty) + html.note(*_reasons(rows, voice))
    weeks = max(len(_recent(row, review)["value"].dropna()) for _, row in rows.iterrows())
    names = ["figure", "objective", "week", "gap", *(["line"] if weeks > 1 else []), "reading"]
    titles = {"line": voice.count("count.weeks", weeks)}
    columns = [titles.get(name) or voice.say(f"scorecard.column.{name}") for name in names]
    steady, body = calm.steady(review), {}
    for _, row in rows.iterrows():
        cells = _row(row, review, voice)
        body[row["figure"]] = [cells[name] for name in names]
    caption = _caption(review, weeks, voice)
    shown = [cells for figure, cells in body.items() if figure not in steady]
    table = html.table(caption, columns, shown, kind="score", note=_legend(rows, review, weeks, voice))
    folds = [
        html.fold(
            _steady(row, steady[row["figure"]], voice),
            html.table(caption, columns, [body[row["figure"]]], kind="score"),
            kind="told",
        )
        for _, row in rows[rows["figure"].isin(steady)].iterrows()
    ]
    return html.join([html.say(_sentence(rows, review, voice)), table, *folds, _baseline(review, voice)])


def _steady(row: pd.Series, weeks: int, voice: Voice) -> Markup:
    """The line of an objective that was kept in every known week."""
    fields = {"figure": voice.inside(row), "value": reading.value(row, voice)}
    fields["objective"] = reading.objective(row, voice)
    return reading.badge(row, voice) + " " + voice.say("scorecard.steady", n=voice.number(weeks), **fields)


def _caption(review: WeeklyReview, weeks: int, voice: Voice) -> Markup:
    form = "none" if weeks < 2 else "one" if weeks == 2 else "other"
    return voice.say(f"scorecard.caption.{form}", week=voice.week_number(review.week), n=reading.word(voice, weeks - 1))


def _legend(rows: pd.DataFrame, review: WeeklyReview, weeks: int, voice: Voice) -> Markup:
    """What the small lines mean; "" where there are none."""
    if weeks < 2:
        return Markup("")
    said = voice.say("scorecard.legend" if rows["lower"].notna().any() else "scorecard.legend_short")
    hollow = any((~_recent(row, review)["whole"]).any() for _, row in rows.iterrows())
    return html.join([said, voice.say("scorecard.legend_hollow") if hollow else ""], " ")


def _reasons(rows: pd.DataFrame, voice: Voice) -> list[Markup]:
    return [voice.slug("reason", reason) for reason in rows["reason"].unique() if reason]


def _sentence(rows: pd.DataFrame, review: WeeklyReview, voice: Voice) -> Markup:
    """How many objectives hold, and which do not."""
    judged = rows[rows["objective"].notna()]
    kept, missed = judged[judged["status"] == "kept"], judged[judged["status"] == "missed"]
    if judged.empty:
        begins = reading.begins_later(review, voice)
        key = "scorecard.say.not_begun" if begins else "scorecard.say.no_objective"
        return voice.say(key, **({"day": begins} if begins else {}))
    if not len(kept) and not len(missed):
        return voice.say("scorecard.say.not_judged")
    if len(kept) == len(judged):
        return reading.by_number(voice, "scorecard.say.all_kept", len(kept))
    if len(missed) == len(judged):
        return reading.by_number(voice, "scorecard.say.none_kept", len(missed))
    fields = {"kept": voice.number(len(kept)), "all": voice.number(len(judged))}
    if not len(missed):
        return voice.say("scorecard.say.some", **fields)
    which = voice.listed([voice.inside(row) for _, row in missed.iterrows()])
    return voice.count("scorecard.say.some_missed", len(missed), missed=which, **fields)


def _row(row: pd.Series, review: WeeklyReview, voice: Voice) -> dict[str, object]:
    gap = voice.gap(row["gap"], row["unit"]) if known(row["objective"]) else ""
    return {
        "figure": html.join([voice.title(row), html.small(voice.subtitle(row, review.thresholds))]),
        "objective": html.Cell(reading.objective(row, voice), "obj"),
        "week": html.Cell(reading.value(row, voice), "n big"),
        "gap": html.Cell(gap, "n gap"),
        "line": html.Cell(spark(row, review, voice), "line"),
        "reading": html.Cell(_reading(row, review, voice), "read"),
    }


def _reading(row: pd.Series, review: WeeklyReview, voice: Voice) -> Markup:
    """Status, then the signal in plain words; why there is no judgement where there is none."""
    lines = [reading.badge(row, voice)]
    signal = reading.signal(row, review, voice)
    if signal:
        lines.append(html.tag("small", signal, kind="odd" if reading.unusual(row) else None))
    kept = reading.assurance(row, voice)
    if kept:
        lines.append(html.small(kept))
    reason = reading.why_not(row, voice)
    if reason:
        lines.append(html.small(reason))
    return html.join(lines)


def spark(row: pd.Series, review: WeeklyReview, voice: Voice) -> Markup:
    """The figure's last thirteen weeks, with usual band and objective; "" for fewer than two.

    A week that is not known leaves its place empty; one that is not whole is a hollow dot, and neither the lowest nor
    the highest.
    """
    weeks = _recent(row, review)
    values = weeks.loc[weeks["whole"], "value"].dropna()
    if len(weeks["value"].dropna()) < 2 or values.empty:
        return Markup("")
    ends = {"first": values.iloc[0], "last": values.iloc[-1], "low": values.min(), "high": values.max()}
    shown = {name: voice.value(value, row["unit"]) for name, value in ends.items()}
    alt = voice.plain(
        "scorecard.spark", figure=voice.title(row), weeks=voice.count("count.weeks", len(values)), **shown
    )
    apart = int((~weeks["whole"]).sum())
    alt += " " + voice.count("scorecard.spark_apart", apart) if apart else ""
    return charts.sparkline(
        list(weeks["value"]), row["lower"], row["upper"], row["objective"], alt, whole=list(weeks["whole"])
    )


def _recent(row: pd.Series, review: WeeklyReview) -> pd.DataFrame:
    """The figure in the last thirteen weeks: value (NaN where it is not known) and whole, by week."""
    past = review.trend[review.trend["figure"] == row["figure"]].set_index("week")[["value", "whole"]]
    weeks = past.reindex(Period.week(review.week).names_back(WEEKS - 1))
    return weeks.assign(whole=weeks["whole"].isna() | weeks["whole"].eq(True))


def _baseline(review: WeeklyReview, voice: Voice) -> Markup:
    first, last = review.baseline.get("from"), review.baseline.get("to")
    if not first or not last:
        return Markup("")
    return html.note(voice.say("scorecard.baseline", first=week_name(first, voice), last=week_name(last, voice)))


def week_name(week: str, voice: Voice) -> str:
    """A week with its year: "47 de 2026", "47 of 2026"."""
    return voice.plain("period.of_year", week=voice.week_number(week), year=Period.week(week).year)
