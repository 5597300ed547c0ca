"""No delivery silently takes away what stood, and none passes that does not look like its source's past."""

from __future__ import annotations

import datetime as dt
import random

import lines
import pandas as pd
import pytest
from lines import MONDAY, csv, days_of, rows

from kit import store
from kit.errors import ChangeHeld, SwappedDates

pytestmark = pytest.mark.slow

WEEK = [MONDAY - dt.timedelta(weeks=back) for back in range(6, 0, -1)]


def came(monday: dt.date) -> dt.datetime:
    """The Monday morning after a week."""
    return dt.datetime.combine(monday + dt.timedelta(days=7), dt.time(7), dt.UTC)


@pytest.fixture(scope="module")
def six_weeks(prepared):
    """The home of a line of 60 calls a day whose last six weeks were received week by week."""

    def receive(desk) -> None:
        (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
        desk.sources(calls=lines.CALLS.replace("STATED", ""), counts=lines.COUNTS)
        for monday in WEEK:
            desk.take(csv(rows(days_of(monday))), f"calls_{monday:%Y-W%V}.csv", now=came(monday))

    return prepared(receive)


@pytest.fixture
def line(six_weeks, desk):
    """A line of 60 calls a day with six weeks behind it."""
    return desk.begin(six_weeks)


def stated(desk, line: str) -> None:
    desk.sources(calls=lines.CALLS.replace("STATED", line), counts=lines.COUNTS)


def deliver(desk, listed: list, name: str = "calls_2026-W47.csv", **options):
    """The receipt of one more file, whatever became of it."""
    options = {"now": came(MONDAY)} | options
    return desk.receive(desk.deliver(csv(listed), name), **options)[0]


def by_day(desk) -> dict[str, int]:
    table = desk.rows("calls")
    return {f"{day:%m-%d}": len(part) for day, part in table.groupby("local_date")}


def week_of(desk, monday: dt.date) -> list[int]:
    counted = by_day(desk)
    return [counted.get(f"{day:%m-%d}", 0) for day in days_of(monday)]


def held(receipt, *slugs: str) -> str:
    """The English text of a file that is held back, for exactly these reasons."""
    assert isinstance(receipt.error, ChangeHeld), receipt.error
    assert (receipt.rows_read, receipt.accepted, receipt.quarantined, receipt.excluded) == (0, 0, 0, {})
    told = receipt.error.text("en")
    assert receipt.error.text("fr") != told
    assert "--accept-change" in told and receipt.file in told
    return told


# What stood


@pytest.mark.parametrize("count", [1, 3])
def test_rows_of_a_wrong_date_are_set_aside_and_their_day_keeps_its_calls(line, count):
    """One mistyped date in a week's file left two weeks earlier with a single call of 300."""
    day = dt.date(2026, 11, 2)
    stray = [[f"s{at}", *row[1:]] for at, row in enumerate(rows([day])[:count])]

    receipt = deliver(line, rows(days_of(MONDAY)) + stray)

    assert receipt.error is None
    assert set(receipt.rejects["reason"]) == {"stray_day"} and receipt.quarantined == count
    assert week_of(line, day) == [60] * 5 and week_of(line, MONDAY) == [60] * 5


def test_a_stray_date_of_the_week_before_takes_no_day_away(line):
    """The Friday before is no open day away: its 60 calls must not become one."""
    friday = MONDAY - dt.timedelta(days=3)

    receipt = deliver(line, [["stray", *rows([friday])[0][1:]], *rows(days_of(MONDAY))])

    assert receipt.error is None
    assert by_day(line)[f"{friday:%m-%d}"] == 61 and receipt.touched == [friday.isoformat()]


def test_a_filtered_redelivery_is_held_back_with_both_counts_of_each_day(line):
    """One call in ten, exported by mistake with a filter on, replaced the whole week."""
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, rows(days_of(MONDAY))[::10], "calls_2026-W47b.csv")

    told = held(receipt)
    assert "it would take away 270 of the 300 rows of before" in told
    assert "2026-11-16: 60 rows before, 6 after: 54 would go" in told
    assert week_of(line, MONDAY) == [60] * 5


def test_monday_and_friday_alone_do_not_empty_the_days_between(line):
    """A correction of two days removed the three others."""
    deliver(line, rows(days_of(MONDAY)))
    days = days_of(MONDAY)

    receipt = deliver(line, rows([days[0], days[4]], seed=2), "calls_2026-W47b.csv")

    told = held(receipt)
    assert "2026-11-17: 60 rows before, 0 after: 60 would go" in told and "2026-11-16" not in told
    assert week_of(line, MONDAY) == [60] * 5


def test_a_held_file_is_taken_in_when_somebody_says_that_it_is_right(line):
    """The file may be right after all; then one word must do, and the receipt says what went."""
    deliver(line, rows(days_of(MONDAY)))
    days = days_of(MONDAY)
    deliver(line, rows([days[0], days[4]]), "calls_2026-W47b.csv")

    receipt = deliver(line, rows([days[0], days[4]]), "calls_2026-W47b.csv", accept_change=True)

    assert receipt.error is None and receipt.change.gone == 180
    assert week_of(line, MONDAY) == [60, 0, 0, 0, 60]
    assert receipt.restated_weeks == ["2026-W47"]


def test_two_halves_of_a_week_in_one_command_are_both_held_back(line):
    """The receipt said 300 accepted, the store held 150, and 150 rows ended nowhere."""
    week = rows(days_of(MONDAY))
    paths = [line.deliver(csv(week[half::2]), f"calls_2026-W47_{half}.csv") for half in (0, 1)]
    before = by_day(line)

    receipts = line.receive(*paths, now=came(MONDAY))

    assert [type(one.error) for one in receipts] == [ChangeHeld, ChangeHeld]
    assert by_day(line) == before and len(store.snapshots("line")) == len(WEEK)


def test_halves_that_a_source_delivers_as_records_are_both_taken_in(line):
    """The way out that the message names must work."""
    stated(line, "delivers: records")
    week = rows(days_of(MONDAY))
    paths = [line.deliver(csv(week[half::2]), f"calls_2026-W47_{half}.csv") for half in (0, 1)]

    receipts = line.receive(*paths, now=came(MONDAY))

    assert [one.error for one in receipts] == [None, None]
    assert week_of(line, MONDAY) == [60] * 5


def test_half_of_the_queues_is_held_back_and_named(line):
    """Of two files that hold half of the queues each, the second replaced the first."""
    week = rows(days_of(MONDAY))

    receipt = deliver(line, [row for row in week if row[2] == "North"])

    assert '`queue` holds none of what every earlier file held: "South"' in held(receipt)
    assert week_of(line, MONDAY) == [0] * 5


def test_a_source_may_be_delivered_in_parts(line):
    """A file a queue: each replaces the days of its own queue alone, its excluded rows too."""
    stated(line, "parts: queue")
    week = rows(days_of(MONDAY))
    week[0][3] = "G"
    north, south = ([row for row in week if row[2] == queue] for queue in ("North", "South"))
    for name, part in (("north", north), ("south", south)):
        assert deliver(line, part, f"calls_2026-W47_{name}.csv").error is None
    assert sum(week_of(line, MONDAY)) == 299

    again = deliver(line, [*north[:-1]], "calls_2026-W47_north2.csv")

    assert again.error is None and sum(week_of(line, MONDAY)) == 298
    assert line.rows("exclusions")["rows"].sum() == 1


def test_last_year_s_file_under_this_year_s_name_is_held_back(line):
    """The same export with another year in its parameters is well-formed in every cell."""
    old = [dt.date(2025, 11, 17) + dt.timedelta(days=day) for day in range(5)]

    receipt = deliver(line, rows(old))

    assert "its name says 2026-11-16 … 2026-11-22, its rows go from 2025-11-17 to 2025-11-21" in held(receipt)


def test_a_small_correction_is_taken_in_and_said(line):
    """Two calls that were tests and are gone: ordinary, but never without a word."""
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, rows(days_of(MONDAY))[2:], "calls_2026-W47b.csv")

    assert receipt.error is None
    assert receipt.change.lost[["local_date", "stood", "stands"]].values.tolist() == [[pd.Timestamp(MONDAY), 60, 58]]


def test_a_completed_week_is_no_loss(line):
    """A first export on Wednesday noon, the whole week on Monday: nothing goes, so nothing is held back."""
    week = rows(days_of(MONDAY))
    deliver(line, week[:150], "calls_2026-W47a.csv", now=dt.datetime(2026, 11, 18, 12, tzinfo=dt.UTC))

    assert deliver(line, week).error is None
    assert week_of(line, MONDAY) == [60] * 5


def test_days_that_nobody_had_spoken_of_restate_nothing(line):
    """Monday and Tuesday first, the whole week later, unchanged: the page has nothing to tell of it."""
    week = rows(days_of(MONDAY))
    deliver(line, week[:120], "calls_2026-W47a.csv", now=dt.datetime(2026, 11, 18, 6, tzinfo=dt.UTC))

    assert deliver(line, week).restated_weeks == []


def test_counts_that_fall_on_the_same_half_hours_are_held_back(line):
    """An interval report filtered to one queue has all its rows and a third of its calls."""
    days = days_of(MONDAY)
    line.take(lines.counts(days), "counts_2026-W47.csv", now=came(MONDAY))

    receipt = line.receive(line.deliver(lines.counts(days, 3), "counts_2026-W47b.csv"), now=came(MONDAY))[0]

    assert "over the same rows, `presented` would go from 1000 to 300" in held(receipt)
    assert line.rows("carrier_counts")["presented"].sum() == 1000


def test_calls_that_move_to_another_day_stand_once(line):
    """A corrected clock puts calls of Monday 00:10 on Sunday: under both days they would be counted twice."""
    deliver(line, rows(days_of(MONDAY)))
    moved = rows(days_of(MONDAY))
    next_monday = MONDAY + dt.timedelta(weeks=1)
    correction = [[moved[0][0], f"{next_monday:%d/%m/%Y} 09:00:00", *moved[0][2:]], *rows(days_of(next_monday))]

    receipt = deliver(line, correction, "calls_2026-W48.csv", now=came(next_monday))

    assert receipt.error is None and receipt.change.moved == 1
    assert week_of(line, MONDAY) == [59, 60, 60, 60, 60] and week_of(line, next_monday)[0] == 61


def test_keys_that_begin_again_every_day_move_nothing(desk):
    """At some platforms call 17 comes every day: it is not the same call."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", "key: [call_key, arrived_at]"))
    for monday in (MONDAY - dt.timedelta(weeks=1), MONDAY):
        week = [[str(at % 60), *row[1:]] for at, row in enumerate(rows(days_of(monday)))]
        assert deliver(desk, week, f"calls_{monday:%Y-W%V}.csv", now=came(monday)).error is None

    assert len(desk.rows("calls")) == 600


def doubled(listed: list) -> list:
    """Every row again, under another key."""
    return listed + [[f"x{row[0]}", *row[1:]] for row in listed]


def test_a_week_that_stands_twice_under_other_keys_is_held_back(line):
    """An export joined with itself has every key once and every call twice."""
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, doubled(rows(days_of(MONDAY))), "calls_2026-W47b.csv")

    assert "300 rows would be new on days that looked whole with 300" in held(receipt)
    assert week_of(line, MONDAY) == [60] * 5


def test_a_first_delivery_in_which_each_call_stands_twice_is_held_back(line):
    """Twice the calls of a usual week may be a campaign; the same calls twice are none."""
    assert "% of its rows are another row again under another key" in held(
        deliver(line, doubled(rows(days_of(MONDAY))))
    )


def test_records_under_rewritten_keys_are_held_back(line):
    """A platform that changes how it writes its keys doubles every call of a source of records."""
    stated(line, "delivers: records")
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, [[row[0].replace("-", ""), *row[1:]] for row in rows(days_of(MONDAY))], "calls_b.csv")

    assert "would be new on days that looked whole" in held(receipt)


def test_a_quiet_line_is_guarded_as_well(desk):
    """Three calls a day: no day loses more than two, and the week loses two thirds."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", ""))
    deliver(desk, rows(days_of(MONDAY), 3))

    receipt = deliver(desk, rows(days_of(MONDAY), 3)[::3], "calls_b.csv")

    assert "it would take away 10 of the 15 rows of before" in held(receipt)


def test_two_halves_of_a_quiet_week_are_held_back_and_name_each_other(desk):
    """Two rows a day are few to lose, but they are half of what the same command brought."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", ""))
    week = rows(days_of(MONDAY), 4)
    paths = [desk.deliver(csv(week[half::2]), f"calls_{half}.csv") for half in (0, 1)]

    receipts = desk.receive(*paths, now=came(MONDAY))

    assert [type(one.error) for one in receipts] == [ChangeHeld, ChangeHeld]
    assert "other files of the same command bring: calls_0.csv" in receipts[1].error.text("en")


def test_keys_that_begin_again_are_told_with_the_line_to_write(desk):
    """Calls numbered from 1 every day: the second day would take the first one's calls, and the way out must work."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", ""))
    days = days_of(MONDAY)
    daily = [[[str(at), *row[1:]] for at, row in enumerate(rows([day], 4))] for day in days[:2]]
    assert deliver(desk, daily[0], "calls_1.csv").error is None

    told = held(deliver(desk, daily[1], "calls_2.csv"))
    assert "`key: [call_key, arrived_at]`" in told
    stated(desk, "key: [call_key, arrived_at]")
    assert deliver(desk, daily[1], "calls_2.csv").error is None

    assert week_of(desk, MONDAY) == [4, 4, 0, 0, 0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        pytest.param(lambda row: [*row[:3], "A", *row[4:]], "`abandoned` would go from", id="abandons answered"),
        pytest.param(lambda row: [*row[:4], "720", row[5]], "`wait_s` would go from 3600 to 216000", id="another unit"),
    ],
)
def test_values_that_change_by_much_over_the_same_calls_are_held_back(line, change, said):
    """All keys stand where they stood, and the answer rate is another one."""
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, [change(row) for row in rows(days_of(MONDAY))], "calls_2026-W47b.csv")

    assert said in held(receipt)


def test_a_mean_far_from_all_earlier_ones_waits_for_a_word(line):
    """Waits in minutes read as seconds, or the labels of two durations exchanged, fit every cell."""
    listed = [[*row[:4], "720", row[5]] for row in rows(days_of(MONDAY))]

    assert "`wait_s` is 720 s on average, against 12 to 12 s until now" in held(deliver(line, listed))


def test_a_column_in_which_nothing_is_known_waits_for_a_word(line):
    """Advisers' short names under the label of the reasons are a list like any other; only the past knows better."""
    listed = [[*row[:5], ("K1", "K2", "K3")[at % 3]] for at, row in enumerate(rows(days_of(MONDAY)))]

    assert "`reason` holds 3 values, none of which an earlier file held" in held(deliver(line, listed))


def test_a_week_that_loses_calls_to_another_one_is_told(line):
    """Calls corrected to the next week leave the old one: its page must not say that nothing changed."""
    deliver(line, rows(days_of(MONDAY)))
    next_monday = MONDAY + dt.timedelta(weeks=1)
    moved = [[row[0], f"{next_monday:%d/%m/%Y} 09:00:00", *row[2:]] for row in rows([MONDAY])[:2]]

    receipt = deliver(line, [*moved, *rows(days_of(next_monday))], "calls_2026-W48.csv", now=came(next_monday))

    assert receipt.error is None and "2026-W47" in receipt.restated_weeks


def test_a_file_of_a_part_that_holds_no_row_replaces_nothing(line):
    """Only excluded rows: no part is named, so no part is replaced."""
    stated(line, "parts: queue")
    deliver(line, rows(days_of(MONDAY)), "calls_2026-W47.csv")

    receipt = deliver(line, [[f"g{row[0]}", *row[1:3], "G", "", ""] for row in rows([MONDAY])], "calls_2026-W47g.csv")

    assert receipt.error is None and week_of(line, MONDAY) == [60] * 5


def test_a_right_file_ends_the_waiting_of_a_wrong_one(line):
    """Once the whole week is in, nobody should be asked to confirm the filtered one."""
    deliver(line, rows(days_of(MONDAY)))
    deliver(line, rows(days_of(MONDAY))[::10], "calls_2026-W47b.csv")
    assert len(store.held.waiting("line")) == 1

    deliver(line, rows(days_of(MONDAY), seed=3), "calls_2026-W47c.csv", accept_change=True)

    assert store.held.waiting("line") == []


def test_the_name_of_a_person_in_a_file_s_name_goes_no_further(line):
    """File names stand on pages, in results and in the store."""
    name = "calls Mme Exemple 0639980001 2026-W47.csv"

    receipt = deliver(line, rows(days_of(MONDAY)), name)

    assert receipt.error is None and "Exemple" not in receipt.file and "0639980001" not in receipt.file
    assert store.current("line").deliveries[-1].file == receipt.file


# Days that a file only touches


def test_a_day_that_a_file_only_touches_keeps_its_other_calls(line):
    """An export by another clock brings three calls of the next Monday: the 57 others were not withdrawn."""
    next_monday = MONDAY + dt.timedelta(weeks=1)
    deliver(line, rows(days_of(MONDAY)))
    deliver(line, rows(days_of(next_monday)), "calls_2026-W48.csv", now=came(next_monday))
    corrected = [[*row[:4], "99", row[5]] for row in rows([next_monday])[:3]]

    receipt = deliver(line, rows(days_of(MONDAY)) + corrected, "calls_2026-W47b.csv", now=came(next_monday))

    assert receipt.error is None and receipt.touched == [next_monday.isoformat()]
    assert week_of(line, next_monday) == [60] * 5
    assert sorted(line.rows("calls")["wait_s"].unique()) == [12, 99]


def test_a_week_that_is_only_touched_is_not_delivered(line):
    """Three calls of the next Monday are no delivery of the next week: its file would count as come."""
    next_monday = MONDAY + dt.timedelta(weeks=1)

    deliver(line, rows(days_of(MONDAY)) + rows([next_monday])[:3], now=came(next_monday))

    last = store.current("line").deliveries[-1]
    assert (last.first_date, last.last_date) == ("2026-11-16", "2026-11-20")
    assert not last.covers(next_monday, next_monday + dt.timedelta(days=6))
    assert sum(week["received"] for week in last.by_week.values()) == 303


def test_a_sunday_that_begins_a_month_is_no_touched_day(desk):
    """A month's file of a line that is quiet on Sundays: the first of them, alone in its week, was delivered."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", "").replace("every: week", "every: week"))
    days = [dt.date(2026, 2, 1) + dt.timedelta(days=at) for at in range(28)]
    listed = [row for day in days for row in rows([day], 10 if day.weekday() == 6 else 60)]

    receipt = deliver(desk, listed, "calls.csv", now=dt.datetime(2026, 3, 2, 7, tzinfo=dt.UTC))

    assert receipt.touched == []


# Records


def test_corrected_records_replace_themselves_alone(line):
    """Two corrected calls after the whole week took the 118 others of their days away."""
    deliver(line, rows(days_of(MONDAY)))
    stated(line, "delivers: records")
    days = days_of(MONDAY)
    fixed = [[*rows([day])[0][:4], "99", ""] for day in (days[1], days[3])]

    receipt = deliver(line, fixed, "calls_fix.csv")

    assert receipt.error is None and receipt.gaps == {}
    assert "intake.stops_early" not in {doubt.key for doubt in receipt.doubts}
    assert week_of(line, MONDAY) == [60] * 5
    assert (line.rows("calls")["wait_s"] == 99).sum() == 2


def test_without_the_statement_two_corrected_records_are_held_back_and_the_line_is_named(line):
    """Whoever delivers records must learn what to write."""
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, [rows([MONDAY])[0], rows([MONDAY + dt.timedelta(days=2)])[0]], "calls_fix.csv")

    assert "write `delivers: records`" in held(receipt)
    assert week_of(line, MONDAY) == [60] * 5


def test_a_record_delivered_again_changes_nothing(line):
    """Such exports deliver at least once."""
    stated(line, "delivers: records")
    deliver(line, rows(days_of(MONDAY)))
    count = len(store.snapshots("line"))

    again = deliver(line, rows(days_of(MONDAY)), "calls_copy.csv")

    assert again.already and len(store.snapshots("line")) == count


def test_a_record_that_turns_out_a_ghost_is_withdrawn(line):
    """A corrected record may say that there was no call."""
    stated(line, "delivers: records")
    deliver(line, rows(days_of(MONDAY)))
    ghost = rows([MONDAY])[0]
    ghost[3] = "G"

    deliver(line, [ghost, rows([MONDAY])[1]], "calls_fix.csv")

    assert week_of(line, MONDAY) == [59, 60, 60, 60, 60]


def test_a_record_corrected_to_another_week_stands_there_alone(line):
    """The moment of a call may be what was wrong."""
    stated(line, "delivers: records")
    deliver(line, rows(days_of(MONDAY)))
    row = rows([MONDAY])[0]

    deliver(line, [[row[0], "09/11/2026 09:00:00", *row[2:]]], "calls_fix.csv")

    assert week_of(line, MONDAY)[0] == 59 and week_of(line, MONDAY - dt.timedelta(weeks=1))[0] == 61


# The source's past


def answered(share: float) -> list:
    return rows(days_of(MONDAY), answered=share)


@pytest.mark.parametrize(
    "listed, said",
    [
        pytest.param(rows(days_of(MONDAY), shift_h=-1), "outside the opening hours", id="another clock"),
        pytest.param(answered(0.1), "of its calls are `answered`", id="outcomes"),
        pytest.param(rows(days_of(MONDAY), 12), "it has 12 rows a day, against 60 to 60", id="too few rows"),
        pytest.param(rows(days_of(MONDAY), 300), "it has 300 rows a day", id="too many rows"),
        pytest.param([[*row[:5], ""] for row in answered(0.9)], "`reason` is empty", id="an emptied column"),
        pytest.param(
            [[*row[:5], f"Case {at % 150}"] for at, row in enumerate(answered(0.9))],
            "different values",
            id="many values",
        ),
        pytest.param([[*row[:2], "Other", *row[3:]] for row in answered(0.9)], "holds none", id="other queues"),
    ],
)
def test_a_file_unlike_all_earlier_ones_waits_for_a_word(line, listed, said):
    """Each is well-formed; what stood is not touched; only the source's past tells that something is wrong."""
    receipt = deliver(line, listed)

    assert said in held(receipt)
    assert week_of(line, MONDAY) == [0] * 5


def test_the_first_saturday_of_a_daily_source_is_no_alarm(desk):
    """A Saturday has no Monday's calls, and a source that only knows weekdays cannot judge it."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", "").replace("every: week", "every: day"))
    for day in days_of(MONDAY, 6):
        per_day = 4 if day.weekday() == 5 else 60
        now = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(7), dt.UTC)
        assert deliver(desk, rows([day], per_day), f"calls_{day}.csv", now=now).error is None


def test_a_monday_with_a_tenth_of_its_calls_is_held_back_whatever_saturdays_were(desk):
    """The quietest weekday must not excuse the busiest."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", "").replace("every: week", "every: day"))
    mondays = [MONDAY - dt.timedelta(weeks=back) for back in range(4, 0, -1)]
    for day in [one for monday in mondays for one in (monday, monday + dt.timedelta(days=5))]:
        now = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(7), dt.UTC)
        deliver(desk, rows([day], 6 if day.weekday() == 5 else 60), f"calls_{day}.csv", now=now)

    receipt = deliver(desk, rows([MONDAY], 6), f"calls_{MONDAY}.csv", now=came(MONDAY))

    assert "it has 6 rows a day, against 60 to 60 until now" in held(receipt)


def test_a_correction_of_three_calls_in_a_hundred_is_no_alarm(line):
    """Test calls taken out of a week: no single day decides."""
    deliver(line, rows(days_of(MONDAY)))
    corrected = [row for at, row in enumerate(rows(days_of(MONDAY))) if at % 36 != 5]

    assert deliver(line, corrected, "calls_2026-W47b.csv").error is None


def test_half_a_year_in_a_weekly_file_waits_for_a_word(line):
    """A weekly source that suddenly spans 26 weeks is another export."""
    monday = dt.date(2026, 5, 4)
    receipt = deliver(line, rows([monday + dt.timedelta(days=7 * week) for week in range(20)]), "calls.csv")

    assert "it spans 134 days" in held(receipt)


def test_days_long_past_wait_for_a_word_unless_their_moment_is_stated(line):
    """Last spring's export sent on a Monday is a mistake; history that is loaded later says when it came."""
    listed = rows(days_of(dt.date(2026, 3, 2)))

    assert "its last day is 2026-03-06" in held(deliver(line, listed, "calls.csv"))
    assert deliver(line, listed, "calls.csv", now=dt.datetime(2026, 3, 9, tzinfo=dt.UTC), stated=True).error is None


def test_ordinary_weeks_are_never_held_back(desk):
    """A hold that nobody needs teaches people to type --accept-change without reading.

    Forty weeks of a line whose calls vary as lines do: noise of 20 %, half a campaign's peak, a bad week of answering,
    a closed day, a first export that lacked the transferred calls. None is held back.
    """
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", ""))
    chance = random.Random(7)
    wrong = []
    for at in range(40):
        monday = dt.date(2026, 1, 5) + dt.timedelta(weeks=at)
        per_day = round(50 * chance.gauss(1, 0.2) * (2.0 if at % 13 == 5 else 1) * (0.6 if at == 30 else 1))
        week = days_of(monday, 4 if at % 9 == 4 else 5)
        listed = rows(week, per_day, answered=0.68 if at % 11 == 7 else chance.uniform(0.84, 0.96), seed=at)
        if at % 10 == 6:
            first = [row for number, row in enumerate(listed) if number % 15]
            wrong.append(deliver(desk, first, f"calls_{monday:%Y-W%V}a.csv", now=came(monday)).error)
        wrong.append(deliver(desk, listed, f"calls_{monday:%Y-W%V}.csv", now=came(monday)).error)

    assert [error for error in wrong if error] == []


# Day and month exchanged


def test_month_first_dates_of_twelve_days_are_refused_over_any_history(line):
    """A week of November written 11/02 to 11/06 reads as one day in each of five months, and overwrote good weeks."""
    swapped = [
        [row[0], f"{row[1][3:6]}{row[1][:3]}{row[1][6:]}", *row[2:]] for row in rows(days_of(dt.date(2026, 11, 2)))
    ]
    before = by_day(line)

    receipt = deliver(line, swapped, "calls.csv")

    assert isinstance(receipt.error, SwappedDates)
    assert 'format: "%m/%d/%Y %H:%M:%S"' in receipt.error.text("en")
    assert by_day(line) == before


def test_a_single_month_first_day_far_back_is_held_back(line):
    """One day alone proves nothing, but it is suspicious that its exchanged reading is yesterday."""
    listed = [[row[0], f"11/09/2026{row[1][10:]}", *row[2:]] for row in rows([dt.date(2026, 11, 9)])]

    receipt = deliver(line, listed, "calls.csv", now=dt.datetime(2026, 11, 10, 7, tzinfo=dt.UTC))

    assert "its days are read as 2026-09-11; with day and month exchanged they are 2026-11-09" in held(receipt)


def test_a_year_of_history_is_no_exchanged_date(line):
    """Loading two years at once holds every day number: nothing there looks exchanged."""
    days = [dt.date(2025, 1, 6) + dt.timedelta(days=at) for at in range(300)]

    assert not isinstance(deliver(line, rows(days, 3), "calls.csv").error, SwappedDates)


# Waiting, and taking back


def test_a_confirmed_file_came_when_it_first_came(line):
    """Whoever confirms on Tuesday must not make the other side's punctual file late."""
    deliver(line, rows(days_of(MONDAY)))
    filtered = rows(days_of(MONDAY))[::2]
    deliver(line, filtered, "calls_2026-W47b.csv")
    tuesday = came(MONDAY) + dt.timedelta(days=1)
    assert [one.file for one in store.held.waiting("line")] == ["calls_2026-W47b.csv"]

    deliver(line, filtered, "calls_2026-W47b.csv", now=tuesday, accept_change=True)

    assert store.current("line").deliveries[-1].came == came(MONDAY)
    assert store.held.waiting("line") == []


def test_a_dry_run_holds_back_alike_and_writes_nothing(line):
    """Whoever only tries must learn the same."""
    deliver(line, rows(days_of(MONDAY)))

    receipt = deliver(line, rows(days_of(MONDAY))[::10], "calls_2026-W47b.csv", dry_run=True)

    held(receipt)
    assert store.held.waiting("line") == []


def test_every_acceptance_can_be_taken_back_one_by_one(line):
    """Raw files stay, so nothing that was accepted by mistake is final."""
    deliver(line, rows(days_of(MONDAY)))
    deliver(line, rows(days_of(MONDAY))[::10], "calls_2026-W47b.csv", accept_change=True)
    assert week_of(line, MONDAY) == [6] * 5

    first = store.undo("line", came(MONDAY))
    assert [one.file for one in first.deliveries] == ["calls_2026-W47b.csv"] and first.weeks == ["2026-W47"]
    assert week_of(line, MONDAY) == [60] * 5
    second = store.undo("line", came(MONDAY))
    assert [one.file for one in second.deliveries] == ["calls_2026-W47.csv"]
    assert week_of(line, MONDAY) == [0] * 5 and week_of(line, WEEK[-1]) == [60] * 5

    assert deliver(line, rows(days_of(MONDAY))).already is False
    assert week_of(line, MONDAY) == [60] * 5


def test_taking_back_ends_where_nothing_was_received(desk):
    """The first delivery can be taken back, too; before it there is nothing."""
    (desk.params / "contract.yml").write_text(lines.CONTRACT, encoding="utf-8")
    desk.sources(calls=lines.CALLS.replace("STATED", ""))
    assert store.undo("line", came(MONDAY)) is None
    deliver(desk, rows(days_of(MONDAY)))

    assert len(store.undo("line", came(MONDAY)).deliveries) == 1
    assert store.undo("line", came(MONDAY)) is None
    assert desk.rows("calls").empty
