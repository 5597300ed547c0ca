"""The judged figures beside the other ways to count the same calls.

In:   a `WeeklyReview`.
Out:  the part "variants".
Why:  one week gives service levels fourteen points apart; both sides must see which one the contract judges.
Not here: the definitions in full (`method`).
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from kit import params
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present import html
from kit.present.page.shown import Shown, absent, show
from kit.present.parts import calm, declared, reading
from kit.present.voice import Voice

FAMILIES = ("answer_rate", "sl", "abandon", "wait", "handle")
PARTS = "handle"  # its figures add up to the first one: no other way to count, but what it is made of


def variants(review: WeeklyReview) -> Shown:
    """One table per family of figures that the contract judges."""
    gap = declared.first_gap(review, "provider")
    if gap and not _families(review):
        return absent("variants", gap)
    return show("variants", lambda voice: _html(review, voice), calm=calm.of("variants", review))


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    families = _families(review)
    tables = [_table(review, row, voice) for family in FAMILIES if (row := families.get(family)) is not None]
    if not tables:
        return html.say(voice.say("variants.none"))
    return html.join([html.say(_sentence(review, list(families.values())[::-1], voice)), *tables])


def _families(review: WeeklyReview) -> dict[str, pd.Series]:
    """The contract's first figure with a value, by family."""
    named = [row for _, row in review.judged.iterrows() if row["family"] in FAMILIES and known(row["value"])]
    return {row["family"]: row for row in reversed(named)}


def _others(review: WeeklyReview, row: pd.Series) -> pd.DataFrame:
    """The figures of the row's family and unit, itself among them, in the glossary's order; estimates left out."""
    rows = review.figures
    same = rows[(rows["family"] == row["family"]) & (rows["unit"] == row["unit"]) & (rows["variant"] == "")]
    names = [name for name in params.glossary().family(row["family"]) if name != "patience"]
    return same.set_index("figure", drop=False).reindex([name for name in names if name in set(same["figure"])])


def _sentence(review: WeeklyReview, rows: list[pd.Series], voice: Voice) -> Markup:
    """How far apart the ways to count are, for the family where they are furthest apart."""
    spreads = []
    for row in rows:
        values = _others(review, row)["value"].dropna()
        if row["unit"] == "ratio" and len(values) > 1:
            spreads.append((values.max() - values.min(), values.min(), values.max(), row))
    if not spreads:
        return voice.say("variants.say_plain")
    _, low, high, row = max(spreads, key=lambda one: one[0])
    fields = {
        "low": voice.ratio(low),
        "high": voice.ratio(high),
        "judged": voice.way(row["variant"] or row["figure"]),
    }
    key = "variants.say" if known(row["objective"]) else "variants.say_followed"
    return voice.say(key, family=voice.slug("family", row["family"]), **fields)


def _table(review: WeeklyReview, row: pd.Series, voice: Voice) -> Markup:
    rows = _others(review, row)
    parts = row["family"] == PARTS
    names = ("figure", "value", "formula") if parts else ("figure", "value", "delta", "formula")
    columns = [
        html.Cell(voice.say(f"variants.column.{name}"), "n" if name in ("value", "delta") else "") for name in names
    ]
    cells = [_row(other, row, review.thresholds, voice) for _, other in rows.iterrows()]
    body = [[one[name] for name in names] for one in cells]
    family = voice.slug("family", row["family"])
    return html.table(
        voice.say("variants.parts" if parts else "variants.caption", family=family), columns, body, kind="plain"
    )


def _row(other: pd.Series, judged: pd.Series, thresholds: dict, voice: Voice) -> dict[str, object]:
    mine = other["figure"] == (judged["variant"] or judged["figure"])
    kind = "mine" if mine else ""
    # In words first; the glossary's name with its number is what the contract writes.
    full, way = voice.figure(other["figure"]), voice.way(other["figure"])
    name = html.join([voice.capital(way), html.small("" if way == full else full.partition(",")[0])])
    if mine:
        name += html.small(voice.say("variants.judged" if known(judged["objective"]) else "variants.followed"))
    value = voice.value(other["value"], other["unit"])
    delta = "" if mine or not known(other["value"]) else voice.gap(other["value"] - judged["value"], other["unit"])
    formula = html.join([voice.spelled(voice.formula(other["figure"]), thresholds)])
    if not known(other["value"]):
        formula += html.small(reading.why_not(other, voice))
    return {
        "figure": html.Cell(name, kind),
        "value": html.num(value, kind),
        "delta": html.num(delta, kind),
        "formula": html.Cell(formula, f"quiet {kind}".strip()),
    }
