"""Figures too even to be true are asked about before anything is read; honest weeks are left alone."""

from __future__ import annotations

import dataclasses

import pytest

from kit.analysis import weekly
from kit.store import Delivery

pytestmark = pytest.mark.slow

WEEK = "2026-W47"
DAYS = [f"2026-11-{day}" for day in range(16, 21)]
ACD = Delivery(
    sha256="a", file="a.csv", source="acd_calls", table="calls", owed_by="provider",
    received_at="2026-11-23T07:00:00+00:00", rows_read=10, accepted=10, first_date=DAYS[0], last_date=DAYS[-1],
    weeks=(WEEK,),
)  # fmt: skip


def _line(new_line, number: int = 254, **columns):
    """So many calls over the week, a tenth of them abandoned; `columns` gives cells of every call, None for none."""
    line = new_line(objectives=[{"figure": "answer_rate.agent", "at_least": 0.9}], followed=[])
    rows = []
    for n in range(number):
        lost = n % 10 == 9
        spoken = {} if lost else {"talk_s": 200.0 + n % 7, "hold_s": 0.0, "acw_s": 0.0, "resolved": n % 4 > 0}
        row = {"outcome": "abandoned" if lost else "answered", "wait_s": 5.0 + n % 40} | spoken
        rows.append({"at": f"{DAYS[n % 5]} {8 + n % 10:02d}:{n % 60:02d}"} | row | columns)
    line.deliver("calls", rows)
    line.deliveries = [ACD]
    return line


def _review(line):
    return weekly.review(line.tables(), line.contract)


def _doubts(line) -> list[tuple]:
    return [
        (one.rank, one.kind, one.fields["what"], one.fields["count"], one.fields["of"])
        for one in _review(line).findings
        if one.kind in ("all_or_none", "calls_vanish")
    ]


def test_an_ordinary_week_is_not_doubted(new_line):
    """Every value of the outcome is there, waits differ: nothing to ask, the data are complete."""
    review = _review(_line(new_line))

    assert "all_or_none" not in [one.kind for one in review.findings]
    assert review.data["complete"] and review.data["to_check"] == []


def test_a_week_without_one_answered_call_asks_for_the_mapping_first(new_line):
    """`Y: anwsered` in a mapping: everything received, nothing quarantined, and 0.0 % with data called complete."""
    review = _review(_line(new_line, outcome="abandoned"))
    first = review.findings[0]

    assert (first.rank, first.kind, first.figure, first.calls) == (1, "all_or_none", "answer_rate.agent", None)
    asked = {"what": "answered", "value": 0, "count": 0, "of": 254, "column": "outcome", "table": "calls"}
    assert first.fields == asked | {"sources": ["acd_calls"]}
    assert (review.data["complete"], review.data["to_check"]) == (False, ["outcome"])
    assert review.figure("answer_rate.agent")["status"] == "missed"  # as computed: the finding, not a rule, doubts it
    assert [one.kind for one in review.findings].count("all_or_none") == 1  # one cause, asked once


@pytest.mark.parametrize(
    ("columns", "asked"),
    [
        ({"outcome": "answered", "talk_s": 9.0}, ("answered", 254, 254)),
        ({"outcome": "overflow"}, ("answered", 0, 254)),
        ({"wait_s": 0.0}, ("waits", 229, 229)),
        ({"talk_s": 0.0}, ("talk", 229, 229)),
        ({"resolved": True}, ("resolved", 229, 229)),
        ({"resolved": False}, ("resolved", 0, 229)),
    ],
)
def test_all_of_one_kind_is_asked_about_whichever_column_it_is(new_line, columns, asked):
    """All or nothing over a week is what a wrong mapping makes, in every column that lists values or seconds."""
    found = _doubts(_line(new_line, **columns))

    assert found[0] == (1, "all_or_none", *asked)
    assert not _review(_line(new_line, **columns)).data["complete"]


def test_all_calls_within_the_delay_are_asked_about_once_with_the_level_that_is_judged(new_line):
    """A wait read in minutes makes a service level of 100 %: the variant that is judged is the one asked about."""
    line = new_line(objectives=[{"figure": "sl.T", "variant": "v2", "at_least": 0.8}], followed=[])
    rows = [
        {"at": f"{DAYS[n % 5]} 10:{n % 60:02d}", "outcome": "abandoned" if n % 9 == 0 else "answered", "wait_s": n % 3}
        for n in range(90)
    ]
    line.deliver("calls", rows)

    assert _doubts(line) == [(1, "all_or_none", "in_time", 80, 80)]


def test_a_rate_that_leaves_out_all_the_abandons_there_were_is_not_doubted(new_line):
    """Every abandon was short: the rate without short ones is rightly 0, and no column is misread."""
    line = new_line(followed=["abandon.net_short"])
    rows = [
        {"at": f"{DAYS[n % 5]} {8 + n % 10:02d}:{n % 60:02d}"}
        | ({"outcome": "abandoned", "wait_s": 2.0} if n % 10 == 9 else {"outcome": "answered", "wait_s": 5.0 + n % 40})
        for n in range(254)
    ]
    line.deliver("calls", rows)
    line.deliveries = [ACD]

    review = _review(line)

    assert review.figure("abandon.net_short")["value"] == 0
    assert "abandoned" not in [one.fields.get("what") for one in review.findings if one.kind == "all_or_none"]


@pytest.mark.parametrize(("number", "asked"), [(19, 0), (20, 1)])
def test_a_handful_of_calls_may_all_be_answered(new_line, number, asked):
    """Nineteen calls without a loss happen one week in three on a line that loses one in twenty."""
    assert len(_doubts(_line(new_line, number, outcome="answered", talk_s=9.0))) == asked


def test_what_a_line_has_none_of_is_not_asked_about(new_line):
    """No transfer, no hold, no after-call work, nothing deflected, both counts equal: ordinary zeros stay unasked."""
    assert _doubts(_line(new_line, transferred=False)) == []


def _intervals(new_line, **counts):
    line = new_line(objectives=[{"figure": "answer_rate.agent", "at_least": 0.9}], followed=[])
    rows = [{"at": f"{day} {hour:02d}:00", "minutes": 60} | counts for day in DAYS for hour in range(8, 18)]
    line.deliver("intervals", rows)
    line.deliveries = [dataclasses.replace(ACD, table="intervals", source="acd_intervals")]
    return line


def test_intervals_name_the_column_that_was_read(new_line):
    """A provider that delivers counts has no outcomes: its `answered` column may have been read from another."""
    first = _review(_intervals(new_line, offered=10.0, answered=0.0, abandoned=1.0)).findings[0]

    assert (first.fields["column"], first.fields["table"], first.fields["sources"]) == (
        "answered", "intervals", ["acd_intervals"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "asked"),
    [
        ({"received": 12.0, "offered": 10.0}, []),
        ({"received": 12.0, "offered": 2.0}, [(1, "calls_vanish", "offered", 100, 600)]),
        ({"received": 12.0, "offered": 2.0, "ivr_exit": 9.0}, []),
        ({"received": 12.0, "offered": 2.0, "deflected": 9.0}, []),
    ],
)
def test_calls_that_are_received_and_then_in_no_count_are_asked_about(new_line, counts, asked):
    """43 of 254 calls offered and no word on the others: their outcome was not understood."""
    answered = {"answered": counts["offered"] - 1, "abandoned": 1.0}

    assert _doubts(_intervals(new_line, **counts, **answered)) == asked


def test_calls_that_the_carrier_delivered_stand_in_where_the_platform_counts_no_arrivals(new_line):
    """Files without `received` cannot be reconciled by it; the other side's count shows that most calls are gone."""
    line = _intervals(new_line, offered=2.0, answered=1.0, abandoned=1.0)
    line.deliver(
        "carrier_counts",
        [{"at": f"{day} 10:00", "minutes": 30, "number": "1", "presented": 60.0, "delivered": 60.0} for day in DAYS],
    )
    review = _review(line)
    assert review.findings[0].kind == "calls_vanish" and review.findings[0].fields["counted_by"] == "client"

    line.con.execute("delete from intervals where local_date > '2026-11-16'")
    assert "calls_vanish" not in [one.kind for one in _review(line).findings]  # four days did not come: that is told


def test_rows_in_quarantine_whose_day_is_then_missing_leave_the_week_incomplete(new_line, fill):
    """All of Wednesday's rows set aside is Wednesday missing, not Wednesday without calls."""
    line = fill(new_line(), without=("2026-11-18",))
    line.deliveries = [dataclasses.replace(ACD, quarantined=400, by_week={WEEK: {"quarantined": 400}})]
    data = _review(line).data

    assert (data["complete"], data["days_missing"], data["quarantined"]) == (False, ["2026-11-18"], {"calls": 400})
