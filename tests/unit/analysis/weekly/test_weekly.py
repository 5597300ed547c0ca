"""A review as a whole: every part is there, whatever was delivered, and says what it can."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from kit import params
from kit.analysis import weekly
from kit.analysis.review import REASONS, SIGNALS, STATUSES

COLUMNS = {
    "figures": "figure value unit side family better numerator denominator objective sense gap status signal center "
    "lower upper runs previous year_before reason lacking judged variant order "
    "level_from kept_weeks judged_weeks",
    "trend": "week figure value numerator denominator whole",
    "limits": "figure week center lower upper in_baseline",
    "by_day": "local_date dow is_open holiday offered answered abandoned answer_rate asa aht usual_offered usual_low "
    "usual_high usual_answer_rate presented present planned came due "
    "minutes state until parts withheld",
    "heat": "local_date dow half_hour offered answered abandoned answer_rate asa planned present withheld state "
    "minutes",
    "waterfall": "step kind calls side note",
    "counts_by_day": "local_date presented busy closed delivered received ghost test_call duplicate outage file_stops "
    "unexplained tolerance within",
    "count_gaps": "local_date half_hour delivered received explained unexplained",
    "outages": "kind local_date from_minute to_minute calls seen_by",
    "deliveries": "source owed_by table period due_at received_at status hours_late version file sha256 rows stated",
    "changes": "figure before after delta file received_at cause",
}


def _everything(line, fill):
    fill(line)


def _calls_only(line, fill):
    fill(line, carrier=False, staffing=False)


def _carrier_only(line, fill):
    line.deliver("carrier_counts", "at  minutes  presented\n2026-11-16 09:00  30  100")


def _staffing_only(line, fill):
    line.deliver("staffing", "at  minutes  planned\n2026-11-16 09:00  30  10")


def _daily_counts(line, fill):
    rows = [
        {"at": f"2026-11-{day} 00:00", "minutes": 1440, "offered": 100.0, "answered": 91.0, "abandoned": 9.0}
        for day in range(16, 21)
    ]
    line.deliver("intervals", rows)


def _out_of_hours_only(line, fill):
    line.deliver("calls", "at  outcome  wait_s\n2026-11-16 19:00  answered  5")


def _nothing(line, fill):
    pass


DELIVERED = [_everything, _calls_only, _carrier_only, _staffing_only, _daily_counts, _out_of_hours_only, _nothing]


_REVIEWS: dict = {}  # each is made once and read by many tests


@pytest.fixture(params=DELIVERED, ids=lambda case: case.__name__.strip("_"))
def review(request, new_line, fill):
    if request.param not in _REVIEWS:
        line = new_line(back=1)
        request.param(line, fill)
        _REVIEWS[request.param] = weekly.review(line.tables(), line.contract)
    return _REVIEWS[request.param]


@pytest.mark.parametrize("part", COLUMNS)
def test_every_table_has_its_columns_whatever_was_delivered(review, part):
    """The page reads columns by name; a table may be empty, never different."""
    table = getattr(review, part)

    assert list(table.columns) == COLUMNS[part].split()
    assert isinstance(table.index, pd.RangeIndex)


def test_every_figure_has_a_row_with_a_value_or_a_reason(review):
    """What cannot be said is said."""
    rows = review.figures

    assert set(rows["figure"]) == {*params.glossary().figures, "sl.T"}
    assert rows["figure"].is_unique
    assert (rows["value"].notna() | rows["reason"].isin(REASONS)).all()
    assert set(rows["status"]) <= set(STATUSES) and set(rows["signal"]) <= set(SIGNALS)
    assert rows.loc[rows["value"].isna(), "status"].eq("not_judged").all()


def test_days_are_plain_dates_and_seven(review):
    """A date with a time zone hidden in it prints as the day before somewhere."""
    assert len(review.by_day) == len(review.counts_by_day) == 7
    for table in (review.by_day, review.heat, review.counts_by_day, review.count_gaps, review.outages):
        assert {type(day) for day in table["local_date"]} <= {dt.date}


@pytest.mark.slow
def test_the_header_says_what_was_reviewed_by_which_terms(new_line, fill):
    """The page names line, week, moment and thresholds without asking anyone."""
    line = fill(new_line())
    review = weekly.review(line.tables(), line.contract)

    assert (review.partnership, review.week, review.snapshot) == ("test", "2026-W47", 1)
    assert review.as_of.isoformat() == "2026-11-23T09:00:00+01:00"
    assert review.thresholds == {"answer_s": 20, "short_abandon_s": 5, "repeat_days": 3}
    assert review.provider == {"fr": "x", "en": "x"}
    assert review.baseline == {"from": "", "to": "", "weeks": 0}


@pytest.mark.slow
def test_a_review_can_be_made_twice_of_the_same_tables(new_line, fill):
    """Reading must change nothing: an analyst re-runs a cell."""
    line = fill(new_line())
    tables = line.tables()
    first, second = (weekly.review(tables, line.contract) for _ in range(2))

    pd.testing.assert_frame_equal(first.figures, second.figures)
    assert first.findings == second.findings


@pytest.mark.slow
def test_the_parts_of_a_review_agree(new_line, fill):
    """The same calls stand in the scorecard, the waterfall, the days and the half-hours."""
    line = fill(new_line())
    review = weekly.review(line.tables(), line.contract)
    steps = review.waterfall.set_index("step")["calls"]

    for name, step in (("vol.offered", "offered"), ("vol.answered", "answered"), ("vol.presented", "presented")):
        assert review.figure(name)["value"] == steps[step]
    for column in ("offered", "answered", "abandoned"):
        assert review.by_day[column].sum() == review.heat[column].sum()
    assert review.by_day["offered"].sum() == steps["offered"]
    assert review.judged["figure"].tolist() == ["answer_rate.agent", "sl.T", "asa", "vol.offered", "aht"]


@pytest.mark.slow
def test_a_re_delivery_shows_what_it_changed(new_line, fill):
    """Old and new side by side, computed by the same terms."""
    old, new = fill(new_line()), fill(new_line())
    new.deliver("calls", "at  outcome  wait_s  talk_s  hold_s  acw_s\n2026-11-16 09:00  answered  5  100  0  10")
    review = weekly.review(new.tables(before=old.tables()), new.contract)
    changed = review.changes.set_index("figure")

    assert changed.loc["vol.answered", ["before", "after", "delta"]].tolist() == [1900, 1901, 1]
    assert "vol.presented" not in changed.index
    with pytest.raises(KeyError):
        review.figure("no.such.figure")
