"""The planted cause is named and an ordinary miss stays without one: a small version of the benchmark."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks import headline_causes
from kit.sample.scenario import Fact

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates() -> dict:
    """Four weeks of one line, four times each, for two objectives; the benchmark plays 272 of them."""
    return headline_causes.rates(pd.DataFrame(headline_causes.measure(301, first="2026-W44")))


def test_what_was_planted_is_named_where_it_made_the_miss(rates):
    """A page that finds no cause where there is one is a page less."""
    weeks = sum(rates["rest_on"][kind] for kind in headline_causes.PLANTS)

    # Nine in ten is the stated rate: of some fifteen weeks, four or more not named would refute it (p < 0.06).
    assert weeks >= 12
    assert (1 - rates["hit"]) * weeks < 4


def test_nobody_is_blamed_for_more_or_longer_calls_nor_for_an_ordinary_week(rates):
    """Advisers missing for an hour stand in no headline of a week that something else made."""
    assert (rates["wrong"], rates["blamed"] if rates["rest_on"]["none"] else 0.0) == (0.0, 0.0)


def test_a_planted_week_is_the_same_week_but_for_its_plant():
    """The twin that tells whether the plant mattered has all other luck in common."""
    hours = {"date": "2026-11-18", "from": "14:00", "to": "16:00"}
    told = {"kind": "advisers_missing", "week": "2026-W47", "advisers": 3, "finding": "x", "shows": "x"}
    planted = headline_causes.Planted("staffing", (Fact.model_validate(told | hours),))
    twin, week = (headline_causes.half_hours(301, "2026-W47", one) for one in (None, planted))

    before = twin.index.get_level_values("day") < pd.Timestamp("2026-11-18")
    assert twin[before].equals(week[before])
    assert (week["planned"] - week["present"]).loc["2026-11-18"].sum() == 3 * 4
    assert not twin.loc["2026-11-18"].equals(week.loc["2026-11-18"])
