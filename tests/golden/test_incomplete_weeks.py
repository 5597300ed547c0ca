"""Weeks of which a part did not come, or was set aside: page, results and `kit check` say the same, and no more."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from kit import intake, params, present, store
from kit.analysis import weekly
from kit.cli import main
from kit.period import Period
from kit.present.voice import plain

LAST = "2026-W49"
MONDAY = Period.week(LAST).first
CONTRACT = """
line: {fr: "La ligne", en: "The line"}
client: {fr: "le client", en: "the client"}
provider: {fr: "le prestataire", en: "the provider"}
carrier: {fr: "l'opérateur", en: "the carrier"}
time_zone: Europe/Paris
terms:
  - valid_from: 2026-01-01
    opening_hours: {mon: ["00:00-24:00"], tue: ["00:00-24:00"], wed: ["00:00-24:00"], thu: ["00:00-24:00"],
      fri: ["00:00-24:00"], sat: ["00:00-24:00"], sun: ["00:00-24:00"]}
    holidays: open
    objectives: OBJECTIVES
    followed: [vol.offered]
    data: {most_quarantined: 0.5}
"""
SOURCES = """
sources:
  counts:
    table: intervals
    owed_by: provider
    every: week
    due: {days: 1, time: "08:00"}
    match: {name: ["counts_*.csv"], header: [start, queue, offered]}
    file: {format: csv, encoding: utf-8}
    time: {zone: Europe/Paris, ambiguous: in_order}
    interval: {minutes: 60}
    columns:
      start: {from: start, format: "%Y-%m-%d %H:%M"}
      queue: {from: queue}
      offered: {from: offered}
      answered: {from: answered}
      abandoned: {from: abandoned}
"""


class Home:
    """A round-the-clock line with hourly counts, ten weeks of it delivered whole, and its last week as told."""

    def __init__(self, root: Path, objectives: str) -> None:
        self.root = root
        folder = root / "params" / "line"
        folder.mkdir(parents=True)
        folder.joinpath("contract.yml").write_text(CONTRACT.replace("OBJECTIVES", objectives), encoding="utf-8")
        folder.joinpath("sources.yml").write_text(SOURCES, encoding="utf-8")

    def deliver(self, week: str, queues=("A", "B"), without=lambda day, hour, queue: False, row=None) -> list:
        """One week's file, received the Monday after; `row` spoils cells."""
        lines = ["start,queue,offered,answered,abandoned"]
        for day in Period.week(week).days:
            for hour in range(24):
                for queue in queues:
                    if not without(day, hour, queue):
                        offered = 100 + 5 * hour + 10 * day.weekday()
                        cells = [f"{day} {hour:02d}:00", queue, offered, offered - 5, 5]
                        cells = row(day, cells) if row else cells
                        lines.append(",".join(str(cell) for cell in cells))
        path = self.root / f"counts_{week}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        came = dt.datetime.combine(Period.week(week).first + dt.timedelta(days=7), dt.time(7), dt.UTC)
        return intake.receive("line", [path], now=came, stated=True)

    def review(self, week: str = LAST):
        return weekly.review(store.tables("line", week, "latest"), params.contract("line"))

    def check(self, week: str = LAST):
        return CliRunner().invoke(main, ["--messages", "en", "check", "line", week])


@pytest.fixture
def new_line(tmp_path, monkeypatch):
    """`Home` on the Monday after its last week, the nine weeks before delivered whole."""

    def make(objectives: str = "[{figure: answer_rate.agent, at_least: 0.9}]", queues=("A", "B"), whole: int = 9):
        monkeypatch.setenv("KIT_HOME", str(tmp_path))
        monkeypatch.setenv("KIT_NOW", "2026-12-07T09:00:00+01:00")
        home = Home(tmp_path, objectives)
        for week in Period.week(LAST).names_back(9)[:whole]:
            assert [receipt.error for receipt in home.deliver(week, queues)] == [None]
        return home

    return make


def screen(review, lang: str = "en") -> str:
    """The words of the first screen."""
    return plain(present.headline(review).html[lang]).replace("\u00a0", " ").replace("\u202f", " ")


def test_four_hours_of_a_day_are_said_to_be_four_hours(new_line):
    """The sums add up and every day has rows: only the opening hours know what is missing."""
    home = new_line(queues=("A",))
    home.deliver(LAST, ("A",), lambda day, hour, queue: day == dt.date(2026, 12, 4) and hour >= 4)
    review, told = home.review(), home.check()

    assert "Week 49 is incomplete: 6 whole days of 7" in screen(review)
    assert "148 opening hours of 168" in screen(review)
    assert "Semaine 49 incomplète : 6 jours complets sur 7" in screen(review, "fr")
    assert (told.exit_code, "Nothing overdue" in told.output) == (4, False)
    assert "4 hours of 24" in told.output.replace("\u00a0", " ")
    assert "6 whole days of 7" in told.output
    assert "data complete" not in screen(review)


def test_a_queue_that_is_gone_for_two_days_is_named(new_line):
    """The total falls by a quarter and no hour is empty: the page says which queue, and the check as well."""
    home = new_line()
    gone = (dt.date(2026, 12, 2), dt.date(2026, 12, 3))
    home.deliver(LAST, without=lambda day, hour, queue: queue == "B" and day in gone)
    first, told = home.review().findings[0], home.check()

    assert (first.kind, first.fields["parts"], first.fields["days"]) == ("days_partial", ["B"], list(gone))
    assert told.output.count("B ") >= 2
    assert told.exit_code == 4


def test_days_that_were_set_aside_are_not_called_missing(new_line):
    """The provider delivered them; the page, the receipt and the check accuse nobody."""
    home = new_line()
    spoilt = {dt.date(2026, 12, 1), dt.date(2026, 12, 2), dt.date(2026, 12, 3)}

    def row(day, cells):
        return [*cells[:3], 999, cells[4]] if day in spoilt else cells

    receipts = home.deliver(LAST, row=row)
    review, told = home.review(), home.check()

    assert receipts[0].quarantined == 144
    assert {one["state"] for one in review.data["coverage"]} == {"set_aside"}
    assert review.findings[0].kind == "days_set_aside"
    for words in (screen(review), told.output):
        assert "not delivered" not in words
        assert "set aside" in words
    assert "did not come" not in screen(review)
    assert "n’ont pas été livrés" not in screen(review, "fr")


def test_two_days_of_seven_are_no_fall(new_line):
    """Without objectives the headline was the week's count beside that of a whole week."""
    home = new_line(objectives="[]")
    home.deliver(LAST, without=lambda day, hour, queue: day > dt.date(2026, 12, 1))
    review, told = home.review(), home.check()
    words = screen(review)

    assert "Week 49 is incomplete: 2 whole days of 7" in words
    assert "against 15,600 on the same days of the week before" in words
    assert "the week before:" not in words
    assert told.exit_code == 4


def test_the_week_after_an_incomplete_one_is_not_compared_with_it(new_line):
    """A rise of 250 % that is nothing but last week's missing files."""
    home = new_line(objectives="[]", whole=8)
    home.deliver("2026-W48", without=lambda day, hour, queue: day > dt.date(2026, 11, 24))
    home.deliver(LAST)
    words = screen(home.review())

    assert home.review().data["complete"]
    assert "the week before" not in words


def test_a_whole_week_is_quiet(new_line):
    """Nothing of all this is said where nothing is missing."""
    home = new_line()
    home.deliver(LAST)
    told = home.check()

    assert home.review().data["coverage"] == []
    assert (told.exit_code, "Nothing overdue is missing." in told.output) == (0, True)
    assert "incomplete" not in screen(home.review())
