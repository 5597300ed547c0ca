"""Rows of weeks and months are refused by their name; days that stand alone are held against their own queue's."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from kit.errors import CoarseCounts, SwappedDates, TooManyRejects
from kit.params import sources as read_sources

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2005-01-01
    opening_hours: {HOURS}
    holidays: open
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
"""
DAILY = """
table: intervals
owed_by: provider
every: month
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 1440}
columns:
  start: {from: at, format: "%d/%m/%Y"}
  queue: {from: queue}
  offered: {from: n}
"""


@pytest.fixture
def line(desk):
    """A line with daily counts, open on weekdays or on those stated; returns what became of days, one row a queue."""

    def take(days: list[dt.date], *, queues=("Q",), stated: str = DAILY, on=WEEKDAYS, written: str = "%d/%m/%Y"):
        hours = ", ".join(f'{day}: ["08:00-18:00"]' for day in on)
        (desk.params / "contract.yml").write_text(CONTRACT.replace("HOURS", hours), encoding="utf-8")
        desk.sources(counts=stated)
        rows = [f"{day.strftime(written)};{queue};{100 + day.day}\n" for day in days for queue in queues]
        return desk.receive(desk.deliver("at;queue;n\n" + "".join(rows)))[0]

    return take


def months(count: int, *, step: int = 1, day: int = 1, first: int = 2010 * 12) -> list[dt.date]:
    """So many days, `step` months apart; day 0 is the last one of its month."""
    firsts = [dt.date(at // 12, at % 12 + 1, 1) for at in range(first, first + count * step, step)]
    if day:
        return [one.replace(day=day) for one in firsts]
    return [(one + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1) for one in firsts]


def days(count: int, step: int = 1, first: dt.date = dt.date(2026, 9, 7)) -> list[dt.date]:
    return [first + dt.timedelta(days=at * step) for at in range(count)]


COARSE = [
    # why, days, queues, the word of the message
    ("193 months", months(193), ("Q",), "monthly"),
    ("two months", months(2), ("Q",), "monthly"),
    ("months by their last day", months(12, day=0), ("Q",), "monthly"),
    ("billing months from the 15th", months(5, day=15), ("Q",), "monthly"),
    ("months of three queues", months(12), ("A", "B", "C"), "monthly"),
    ("months of one year by the 5th", months(4, day=5), ("Q",), "monthly"),
    ("some months are missing", [day for day in months(24) if day.month != 8], ("Q",), "monthly"),
    ("quarters", months(8, step=3), ("Q",), "quarterly"),
    ("years", months(5, step=12), ("Q",), "yearly"),
    ("weeks by their Monday", days(9, 7), ("Q",), "weekly"),
    ("weeks by their Sunday", days(9, 7, dt.date(2026, 9, 6)), ("A", "B"), "weekly"),
    ("weeks, some are missing", [day for at, day in enumerate(days(9, 7)) if at not in (3, 4)], ("Q",), "weekly"),
]


@pytest.mark.parametrize(("listed", "queues", "word"), [case[1:] for case in COARSE], ids=[case[0] for case in COARSE])
def test_rows_coarser_than_a_day_are_refused_by_name(line, listed, queues, word):
    """ "193 lone dates" sends somebody to look for typing errors in dates that are right."""
    told = line(listed, queues=queues).error

    assert isinstance(told, CoarseCounts) and told.exit_code == 49
    for text in (told.text("en"), told.text("fr")):
        assert str(len(listed) * len(queues)) in text and "lone_days: keep" in text
    assert f"{word} counts" in told.text("en") and "page hebdomadaire" in told.text("fr")


FINE = [
    # why, days, open weekdays
    ("a week", days(5), WEEKDAYS),
    ("a month", [day for day in days(30) if day.weekday() < 5], WEEKDAYS),
    ("two Mondays, of two files' edges", days(2, 7), WEEKDAYS),
    ("a line that opens on Mondays alone", days(9, 7), ("mon",)),
    ("the last day of a month and the first of the next", [dt.date(2026, 9, 30), dt.date(2026, 10, 1)], WEEKDAYS),
    ("two days of two months", [dt.date(2026, 9, 8), dt.date(2026, 10, 8)], WEEKDAYS),
    ("one day", [dt.date(2026, 9, 1)], WEEKDAYS),
    ("every other Monday, and a Tuesday", [*days(4, 14), dt.date(2026, 9, 8)], WEEKDAYS),
]


@pytest.mark.parametrize(("listed", "on"), [case[1:] for case in FINE], ids=[case[0] for case in FINE])
def test_days_are_not_taken_for_weeks_or_months(line, listed, on):
    """A false alarm keeps a good file out, and costs the trust in the next message."""
    receipt = line(listed, on=on)

    assert receipt.error is None and receipt.accepted + receipt.quarantined == len(listed)


def test_days_that_are_right_all_the_same_are_kept(line):
    """A help desk that opens on the first Monday of each quarter has its own reasons; one line says so."""
    receipt = line(months(12), stated=DAILY + "lone_days: keep\n")

    assert (receipt.error, receipt.accepted, receipt.quarantined) == (None, 12, 0)


def test_months_that_may_be_days_are_told_both_ways(line):
    """Written month first, the first week of a January reads as the first day of five months."""
    told = line([dt.date(2026, 1, day) for day in (5, 6, 7, 8, 9)], written="%m/%d/%Y").error

    assert isinstance(told, CoarseCounts)
    assert "from 2026-01-05 to 2026-01-09" in told.text("en") and "format:" in told.text("fr")


def test_hourly_rows_of_one_day_a_month_are_exchanged_dates(line):
    """Several rows on each of those days are no sums of months."""
    hourly = DAILY.replace("1440", "60").replace("%d/%m/%Y", "%d/%m/%Y %H:%M")
    listed = [dt.datetime(2026, 1, day, hour) for day in (5, 6, 7, 8, 9) for hour in (8, 9)]

    assert isinstance(line(listed, stated=hourly, written="%m/%d/%Y %H:%M").error, SwappedDates)


def test_corrected_records_of_three_mondays_are_records(line):
    """Corrections come when they come."""
    stated = DAILY + "delivers: records\nkey: [start, queue]\n"

    assert line(days(3, 7), stated=stated).error is None


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        (["2026-09", "2026-10"], "monthly"), (["09/2026", "10/2026"], "monthly"),
        (["sept. 2026", "oct. 2026"], "monthly"), (["Août 2026", "Septembre 2026"], "monthly"),
        (["202609", "202610"], "monthly"), (["2026-W37", "2026-W38"], "weekly"), (["S37", "S38"], "weekly"),
        (["Semaine 37", "Semaine 38"], "weekly"), (["T3 2026", "T4 2026"], "quarterly"), (["2025", "2026"], "yearly"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("stated", ['{from: at, format: "%d/%m/%Y"}', "{from: at}"])
def test_names_of_weeks_and_months_are_refused_by_name(desk, cells, word, stated):
    """ "2026-09" is no date in another format: who is told so looks for a format that does not exist."""
    desk.sources(counts=DAILY.replace('{from: at, format: "%d/%m/%Y"}', stated))

    told = desk.receive(desk.deliver("at;queue;n\n" + "".join(f"{cell};Q;5\n" for cell in cells)))[0].error

    assert isinstance(told, CoarseCounts) and f"{word} counts" in told.text("en")
    assert cells[0] in told.text("fr")


def test_dates_in_another_format_are_not_names_of_months(desk):
    """One date among them, and the format is what is wrong."""
    desk.sources(counts=DAILY)

    assert isinstance(desk.receive(desk.deliver("at;queue;n\n2026-09;Q;5\n2026/09/07;Q;5\n"))[0].error, TooManyRejects)


@pytest.mark.parametrize(("every", "day", "asked"), [("month", 1, True), ("week", 7, True), ("month", 7, False),
                                                     ("week", 1, False), ("day", 1, False)])  # fmt: skip
def test_a_single_day_that_may_be_a_period_is_a_question(line, every, day, asked):
    """One row under the first of a month: a cut file, or the month's total; only its sender knows."""
    receipt = line([dt.date(2026, 9, day)], stated=DAILY.replace("every: month", f"every: {every}"))

    told = [doubt("en") for doubt in receipt.doubts if "alone" in doubt("en")]
    assert receipt.error is None and bool(told) == asked


# Dates that stand alone


def busy_and_quiet(quiet: list[dt.date], busy: list[dt.date], per_day: int = 40) -> str:
    rng = random.Random(3)
    rows = [
        f"{day:%d/%m/%Y} {8 + at // 6:02d}:{at % 6 * 10:02d};Accueil;{rng.randrange(50)}"
        for day in busy
        for at in range(per_day)
    ]
    rows += [f"{day:%d/%m/%Y} 09:00;Rare;1" for day in quiet]
    return "at;queue;n\n" + "\n".join(rows) + "\n"


TEN_MINUTES = DAILY.replace("1440", "10").replace("%d/%m/%Y", "%d/%m/%Y %H:%M")


@pytest.fixture
def mixed(desk):
    """Takes rows of a busy and a quiet queue in, ten-minute counts."""

    def take(quiet: list[dt.date], busy: list[dt.date], stated: str = TEN_MINUTES, per_day: int = 40):
        hours = ", ".join(f'{day}: ["08:00-18:00"]' for day in WEEKDAYS)
        (desk.params / "contract.yml").write_text(CONTRACT.replace("HOURS", hours), encoding="utf-8")
        desk.sources(counts=stated)
        return desk.take(busy_and_quiet(quiet, busy, per_day))

    return take


@pytest.mark.slow
@pytest.mark.parametrize("step", [1, 4, 7, 20])
def test_a_quiet_queue_is_held_against_its_own_days(mixed, step):
    """19 days of a queue with a call now and then were set aside, for the busy one beside it was closed."""
    quiet, busy = days(19, step), days(5, first=dt.date(2026, 9, 7) + dt.timedelta(days=19 * step + 21))
    quiet, busy = ([day - dt.timedelta(days=600) for day in listed] for listed in (quiet, busy))

    receipt = mixed(quiet, busy)

    assert receipt.quarantined == 0 and receipt.accepted == 19 + 5 * 40


@pytest.mark.slow
@pytest.mark.parametrize("queue", ["Rare", "Accueil"])
@pytest.mark.parametrize("back", [14, 40, 365])
@pytest.mark.parametrize("quiet", [0, 3, 5])
def test_a_mistyped_date_is_set_aside_in_a_quiet_queue_too(mixed, desk, queue, back, quiet):
    """One wrong year would make the file replace every day between."""
    monday = dt.date(2026, 11, 16)
    content = busy_and_quiet(days(quiet, first=monday), days(5, first=monday))
    mixed(days(quiet, first=monday), days(5, first=monday))

    wrong = monday - dt.timedelta(days=back)
    receipt = desk.receive(desk.deliver(content + f"{wrong:%d/%m/%Y} 09:00;{queue};1\n"), dry_run=True)[0]

    assert receipt.rejects[["value", "reason"]].values.tolist() == [[f"{wrong:%d/%m/%Y} 09:00", "stray_day"]]


@pytest.mark.slow
def test_lone_days_that_are_right_are_kept_by_a_word_in_the_mapping(mixed):
    """Two calls of a queue that nobody else heard of: only their sender can say that they are no slip."""
    quiet, busy = [dt.date(2026, 8, 3), dt.date(2026, 8, 4)], days(5)

    assert mixed(quiet, busy).quarantined == 2
    assert mixed(quiet, busy, TEN_MINUTES + "lone_days: keep\n").quarantined == 0


def test_the_switch_is_checked_like_every_word_of_a_mapping(desk):
    """`lone_days: off` would be a guess at what it means."""
    desk.sources(counts=DAILY + "lone_days: off\n")

    with pytest.raises(Exception, match="lone_days"):
        read_sources("line")
