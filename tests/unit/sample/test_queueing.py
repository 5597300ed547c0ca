"""The queue of the sample line, on days small enough to be played by hand, and against a second implementation."""

from __future__ import annotations

import heapq

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.sample import queueing
from kit.sample.callers import Draws
from kit.sample.scenario import load

OPENS, CLOSES = 8 * 3600, 9 * 3600
SCENARIO = load()
NEVER = 1.0  # a draw above every share: nobody tries again


def _draws(rows: list[dict]) -> Draws:
    usual = {"ivr_s": 10, "exit_s": 0, "patience_s": 400, "ring_s": 0, "talk_s": 100, "hold_s": 0, "acw_s": 0,
             "reason": 0, "transferred": False, "resolved": True, "again": NEVER, "delay_s": 60, "returns": NEVER,
             "return_days": 1}  # fmt: skip
    return Draws(**{name: [row.get(name, value) for row in rows] for name, value in usual.items()})


def _rules(**changes) -> queueing.Rules:
    outage = changes.pop("outage", (0, 0))
    floor = SCENARIO.floor.model_copy(update={"trunks": 50, "queue_limit": 20, "longest_wait": 480} | changes)
    return queueing.Rules(floor, SCENARIO.callers, OPENS, CLOSES, outage)


def _play(rows: list[dict], advisers: int = 1, presence: list[list[int]] | None = None, **changes) -> queueing.Day:
    """Rows state `at`, seconds after opening, and what differs from the usual draw."""
    arrivals = [(OPENS + row["at"], number) for number, row in enumerate(rows)]
    spare = [{"again": NEVER}] * 20
    here = presence or [list(range(advisers))] * 2
    return queueing.play(arrivals, _draws([*rows, *spare]), here, _rules(**changes))


def _told(day: queueing.Day) -> list[tuple[str, int]]:
    return [(record.outcome, record.wait_s) for record in day.records]


def test_calls_are_answered_in_the_order_in_which_they_joined_the_queue():
    """Each waits for those before it: 100 s of talk each, one adviser."""
    day = _play([{"at": 0}, {"at": 10}, {"at": 20}])

    assert _told(day) == [("answered", 0), ("answered", 90), ("answered", 180)]


def test_after_call_work_holds_the_adviser_but_not_the_line():
    """The next caller waits for it; the carrier bills it to nobody."""
    day = _play([{"at": 0, "acw_s": 40}, {"at": 10}])

    assert _told(day) == [("answered", 0), ("answered", 130)]
    assert day.attempts[0] == (OPENS, "answered", 10 + 100)


def test_the_wait_is_counted_from_the_queue_to_the_answer_ringing_included():
    """Not from the menu: the contract's clock starts at the queue."""
    day = _play([{"at": 0, "ivr_s": 25, "ring_s": 4}])

    assert day.records[0].wait_s == 4
    assert day.records[0].ivr_s == 25


@pytest.mark.parametrize(
    ("second", "changes", "outcome", "wait"),
    [
        ({"at": 5, "patience_s": 30}, {}, "abandoned", 30),
        ({"at": 5, "patience_s": 3}, {}, "abandoned", 3),
        ({"at": 5, "patience_s": 900}, {"longest_wait": 60}, "overflow", 60),
        ({"at": 5, "exit_s": 7}, {}, "ivr_exit", 0),
        ({"at": 5}, {"queue_limit": 0}, "deflected", 0),
    ],
)
def test_a_call_that_is_not_answered_leaves_in_its_own_way(second, changes, outcome, wait):
    """Each outcome has its own line on the page."""
    first = {"at": 0, "talk_s": 600}
    if changes.get("queue_limit") == 0:
        day = _play([first, second], advisers=0, presence=[[], []], **changes)
    else:
        day = _play([first, second], **changes)

    assert _told(day)[1] == (outcome, wait)


def test_a_full_line_is_busy_and_only_the_carrier_knows():
    """Two trunks: the third caller hears the tone, and the platform has no record of it."""
    day = _play([{"at": 0}, {"at": 1}, {"at": 2}], trunks=2)

    assert len(day.records) == 2
    assert (OPENS + 2, "busy", 0) in day.attempts


def test_a_trunk_is_free_again_when_the_caller_has_hung_up():
    """Else a busy hour would stay busy until the evening."""
    day = _play([{"at": 0}, {"at": 200}], trunks=1)

    assert _told(day) == [("answered", 0), ("answered", 0)]


def test_during_an_outage_the_carrier_delivers_and_the_platform_records_nothing():
    """That is what a gap between the two sides looks like from the inside."""
    day = _play([{"at": 0}, {"at": 600}, {"at": 1200}], outage=(OPENS + 600, OPENS + 1200))

    assert [record.second - OPENS for record in day.records] == [0, 1200]
    assert (OPENS + 600, "unanswered", 0) in day.attempts


def test_who_gave_up_tries_again_under_the_same_number():
    """Presented calls are attempts, not people."""
    day = _play([{"at": 0, "talk_s": 600}, {"at": 5, "patience_s": 30, "again": 0.0, "delay_s": 900}])

    callers = [(record.caller, record.outcome) for record in day.records]
    assert callers == [(0, "answered"), (1, "abandoned"), (1, "answered")]
    assert day.records[2].second == OPENS + 5 + 10 + 30 + 900


def test_a_redial_after_closing_time_is_left_to_the_closing_message():
    """The line is shut: the carrier counts it, the platform never sees it."""
    day = _play([{"at": 0, "talk_s": 600}, {"at": 5, "patience_s": 30, "again": 0.0, "delay_s": 7000}])

    assert len(day.records) == 2
    assert day.late_redials == [(OPENS + 45 + 7000, 1)]


def test_an_adviser_who_leaves_ends_the_call_first_and_one_who_comes_takes_the_next():
    """Shifts change in the middle of calls."""
    day = _play([{"at": 1700, "talk_s": 300}, {"at": 1750}], presence=[[0], [1]])

    assert [(record.adviser, record.wait_s) for record in day.records] == [(0, 0), (1, 40)]


def test_callers_who_wait_at_closing_time_are_still_served():
    """Nobody is cut off at 18:00 sharp."""
    day = _play([{"at": 3500, "talk_s": 300}, {"at": 3590, "patience_s": 470}])

    assert _told(day) == [("answered", 0), ("answered", 210)]


@settings(max_examples=settings.default.max_examples // 2)
@given(
    st.lists(st.tuples(st.integers(0, 3000), st.integers(1, 400)), min_size=1, max_size=40),
    st.integers(1, 4),
)
def test_waits_agree_with_the_recursion_for_patient_callers(calls, advisers):
    """A second, ten-line implementation: with endless patience each call takes the adviser who is free first."""
    calls = sorted(calls)
    rows = [{"at": at, "talk_s": talk, "patience_s": 10**6} for at, talk in calls]

    day = _play(rows, advisers, trunks=10**6, queue_limit=10**6, longest_wait=10**6)

    free = [0] * advisers
    expected = []
    for at, talk in calls:
        starts = max(at + 10, heapq.heappop(free))
        heapq.heappush(free, starts + talk)
        expected.append(starts - at - 10)
    assert [record.wait_s for record in day.records] == expected


@settings(max_examples=settings.default.max_examples // 2)
@given(
    st.lists(
        st.tuples(st.integers(0, 3500), st.integers(1, 900), st.integers(1, 300), st.booleans()),
        min_size=1,
        max_size=60,
    )
)
def test_every_attempt_ends_once_and_only_once(calls):
    """Nothing is lost between the carrier and the platform but what is meant to be."""
    rows = [
        {"at": at, "talk_s": talk, "patience_s": patience, "again": 0.0 if again else NEVER, "exit_s": 5 * again}
        for at, talk, patience, again in sorted(calls)
    ]

    day = _play(rows, advisers=2, trunks=6, queue_limit=3)

    seen = [how for _, how, _ in day.attempts]
    assert seen.count("answered") == len(day.records)
    assert len(seen) >= len(rows)
    assert set(seen) <= {"answered", "busy"}
