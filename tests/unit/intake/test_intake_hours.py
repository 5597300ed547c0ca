"""Hours that cannot be meant: a 12-hour clock without AM and PM, intervals named by the other end, midnights."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from kit.errors import TwelveHourClock

CALLS = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered}}
"""
COUNTS = """
table: carrier_counts
owed_by: client
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  number: {from: no}
  presented: {from: n}
"""


@pytest.fixture
def line(desk):
    """A desk whose line is open at the stated hours on weekdays."""

    def make(hours: str, every_day: bool = False):
        path = desk.params / "contract.yml"
        days = ("mon", "tue", "wed", "thu", "fri", *(("sat", "sun") if every_day else ()))
        spans = ", ".join(f'{day}: ["{hours}"]' for day in days)
        text = path.read_text(encoding="utf-8")
        old = next(part for part in text.splitlines() if "opening_hours" in part)
        path.write_text(text.replace(old, f"    opening_hours: {{{spans}}}"), encoding="utf-8")
        desk.sources(calls=CALLS)
        return desk

    return make


def twelve(minute: int) -> str:
    """A time of day as a clock of twelve hours writes it: 13:24 is 01:24."""
    return f"{(minute // 60 - 1) % 12 + 1:02d}:{minute % 60:02d}"


def plain(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def calls(days, minutes, clock) -> str:
    rows = [f"{day}/11/2026 {clock(minute)}" for day in days for minute in minutes]
    return "id;at;issue\n" + "".join(f"{at};{moment};A\n" for at, moment in enumerate(rows))


def refused(desk, content: str, **options):
    return desk.receive(desk.deliver(content), **options)[0].error


DAY, ROUND = range(480, 1080, 20), range(0, 1440, 25)
WEEK = range(16, 21)
OPEN = [("08:00-18:00", DAY, WEEK), ("08:00-18:00", DAY, [16]), ("09:00-20:00", range(545, 1195, 20), WEEK),
        ("14:00-19:00", range(840, 1140, 20), WEEK), ("00:00-24:00", ROUND, WEEK)]  # fmt: skip


@pytest.mark.parametrize(("hours", "minutes", "days"), OPEN)
def test_a_clock_of_twelve_hours_without_am_and_pm_is_refused(line, hours, minutes, days):
    """The afternoon's calls would stand at night, outside the opening hours: half of the week would not be judged."""
    desk = line(hours)

    error = refused(desk, calls(days, minutes, twelve))

    assert isinstance(error, TwelveHourClock)
    assert '"%d/%m/%Y %I:%M %p"' in error.text("en") and "12 heures" in error.text("fr")


@pytest.mark.parametrize(("hours", "minutes", "days"), OPEN)
def test_the_same_calls_on_a_clock_of_24_hours_are_taken_in(line, hours, minutes, days):
    """What is right is not refused."""
    desk = line(hours)

    assert refused(desk, calls(days, minutes, plain)) is None


NO_CLOCK = [
    ("a file cut at noon", WEEK[:1], range(485, 720, 10), None),
    ("mornings only, with a call at night each day", WEEK, [130, *range(480, 720, 30)], None),
    ("today's calls so far, with a third before opening", WEEK[:1], range(430, 540, 5), dt.datetime(2026, 11, 16, 9)),
    ("a quiet week", WEEK, [60], None),
    ("a line whose hours differ from the contract's", WEEK, range(300, 700, 20), None),
]


@pytest.mark.parametrize(
    ("days", "minutes", "now"), [case[1:] for case in NO_CLOCK], ids=[case[0] for case in NO_CLOCK]
)
def test_an_early_file_is_no_clock_of_twelve_hours(line, days, minutes, now):
    """Nothing after 13:00 is a cut file or a quiet one, as long as few calls stand at night."""
    desk = line("08:00-18:00")

    assert refused(desk, calls(days, minutes, plain), **({"now": now.replace(tzinfo=dt.UTC)} if now else {})) is None


def counts(days, minutes, clock, counted) -> str:
    rows = [f"{day}/11/2026 {clock(minute)};1;{counted(minute)}" for day in days for minute in minutes]
    return "at;no;n\n" + "\n".join(rows) + "\n"


def test_counts_of_a_clock_of_twelve_hours_are_refused_whatever_their_empty_rows_say(line):
    """Half-hours without calls are no evidence of hours above 12."""
    desk = line("08:00-18:00")
    desk.sources(counts=COUNTS)
    told = counts(WEEK, range(480, 1080, 30), twelve, lambda minute: 9)
    empty = counts(WEEK, range(1080, 1440, 30), plain, lambda minute: 0).split("\n", 1)[1]

    assert isinstance(refused(desk, told + empty), TwelveHourClock)
    assert (
        refused(desk, counts(WEEK, range(0, 1440, 30), plain, lambda minute: 9 if 480 <= minute < 1080 else 0)) is None
    )


def test_a_round_clocks_counts_cut_at_noon_are_no_clock_of_twelve_hours(line):
    """A carrier counts at night too; a file that lost its end holds the hours 0 and 12."""
    desk = line("08:00-20:00")
    desk.sources(counts=COUNTS)

    assert refused(desk, counts([16], range(0, 760, 30), plain, lambda minute: 5)) is None


@pytest.mark.slow
def test_hours_that_are_right_all_the_same_can_be_stated(line):
    """No refusal without a way out; and AM and PM, once read, are enough."""
    desk = line("08:00-18:00")
    desk.sources(calls=CALLS + "time: {clock: 24h}\n")
    assert refused(desk, calls(WEEK, DAY, twelve)) is None

    desk.sources(calls=CALLS.replace("%H:%M", "%I:%M %p"))
    content = calls(WEEK, DAY, lambda minute: f"{twelve(minute)} {'AM' if minute < 720 else 'PM'}")
    assert refused(desk, content) is None
    assert desk.rows("calls")["arrived_local"].dt.hour.max() == 17


# Midnights of intervals named by their end

NAMED_BY_END = COUNTS.replace("minutes: 30", "minutes: 30, named_by: end")


def round_clock(days, midnight: str, order: int = 1, numbers: str = "1") -> str:
    """Half-hours of whole days, named by their end; `midnight` is "same", "next" or "24:00"."""
    rows = []
    for day in days:
        for end in range(30, 1441, 30):
            label = {
                "same": f"{day}/11/2026 00:00",
                "next": f"{day + 1}/11/2026 00:00",
                "24:00": f"{day}/11/2026 24:00",
            }
            written = label[midnight] if end == 1440 else f"{day}/11/2026 {plain(end)}"
            rows += [f"{written};{number};{end}" for number in numbers]
    return "at;no;n\n" + "\n".join(rows[::order]) + "\n"


@pytest.mark.parametrize("midnight", ["same", "next", "24:00"])
@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize("numbers", ["1", "12"])
def test_a_midnight_ends_the_day_that_the_files_order_says(line, midnight, order, numbers):
    """24:00 written as 00:00 of the same date stood a day early: on a Sunday, before the Monday that it ends."""
    desk = line("00:00-24:00", every_day=True)
    desk.sources(counts=NAMED_BY_END)

    receipt = desk.take(round_clock((16, 17, 18), midnight, order, numbers))

    rows = desk.rows("carrier_counts").sort_values(["number", "start_local"])
    expected = [str(np.datetime64("2026-11-16") + np.timedelta64(30 * at, "m")).replace("T", " ") for at in range(144)]
    assert rows[rows["number"] == "1"]["start_local"].astype(str).str[:16].tolist() == expected
    assert rows["presented"].tolist() == list(range(30, 1441, 30)) * 3 * len(numbers)
    told = {"midnight_of_date": {"at": 3 * len(numbers)}} if midnight == "same" else {}
    assert receipt.repaired == told


@pytest.mark.parametrize(
    ("stated", "start"), [("same_date", "2026-11-16 23:30:00"), ("next_date", "2026-11-15 23:30:00")]
)
def test_the_mapping_may_say_which_day_a_midnight_ends(line, stated, start):
    """A file in no order tells nothing: then it is stated."""
    desk = line("00:00-24:00")
    desk.sources(counts=COUNTS.replace("minutes: 30", f"minutes: 30, named_by: end, midnight: {stated}"))

    desk.take("at;no;n\n16/11/2026 00:00;1;5\n")

    assert str(desk.rows("carrier_counts")["start_local"].iloc[0]) == start


# Named by their start, or by their end?

NAMES = [
    # why, hours, stated, first and last name of each day (minutes), what is told
    ("by their end, stated start", "08:00-18:00", "start", range(510, 1081, 30), "named_by: end"),
    ("by their start, stated start", "08:00-18:00", "start", range(480, 1051, 30), None),
    ("by their end, stated end", "08:00-18:00", "end", range(510, 1081, 30), None),
    ("by their start, stated end", "08:00-18:00", "end", range(480, 1051, 30), "named_by: start"),
    ("a round clock by its end", "00:00-24:00", "start", range(30, 1441, 30), "named_by: end"),
    ("a round clock by its start", "00:00-24:00", "start", range(0, 1440, 30), None),
    ("a line that answers half an hour more on both sides", "08:00-18:00", "start", range(450, 1081, 30), None),
    ("a line that begins late and ends in time", "08:00-18:00", "start", range(510, 1051, 30), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("hours", "stated", "minutes", "says"), [case[1:] for case in NAMES], ids=[case[0] for case in NAMES]
)
@pytest.mark.parametrize("closed", [False, True])
def test_names_one_interval_beside_the_opening_hours_are_told(line, hours, stated, minutes, says, closed):
    """Half an hour's shift moves every peak and every outage; only opening and closing show it.

    closed: rows without calls stand outside the hours, as carriers deliver them.
    """
    desk = line(hours)
    desk.sources(counts=COUNTS.replace("minutes: 30", f"minutes: 30, named_by: {stated}"))
    names = range(60, 1411, 30) if closed and hours != "00:00-24:00" else minutes
    rows = [f"{day}/11/2026 {plain(name)};1;{5 if name in minutes else 0}" for day in WEEK for name in names]

    receipt = desk.take("at;no;n\n" + "\n".join(rows) + "\n")

    assert [doubt("en") for doubt in receipt.doubts if "named" in doubt("fr") or "nommés" in doubt("fr")] == (
        [doubt("en") for doubt in receipt.doubts] if says else []
    )
    assert bool(receipt.doubts) == bool(says) and (not says or says in receipt.doubts[0]("fr"))
