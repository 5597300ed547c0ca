"""Some weeks of a back office to write in the shape of an export: which files came in and what was done with them.

In:   an ISO week, a seed.
Out:  `Case`s with their `Step`s: those that came in during the week and the five before it, as known at the week's end.
Why:  each shape states the same truth in its own words, so that figures can be compared with what was planted. Most
      files span weeks: what one week's delivery holds of them is the first thing that goes wrong.
Not here: how a file is written (a module for each shape), ten million events (`kit.sample.event_log`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from kit.period import Period

PARIS = ZoneInfo("Europe/Paris")
CHANNELS = ("Courrier", "Espace client", "Courriel", "Téléphone")
CATEGORIES = ("Aide au logement", "Aide à la mobilité", "Formation", "Réclamation")
TEAMS = {"Réception": "Numérisation", "Contrôle des pièces": "Instruction", "Relance": "Instruction",
         "Décision": "Validation", "Notification": "Numérisation"}  # fmt: skip
AGENTS = tuple(f"AG{number:03d}" for number in range(1, 16))  # codes: nobody is meant
WEEKS_BEFORE = 5
_DUE_DAYS = 21
_OPENS, _CLOSES = 9, 17  # local time, hours


@dataclass(frozen=True)
class Step:
    """One step of a file. starts, ends: zone-aware (Paris); ends is None while it is in progress. agent: "" for the
    system itself."""

    number: int
    case: str
    name: str
    agent: str
    starts: dt.datetime
    ends: dt.datetime | None

    @property
    def team(self) -> str:
        """The team that does such steps."""
        return TEAMS[self.name]


@dataclass(frozen=True)
class Case:
    """One file of the back office. closed: None while it is open."""

    key: str
    opened: dt.datetime
    closed: dt.datetime | None
    due: dt.datetime
    channel: str
    category: str
    steps: tuple[Step, ...]


def cases(week: str, seed: int = 1, a_week: int = 60) -> list[Case]:
    """The files of six weeks, `a_week` each, in the order in which they came in. Raises BadPeriod.

    A week's files are the same whatever week is asked for; only what is known of them by its end differs.
    """
    end = dt.datetime.combine(Period.week(week).last, dt.time(23), PARIS)
    found: list[Case] = []
    for name in Period.week(week).names_back(WEEKS_BEFORE):
        monday = Period.week(name).first
        rng = np.random.default_rng([seed, int(f"{monday:%Y%m%d}")])
        found += [_case(monday, at, rng) for at in range(a_week)]
    return sorted((known for one in found if (known := _known(one, end))), key=lambda one: (one.opened, one.key))


def _case(monday: dt.date, at: int, rng: np.random.Generator) -> Case:
    key = f"0{monday:%y}{monday.isocalendar().week:02d}{at + 1:04d}"  # a leading zero belongs to it
    opened = _clock(monday + dt.timedelta(days=int(rng.integers(5))), rng)
    names = ["Réception", "Contrôle des pièces"]
    names += ["Relance", "Contrôle des pièces"] * int(rng.choice(3, p=(0.6, 0.3, 0.1)))
    names += ["Décision", "Notification"]
    steps, starts = [], opened
    for nth, name in enumerate(names):
        kept = int(rng.integers(1, 6)) if rng.random() < 0.1 else 0  # days: begun, and left for later
        ends = starts + dt.timedelta(days=kept, seconds=int(rng.integers(60, 2400)))
        agent = "" if name == "Réception" and rng.random() < 0.3 else str(rng.choice(AGENTS))
        steps.append(Step(int(key) * 20 + nth, key, name, agent, starts, ends))
        starts = _clock(ends.date() + dt.timedelta(days=int(rng.integers(1, 9))), rng)
    last = steps[-1].ends
    due = dt.datetime.combine(opened.date() + dt.timedelta(days=_DUE_DAYS), dt.time(_CLOSES), PARIS)
    return Case(key, opened, last, due, str(rng.choice(CHANNELS)), str(rng.choice(CATEGORIES)), tuple(steps))


def _clock(day: dt.date, rng: np.random.Generator) -> dt.datetime:
    """A moment of a working day: what falls on a week-end is done on Monday."""
    day += dt.timedelta(days=max(0, 8 - day.isoweekday()) if day.isoweekday() > 5 else 0)
    seconds = int(rng.integers(_OPENS * 3600, _CLOSES * 3600))
    return dt.datetime.combine(day, dt.time(), PARIS) + dt.timedelta(seconds=seconds)


def _known(case: Case, end: dt.datetime) -> Case | None:
    """What the platform knows of a file at a moment; None where it has not come in."""
    if case.opened > end:
        return None
    steps = tuple(
        Step(one.number, one.case, one.name, one.agent, one.starts, one.ends if one.ends and one.ends <= end else None)
        for one in case.steps
        if one.starts <= end
    )
    closed = case.closed if case.closed and case.closed <= end else None
    return Case(case.key, case.opened, closed, case.due, case.channel, case.category, steps)


def touched(case: Case, week: str) -> bool:
    """Whether anything happened to the file in that week, its coming in among it."""
    return any(within(moment, week) for one in case.steps for moment in (one.starts, one.ends))


def within(moment: dt.datetime | None, week: str) -> bool:
    """Whether a moment lies in that week, on the clock of Paris."""
    return moment is not None and moment.date() in Period.week(week).days


def counted(listed: list[Case]) -> dict[str, int]:
    """`cases`, `open` (not closed), `steps`, `in_progress` (steps without an end), `without_agent` (steps)."""
    steps = [step for one in listed for step in one.steps]
    return {
        "cases": len(listed),
        "open": sum(one.closed is None for one in listed),
        "steps": len(steps),
        "in_progress": sum(step.ends is None for step in steps),
        "without_agent": sum(not step.agent for step in steps),
    }
