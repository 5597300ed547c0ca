"""An old week keeps the terms of its date; opening hours, holidays and closures decide what is judged."""

import datetime as dt

import pytest

from kit import params
from kit.errors import BadParams, PathOutsideHome, UnknownPartnership


def test_each_day_has_the_terms_of_its_date():
    """The sample's service level objective rises in December 2025; the weeks before keep theirs."""
    contract = params.contract("sample")

    found = {
        day: contract.terms_on(dt.date.fromisoformat(day)).objectives[1].at_least
        for day in ("2025-11-30", "2025-12-01")
    }

    assert found == {"2025-11-30": 0.70, "2025-12-01": 0.75}


@pytest.mark.parametrize(("day", "binds"), [("2024-11-24", False), ("2024-11-25", True), ("2026-11-16", True)])
def test_no_terms_bind_before_the_first_ones_begin(day, binds):
    """Their hours serve to place the calls of earlier days; their objectives promise nothing there."""
    contract = params.contract("sample")
    on = dt.date.fromisoformat(day)

    assert contract.binds(on) == binds
    assert contract.starts == dt.date(2024, 11, 25)
    assert contract.terms_on(on).opening_hours.spans(dt.date(2024, 11, 22)) == [(480, 1080)]


def test_a_holiday_has_no_opening_hours():
    """11 November 2026 is a Wednesday: calls of that day are out of hours."""
    contract = params.contract("sample")

    assert contract.open_spans(dt.date(2026, 11, 10)) == [(480, 1080)]
    assert contract.open_spans(dt.date(2026, 11, 11)) == []


def test_slots_carry_opening_and_thresholds():
    """Every query joins this table: a wrong row here is a wrong figure everywhere."""
    rows = params.contract("sample").slots([dt.date(2026, 11, 16)])

    opened = [row for row in rows if row[params.SLOT_COLUMNS.index("is_open")]]
    assert (len(rows), len(opened)) == (96, 40)
    assert rows[0][-2:] == (20, 5)


def test_an_exceptional_closure_closes_its_day(new_home):
    """The client closes the line for a day: its calls are counted, not judged."""
    home = new_home("sample")
    (home / "params/sample/calendar.yml").write_text("closures:\n  - {date: 2026-11-16, reason: works}\n")

    contract = params.contract("sample")

    assert contract.open_spans(dt.date(2026, 11, 16)) == []
    assert contract.holiday(dt.date(2026, 11, 16)) == "works"


def test_an_objective_on_an_unknown_figure_is_refused(new_home):
    """A misspelt figure would silently never be judged."""
    home = new_home("sample")
    path = home / "params/sample/contract.yml"
    path.write_text(path.read_text().replace("variant: v3", "variant: v9"))

    with pytest.raises(BadParams, match="sl.T.*v9"):
        params.contract("sample")


def test_an_unknown_followed_figure_is_refused_with_the_nearest(new_home):
    """Found when the contract is read, not as a crash in the middle of a report."""
    home = new_home("sample")
    path = home / "params/sample/contract.yml"
    path.write_text(path.read_text().replace("followed: [vol.offered, aht]", "followed: [vol.ofered]"))

    with pytest.raises(BadParams, match='did you mean "vol.offered"'):
        params.contract("sample")


def test_a_rate_written_in_percent_is_refused(new_home):
    """90 for 90 % would promise 9,000 % and find every week short by tens of thousands of calls."""
    home = new_home("sample")
    path = home / "params/sample/contract.yml"
    path.write_text(path.read_text().replace("at_least: 0.90", "at_least: 90"))

    with pytest.raises(BadParams, match=r"0\.90 for 90 %"):
        params.contract("sample")


@pytest.mark.parametrize("name", ["nobody", "../sample", "/etc", "sample/../sample", "", "a" * 80, "Sample"])
def test_a_name_that_is_no_partnership_is_refused(new_home, name):
    """Names come from a command line: none may lead out of the home."""
    new_home("sample")

    with pytest.raises(UnknownPartnership):
        params.contract(name)


def test_a_link_out_of_the_home_is_refused(new_home, tmp_path):
    """A folder of params that is a link to elsewhere would read another firm's files."""
    home = new_home("sample")
    outside = tmp_path / "outside"
    (home / "params/sample").rename(outside)
    (home / "params/sample").symlink_to(outside)

    with pytest.raises(PathOutsideHome):
        params.contract("sample")
