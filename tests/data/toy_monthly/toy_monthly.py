"""A second report, small and whole: the month of a line in three parts. It proves that a report is its own files only.

In:   the tables of a month, the contract.
Out:  `review`, a `MonthlyReview`; `headline`, `days` and `method`, the parts of its page; `lead`, its headline.
Why:  what a report needs of the house is what this file imports; nothing of the house knows that it exists.
Not here: the notebook that calls it (`toy_monthly.ipynb`) and its English prose (`toy_monthly.en.yml`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from kit import params
from kit.analysis.line import indicators, sums
from kit.analysis.review import Finding, Review
from kit.language.texts import LANGUAGES
from kit.present import html
from kit.present.page.masthead import NAMES, masthead
from kit.present.page.shown import Shown, show
from kit.present.voice import voice

FIGURES = ("vol.offered", "vol.answered", "answer_rate.agent")
TEXTS = {
    "fr": {
        "lead": "Un mois de {offered} appels, {rate} décrochés",
        "days": "Les jours du mois",
        "columns": ("Jour", "Offerts", "Décrochés"),
        "method": "Chaque indicateur est une somme de quarts d’heure, divisée à la fin.",
        "busiest": "Le jour le plus chargé : {day}, {calls} appels.",
    },
    "en": {
        "lead": "A month of {offered} calls, {rate} answered",
        "days": "The days of the month",
        "columns": ("Day", "Offered", "Answered"),
        "method": "Each figure is a sum of quarter-hours, divided at the end.",
        "busiest": "The busiest day: {day}, {calls} calls.",
    },
}


@dataclass(frozen=True)
class MonthlyReview(Review):
    """by_day: local_date, offered, answered (calls)."""

    by_day: pd.DataFrame


def review(tables, contract) -> MonthlyReview:
    """The month's figures and its busiest day."""
    glossary, days = params.glossary(), pd.DatetimeIndex(tables.period.days)
    by_day = sums.by_day(sums.read(tables.con, repeat_days=7)).loc[days]
    total = by_day.groupby(lambda day: tables.period.text).sum(min_count=1).rename_axis("week")
    found = indicators.figures(total, glossary)
    rows = found[found["figure"].isin(FIGURES)].drop(columns="week").reset_index(drop=True)
    named = {name: glossary.figures[name] for name in rows["figure"]}
    table = by_day["open"][["offered", "answered"]].rename_axis("local_date").reset_index()
    busiest = table.loc[table["offered"].idxmax()]
    fields = {"date": busiest["local_date"].date().isoformat(), "calls": float(busiest["offered"])}
    return MonthlyReview(
        partnership=tables.partnership,
        period=tables.period.text,
        as_of=tables.as_of,
        snapshot=tables.snapshot,
        **{name: getattr(contract, name).model_dump() for name in NAMES},
        fictional=contract.fictional,
        figures=rows.assign(
            unit=[named[name].unit for name in rows["figure"]], side=[named[name].side for name in rows["figure"]]
        ),
        findings=(Finding(1, "busiest_day", "vol.offered", fields["calls"], fields, counted_by="provider"),),
        data={"complete": bool(table["offered"].notna().any())},
        by_day=table,
    )


def lead(month: MonthlyReview, said) -> str:
    """The month in one line."""
    offered, rate = month.figure("vol.offered")["value"], month.figure("answer_rate.agent")["value"]
    return TEXTS[said.lang]["lead"].format(offered=said.calls(offered), rate=said.ratio(rate))


def headline(month: MonthlyReview) -> Shown:
    """The first part: the lead, the finding, what the page around it needs."""
    found = [
        {"rank": one.rank, "kind": one.kind, "figure": one.figure, **{lang: _told(one, lang) for lang in LANGUAGES}}
        for one in month.findings
    ]
    titles = {lang: lead(month, voice(lang)) for lang in LANGUAGES}
    views = {lang: str(_front(titles[lang], _told(month.findings[0], lang))) for lang in LANGUAGES}
    rows = month.figures.set_index("figure")[["value", "unit", "side", "numerator", "denominator"]]
    return Shown(
        "headline", views, style=True, figures=rows.to_dict("index"), findings=found, page=masthead(month, titles)
    )


def _front(title: str, deck: str):
    return html.tag("header", html.tag("h1", title), html.tag("p", deck, kind="deck"), kind="front")


def days(month: MonthlyReview) -> Shown:
    """The second part: a table by day."""

    def word(said):
        rows = [
            [said.day(row.local_date), html.num(said.calls(row.offered)), html.num(said.calls(row.answered))]
            for row in month.by_day.itertuples()
        ]
        return html.table(TEXTS[said.lang]["days"], list(TEXTS[said.lang]["columns"]), rows)

    return show("days", word, tables={"by_day": month.by_day})


def method(month: MonthlyReview) -> Shown:
    """The third part: how it is computed and what it rests on."""
    return show("method", lambda said: html.tag("p", TEXTS[said.lang]["method"]), data=month.data)


def _told(finding: Finding, lang: str) -> str:
    said = voice(lang)
    day, calls = said.day(dt.date.fromisoformat(finding.fields["date"])), said.calls(finding.fields["calls"])
    return TEXTS[lang]["busiest"].format(day=day, calls=calls)
