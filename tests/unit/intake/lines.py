"""Files of a made-up line: so many calls a day over given days, as a platform would export them."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable

CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: Opérateur, en: Carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2024-01-01
    opening_hours: {mon: [HOURS], tue: [HOURS], wed: [HOURS], thu: [HOURS], fri: [HOURS]}
    holidays: open
    objectives: [{figure: answer_rate.agent, at_least: 0.9}]
""".replace("HOURS", '"08:00-18:00"')
CALLS = """
table: calls
owed_by: provider
every: week
due: {days: 1, time: "08:00"}
match: {name: "calls*.csv"}
file: {format: csv, separator: ";"}
STATED
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M:%S"}
  queue: {from: queue}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  reason: {from: reason}
exclude:
  - {name: ghost, where: {issue: G}}
"""
COUNTS = """
table: carrier_counts
owed_by: client
every: week
match: {name: "counts*.csv"}
file: {format: csv, separator: ";"}
interval: {minutes: 30}
columns:
  start: {from: at, format: "%d/%m/%Y %H:%M"}
  presented: {from: n}
"""
HEADER = "id;at;queue;issue;wait;reason"
MONDAY = dt.date(2026, 11, 16)


def days_of(monday: dt.date, count: int = 5) -> list[dt.date]:
    return [monday + dt.timedelta(days=day) for day in range(count)]


def rows(days: Iterable[dt.date], per_day: int = 60, *, answered: float = 0.9, seed: int = 1, shift_h: int = 0) -> list:
    """Rows id;at;queue;issue;wait;reason, evenly over the opening hours; shift_h moves their clock."""
    listed = []
    for day in days:
        chance = random.Random(f"{day} {seed}")
        for number in range(per_day):
            at = dt.datetime.combine(day, dt.time(8)) + dt.timedelta(hours=shift_h, seconds=36000 * number // per_day)
            issue = "A" if chance.random() < answered else "B"
            queue, reason = chance.choice(["North", "South"]), chance.choice(["Info", "File", ""])
            listed.append([f"{day:%m%d}-{number}", f"{at:%d/%m/%Y %H:%M:%S}", queue, issue, "12", reason])
    return listed


def csv(listed: Iterable[list]) -> str:
    return "\n".join([HEADER, *(";".join(row) for row in listed)]) + "\n"


def counts(days: Iterable[dt.date], calls: int = 10) -> str:
    """Half-hours of the opening hours, each with so many calls."""
    starts = [dt.datetime.combine(day, dt.time(8)) + dt.timedelta(minutes=30 * at) for day in days for at in range(20)]
    return "at;n\n" + "".join(f"{start:%d/%m/%Y %H:%M};{calls}\n" for start in starts)
