"""Generated weeks for the tests of the sample, and a second reader of its files that shares no code with the kit."""

from __future__ import annotations

import csv
import datetime as dt
import pickle
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit import sample


def seconds(text: str) -> int:
    hours, minutes, rest = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(rest)


def _moment(text: str) -> dt.datetime:
    """'16/11/2026 08:00:57' or '16/11/2026 08:00'; strptime takes ten times as long over half a million rows."""
    day, clock = text.split(" ")
    date, month, year = day.split("/")
    return dt.datetime(int(year), int(month), int(date), *map(int, clock.split(":")))


@dataclass
class Delivered:
    """The files of one week, read with nothing but the csv module."""

    folder: Path

    def file(self, pattern: str) -> Path:
        (found,) = self.folder.glob(pattern)
        return found

    def calls(self, pattern: str = "") -> list[dict]:
        corrected = sorted(self.folder.glob("appels*_corrige.csv"))
        path = self.file(pattern) if pattern else corrected[0] if corrected else self.file("appels_*.csv")
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter=";"))
        for row in rows:
            row["at"] = dt.datetime.strptime(row["Début"], "%d/%m/%Y %H:%M:%S")
        return rows

    def carrier(self) -> list[dict]:
        """Rows with whole numbers and `at`; the totals row is left out."""
        with self.file("operateur_*.csv").open(encoding="cp1252", newline="") as lines:
            for _ in range(3):
                next(lines)
            rows = list(csv.DictReader(lines, delimiter=";"))
        counts = list(rows[0])[3:]
        for row in rows:
            row |= {name: int(row[name].replace("\u00a0", "")) for name in counts}
            if row["Date"] != "Total":
                row["at"] = dt.datetime.strptime(f"{row['Date']} {row['Heure']}", "%d/%m/%Y %H:%M")
        assert rows[-1]["Date"] == "Total"
        assert all(rows[-1][name] == sum(row[name] for row in rows[:-1]) for name in counts)
        return rows[:-1]

    def staffing(self) -> list[dict]:
        with self.file("effectifs_*.csv").open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter=";"))
        for row in rows:
            start = row["Tranche"].split(" - ")[0]
            row["at"] = dt.datetime.strptime(f"{row['Date']} {start}", "%d/%m/%Y %H:%M")
            row |= {name: int(row[name]) for name in ("Prévus", "Présents")}
        return rows


def half_hour(at: dt.datetime) -> dt.datetime:
    return at.replace(minute=at.minute // 30 * 30, second=0)


@dataclass
class Counted:
    """A week in small, so that a test may look at all of them: calls by (half-hour, issue), carrier by half-hour."""

    issues: Counter
    figures: dict[str, float]
    presented: Counter
    delivered: Counter

    @property
    def recorded(self) -> Counter:
        """The platform's records by half-hour, whatever became of them."""
        total = Counter()
        for (at, _), count in self.issues.items():
            total[at] += count
        return total


class Line:
    """Everything that was generated in one go: `plan`, `week(name)`, and its counts, read once."""

    def __init__(self, plan: sample.Plan) -> None:
        self.plan = plan
        self._counted: dict[str, Counted] = {}
        self.weeks = sorted(path.name for path in plan.folder.iterdir() if path.is_dir())

    def week(self, name: str) -> Delivered:
        return Delivered(self.plan.folder / name)

    def counted(self, name: str) -> Counted:
        if name not in self._counted:
            week = self.week(name)
            calls, carrier = week.calls(), week.carrier()
            presented, delivered = Counter(), Counter()
            for row in carrier:
                presented[row["at"]] += row["Appels présentés"]
                delivered[row["at"]] += row["Appels aboutis"]
            issues = Counter((half_hour(row["at"]), row["Issue"]) for row in calls)
            self._counted[name] = Counted(issues, queue_figures(calls), presented, delivered)
        return self._counted[name]

    def fact(self, kind: str) -> dict:
        (found,) = [fact for fact in self.plan.planted["facts"] if fact["kind"] == kind]
        return found


def queue_figures(calls: list[dict]) -> dict[str, float]:
    """Answer rate, service level (all abandons count), mean wait and handle time, by plain counting."""
    answered = [row for row in calls if row["Issue"] == "Décroché"]
    abandoned = [row for row in calls if row["Issue"] == "Abandon"]
    offered = len(answered) + len(abandoned) + sum(row["Issue"] == "Débordement" for row in calls)
    waits = [seconds(row["Attente"]) for row in answered]
    handled = sum(seconds(row[name]) for row in answered for name in ("Conversation", "Mise en attente", "Après-appel"))
    return {
        "offered": offered,
        "answer_rate": len(answered) / offered,
        "service_level": sum(wait <= 20 for wait in waits) / (len(answered) + len(abandoned)),
        "asa": sum(waits) / len(answered),
        "aht": handled / len(answered),
    }


@pytest.fixture(scope="session")
def figures():
    return queue_figures


@pytest.fixture(scope="session")
def two_years(once) -> Line:
    """The whole sample, as `kit demo` makes it."""

    def make(folder: Path) -> None:
        plan = sample.generate(folder / "delivered")
        (folder / "plan.pickle").write_bytes(pickle.dumps(plan))

    return Line(pickle.loads((once("two_years", make) / "plan.pickle").read_bytes()))


@pytest.fixture(scope="session")
def generated(tmp_path_factory):
    """Generates a span of weeks into a folder of its own."""

    def make(first: str, last: str, **options) -> Line:
        return Line(sample.generate(tmp_path_factory.mktemp("weeks"), first_week=first, last_week=last, **options))

    return make
