"""Every definition, worked out on one week that fits on a sheet of paper."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from kit import params
from kit.analysis.line import indicators, queries
from kit.analysis.review import REASONS


def _figure(given: dict[str, float], name: str) -> pd.Series:
    table = indicators.figures(pd.DataFrame([given]), params.glossary())
    return table.set_index("figure").loc[name]


def _quantile(waits: list[float], name: str) -> float:
    con = duckdb.connect()
    con.execute(
        "create table slots as select 1::bigint as slot_id, '2026-W47' as week, true as is_open, true as own_open"
    )
    con.execute("create table queue_slots (queue varchar, slot_id bigint, is_open boolean)")
    con.execute("create table calls (slot_id bigint, queue varchar, outcome varchar, wait_s double)")
    con.executemany("insert into calls values (1, null, 'answered', ?)", [(wait,) for wait in waits])
    con.execute("insert into calls values (1, null, 'abandoned', 999)")  # those who gave up are no part of it
    quantile = params.glossary().figures[name].quantile
    bounds = {"first_slot": 0, "last_slot": 9, "open_from": 1, "open_to": 1}
    return float(queries.run(con, "wait_quantile", quantile=quantile, **bounds)["value"].iloc[0])


def test_a_worked_example_gives_what_it_says(example):
    """What both sides sign is what the kit computes."""
    if example["waits"]:
        value = _quantile(example["waits"], example["figure"])
    else:
        value = _figure(example["given"], example["figure"])["value"]

    assert value == pytest.approx(example["expected"], abs=5e-7)


def test_an_example_gives_just_the_symbols_of_its_formula(example):
    """A number that the formula does not use would only mislead who checks it by hand."""
    figure = params.glossary().figures[example["figure"]]

    assert set(example["given"]) == set(figure.over) | set(figure.under)
    assert bool(example["waits"]) == (figure.quantile is not None)


def test_every_figure_of_the_glossary_has_a_worked_example(worked):
    """A figure without one could be read in two ways."""
    shown = {example["figure"] for example in worked.EXAMPLES}

    assert shown == set(params.glossary().figures)


def test_the_reference_names_come_out_under_the_ids_of_the_glossary(reference, worked):
    """Longer names are in use elsewhere; each stands for one figure and gives the published value."""
    _, figure, expected = reference

    assert _figure(worked.COUNTS, figure)["value"] == pytest.approx(float(expected), abs=1e-6)


def test_no_reference_name_stands_for_two_figures(worked):
    """Otherwise two sides could quote one name and mean two numbers."""
    names, figures, _ = zip(*worked.rows(worked.REFERENCE), strict=True)

    assert len(set(names)) == len(set(figures)) == len(names) == 33


def test_the_counts_of_the_week_add_up(worked):
    """The examples must not contradict each other: each step of the way is the sum of the next."""
    week = worked.COUNTS

    assert week["presented"] == week["busy"] + week["closed"] + week["delivered"]
    assert week["received"] == week["ivr_exit"] + week["deflected"] + week["offered"]
    assert week["offered"] == week["answered"] + week["abandoned"] + week["overflow"]
    assert set(week) == set(params.glossary().symbols)


def test_one_week_of_the_same_calls_has_service_levels_from_72_to_86_per_cent(worked):
    """Why the contract must name its variant."""
    levels = [_figure(worked.COUNTS, name)["value"] for name in params.glossary().family("sl")]

    assert (round(min(levels), 3), round(max(levels), 3)) == (0.717, 0.860)


@pytest.mark.parametrize("name", [n for n, f in params.glossary().figures.items() if f.denominator])
def test_a_rate_of_nothing_is_not_said(name, worked):
    """Zero calls are "n/a": some vendors say 100 %, others 0 %."""
    value, reason = _figure(dict.fromkeys(worked.COUNTS, 0.0), name)[["value", "reason"]]

    assert pd.isna(value)
    assert reason == "no_calls"


@pytest.mark.parametrize("name", params.glossary().figures)
def test_a_missing_count_is_not_zero(name):
    """A figure that cannot be computed is there, without a value and with the reason."""
    value, reason = _figure({"nothing": 1.0}, name)[["value", "reason"]]

    assert pd.isna(value)
    assert reason in REASONS
