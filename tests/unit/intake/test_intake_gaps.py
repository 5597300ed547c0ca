"""What a file lacks by the contract's hours, and what came and was set aside: two things that a receipt keeps apart."""

from __future__ import annotations

import datetime as dt

import pytest

ROUND_THE_CLOCK = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: ZONE
terms:
  - valid_from: 2024-01-01
    opening_hours: {mon: [ALL], tue: [ALL], wed: [ALL], thu: [ALL], fri: [ALL], sat: [ALL], sun: [ALL]}
    holidays: open
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
    data: {most_quarantined: 1}
""".replace("ALL", '"00:00-24:00"')
COUNTS = """
table: intervals
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
time: {ambiguous: AMBIGUOUS}
interval: {minutes: MINUTES}
columns:
  start: {from: at, format: "%Y-%m-%d %H:%M"}
  offered: {from: n}
  answered: {from: a}
"""
SPRING, AUTUMN = dt.datetime(2026, 3, 29), dt.datetime(2026, 10, 25)


@pytest.fixture
def line(desk):
    """A line that never closes, counted in intervals of the stated length."""

    def state(minutes: int, ambiguous: str = "in_order", zone: str = "Europe/Paris"):
        (desk.params / "contract.yml").write_text(ROUND_THE_CLOCK.replace("ZONE", zone), encoding="utf-8")
        desk.sources(counts=COUNTS.replace("MINUTES", str(minutes)).replace("AMBIGUOUS", ambiguous))
        return desk

    return state


def walls(day: dt.datetime, minutes: int) -> list[dt.datetime]:
    """What a clock on the wall of a day without any change shows at each interval."""
    return [day + dt.timedelta(minutes=at) for at in range(0, 1440, minutes)]


def csv(moments: list[dt.datetime]) -> str:
    return "at;n;a\n" + "".join(f"{moment:%Y-%m-%d %H:%M};10;9\n" for moment in moments)


def as_lived(day: dt.datetime, minutes: int) -> list[dt.datetime]:
    """The walls of 29 March without 02:00 to 03:00, of 25 October with it twice, first one pass, then the other."""
    found = walls(day, minutes)
    at_two = [moment for moment in found if moment.hour == 2]
    if day == SPRING:
        return [moment for moment in found if moment not in at_two]
    last = found.index(at_two[-1]) + 1
    return found[:last] + at_two + found[last:]


@pytest.mark.parametrize("minutes", [5, 10, 15, 20, 30, 60])
@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (dt.datetime(2026, 11, 16), 24)])
def test_a_day_on_which_the_clock_changes_is_whole_with_the_hours_that_it_has(line, day, hours, minutes):
    """02:00 of 29 March exists nowhere: to ask a firm for it is to accuse it of what nobody could deliver."""
    moments = as_lived(day, minutes) if hours != 24 else walls(day, minutes)

    receipt = line(minutes).take(csv(moments))

    assert receipt.accepted == hours * 60 // minutes
    assert receipt.gaps == {} and receipt.quarantined == 0


@pytest.mark.parametrize("ambiguous", ["in_order", "first", "refuse"])
@pytest.mark.parametrize(
    ("minutes", "missing"), [(60, ["02:00"]), (30, ["02:00", "02:30"]), (20, ["02:00", "02:20", "02:40"])]
)
def test_an_export_that_writes_the_doubled_hour_once_lost_one(line, ambiguous, minutes, missing):
    """The 25th hour of October is said to be missing once, and by its offset: which of the two it is matters."""
    receipt = line(minutes, ambiguous).take(csv(walls(AUTUMN, minutes)))

    assert receipt.gaps == {"intervals_without_rows": [f"2026-10-25 {clock} (+01:00)" for clock in missing]}
    assert receipt.quarantined == (len(missing) if ambiguous == "refuse" else 0)
    assert receipt.aside == ({"2026-10-25": len(missing)} if ambiguous == "refuse" else {})


def test_a_doubled_hour_that_is_refused_twice_came_twice(line):
    """Both passes are in quarantine for want of a word in the mapping: neither is missing."""
    receipt = line(60, "refuse").take(csv(as_lived(AUTUMN, 60)))

    assert receipt.quarantined == 2 and receipt.gaps == {}


@pytest.mark.parametrize("minutes", [120, 180, 240, 360, 720])
@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_intervals_longer_than_an_hour_end_by_the_clock_on_the_wall(line, day, minutes):
    """A platform that counts by two hours writes twelve of them, whatever the clock does at night."""
    receipt = line(minutes, "refuse").take(csv(walls(day, minutes)))

    assert receipt.accepted == 1440 // minutes and receipt.gaps == {}
    starts = line(minutes).rows("intervals")["start_local"]
    assert starts.dt.hour.tolist()[-1] == 24 - minutes // 60
    told = {"start_after_gap": {"at": 1}} if day == SPRING and minutes == 120 else {}
    assert receipt.repaired == told, "the one that would begin at 02:00 began at 03:00"


@pytest.mark.parametrize("day", [SPRING, AUTUMN])
def test_a_day_named_by_its_end_is_the_day_before_that_midnight(line, day):
    """A day of 23 hours that ends at midnight did not begin on the day before."""
    desk = line(1440)
    path = desk.params / "sources.yml"
    path.write_text(path.read_text("utf-8").replace("minutes: 1440", "minutes: 1440, named_by: end"), encoding="utf-8")

    desk.take(csv([day + dt.timedelta(days=after) for after in (1, 2)]))

    assert desk.rows("intervals")["start_local"].tolist() == [day, day + dt.timedelta(days=1)]


def test_a_daily_row_whose_midnight_does_not_exist_is_that_days_row(line):
    """Where the clock goes forward at midnight, a day begins at 01:00; its counts are no fault."""
    desk = line(1440, zone="Africa/Cairo")

    receipt = desk.take(csv([dt.datetime(2026, 4, day) for day in (23, 24, 25)]))

    assert (receipt.accepted, receipt.gaps, receipt.quarantined) == (3, {}, 0)
    assert desk.rows("intervals")["local_date"].dt.day.tolist() == [23, 24, 25]


@pytest.mark.parametrize(("minutes", "lost", "told"), [(60, 5, "05:00"), (30, 11, "05:30"), (120, 4, "08:00")])
def test_an_interval_that_is_missing_is_named_by_its_start(line, minutes, lost, told):
    """One lost hour is one line, wherever the clock stood before."""
    for day in (SPRING, AUTUMN):
        moments = walls(day, minutes) if minutes > 60 else as_lived(day, minutes)
        gone = [moment for moment in moments if moment == day + dt.timedelta(minutes=minutes * lost)]

        receipt = line(minutes).take(csv([moment for moment in moments if moment not in gone]), dry_run=True)

        assert receipt.gaps == {"intervals_without_rows": [f"{day:%Y-%m-%d} {told}"]}


def test_rows_on_full_hours_cover_an_opening_at_a_quarter_past(counts):
    """Half-hours are counted from the full hour, the line opens at 08:15: nothing of it is missing."""
    path = counts.params / "contract.yml"
    path.write_text(path.read_text("utf-8").replace("08:00-10:00", "08:15-10:00"), encoding="utf-8")

    receipt = counts.take(
        "at;n\n" + "".join(f"16/11/2026 {clock};1\n" for clock in ("08:00", "08:30", "09:00", "09:30"))
    )

    assert receipt.gaps == {}


# Delivered, set aside


def week(*, wrong: tuple[int, ...] = (), lost: tuple[int, ...] = (), one: int = 0) -> str:
    """Hourly rows of seven days from Monday; of days `wrong`, more is answered than offered; `lost` did not come; of
    day `one`, the first row only is wrong."""
    rows = []
    for day in (at for at in range(1, 8) if at not in lost):
        for moment in walls(dt.datetime(2026, 11, 15) + dt.timedelta(days=day), 60):
            answered = 11 if day in wrong or (day == one and moment.hour == 0) else 9
            rows.append(f"{moment:%Y-%m-%d %H:%M};10;{answered}\n")
    return "at;n;a\n" + "".join(rows)


def test_days_that_came_and_were_set_aside_are_not_missing(line):
    """Tuesday to Thursday lie in quarantine: "not delivered" would accuse the firm that delivered them."""
    receipt = line(60).take(week(wrong=(2, 3, 4)))

    assert receipt.gaps == {}
    assert receipt.aside == {"2026-11-17": 24, "2026-11-18": 24, "2026-11-19": 24}
    assert receipt.whole_aside == ["2026-11-17", "2026-11-18", "2026-11-19"]


def test_a_day_that_did_not_come_is_missing_beside_one_that_was_set_aside(line):
    """One is a file to ask for, the other a row to correct."""
    receipt = line(60).take(week(wrong=(2,), lost=(3,), one=5))

    assert receipt.gaps == {"days_without_rows": ["2026-11-18"]}
    assert receipt.whole_aside == ["2026-11-17"] and receipt.aside == {"2026-11-17": 24, "2026-11-20": 1}


def test_the_last_days_of_a_file_can_be_set_aside_too(line):
    """They lie beyond the last row that was taken in, and came all the same."""
    receipt = line(60).take(week(wrong=(6, 7)))

    assert receipt.gaps == {} and receipt.whole_aside == ["2026-11-21", "2026-11-22"]


def test_rows_whose_day_cannot_be_read_are_counted_beside_the_days_that_are_missing(line):
    """Wednesday did not come, or it is among the 24 rows with a date that nobody can read."""
    receipt = line(60).take(week().replace("2026-11-18", "2026-11-38"))

    assert (receipt.undated, receipt.aside) == (24, {})
    assert receipt.gaps["days_without_rows"] == ["2026-11-18"]


def test_calls_set_aside_or_left_out_were_delivered(calls):
    """Of Monday every call is a ghost, of Tuesday each has an unknown outcome: neither is a day without rows."""
    rows = "1;09/11/2026 08:00;A;1\n2;10/11/2026 08:00;?;1\n3;16/11/2026 08:00;G;1\n4;23/11/2026 08:00;A;1\n"
    receipt = calls.take("id;at;issue;wait\n" + rows)

    assert receipt.gaps == {"days_without_rows": ["2026-11-17"]}
    assert receipt.aside == {"2026-11-10": 1} == dict.fromkeys(receipt.whole_aside, 1)


@pytest.mark.slow
def test_a_file_that_is_held_back_sets_nothing_aside(line):
    """Its counts are those of a refused one."""
    desk = line(60)
    desk.take(week())

    held = desk.receive(desk.deliver(week(wrong=(2, 3, 4, 5, 6))))[0]

    assert held.error and (held.aside, held.whole_aside, held.undated) == ({}, [], 0)


def test_an_export_that_leaves_out_empty_intervals_has_no_gaps_in_a_day(desk):
    """Its mapping says so: a night without calls is not an hour that is missing."""
    (desk.params / "contract.yml").write_text(ROUND_THE_CLOCK.replace("ZONE", "Europe/Paris"), encoding="utf-8")
    counts = COUNTS.replace("MINUTES", "60").replace("AMBIGUOUS", "in_order")
    moments = [moment for moment in walls(dt.datetime(2026, 11, 16), 60) if moment.hour > 5]
    told = {}
    for word in ("written", "left_out"):
        desk.sources(counts=f"zero_rows: {word}\n{counts.lstrip()}")
        told[word] = desk.take(csv(moments), dry_run=True).gaps

    assert len(told["written"]["intervals_without_rows"]) == 6
    assert told["left_out"] == {}
