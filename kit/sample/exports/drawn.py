"""A week of calls to write in the shape of an export: who called when, what became of the call, and for how long.

In:   an ISO week, a seed.
Out:  `Call`s of three queues, Monday to Friday, in the order of arrival; `counted`: what they add up to by queue.
Why:  each shape states the same truth in its own words, so that figures can be compared with what was planted.
Not here: how a file is written (a module for each shape), the sample line (`kit.sample.week`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from kit.period import Period

QUEUES = ("Dossiers", "Facturation", "Standard")
REASONS = ("Attestation", "Paiement", "Rendez-vous", "Réclamation")
ADVISERS = ("Conseiller 01", "Conseiller 02", "Conseiller 03", "Conseiller 04")
SIDES = ("offered", "answered", "abandoned", "overflow", "ivr_exit", "deflected")
QUEUED = ("answered", "abandoned", "overflow")
_OUTCOMES = ("answered", "abandoned", "overflow", "ivr_exit", "deflected")
_SHARES = (0.80, 0.09, 0.04, 0.05, 0.02)
_OPENS, _HOURS = 8, 10  # local time, hours
# Numbers that are reserved for fiction in France: 10,000 for each beginning.
_BEGINNINGS = ("0199 00", "0261 91", "0353 01", "0465 71", "0536 49", "0639 98")


@dataclass(frozen=True)
class Call:
    """One inbound call. at: local wall clock; seconds are whole; national: the caller's ten digits."""

    number: int
    at: dt.datetime
    queue: str
    outcome: str
    ivr_s: int
    wait_s: int
    talk_s: int
    hold_s: int
    acw_s: int
    national: str
    reason: str
    adviser: str
    voicemail: bool

    @property
    def e164(self) -> str:
        """The caller in international form, without a plus: 33199001234."""
        return f"33{self.national[1:]}"

    @property
    def half_hour(self) -> dt.datetime:
        """The start of the half-hour in which it arrived."""
        return self.at.replace(minute=self.at.minute // 30 * 30, second=0)


def calls(week: str, seed: int = 1, a_day: int = 60) -> list[Call]:
    """The calls of the five weekdays of an ISO week, `a_day` each. Raises BadPeriod."""
    monday = Period.week(week).first
    rng = np.random.default_rng([seed, int(f"{monday:%Y%m%d}")])
    drawn: list[Call] = []
    for day in range(5):
        seconds = np.sort(rng.choice(_HOURS * 3600 - 600, a_day, replace=False))
        opens = dt.datetime.combine(monday + dt.timedelta(days=day), dt.time(_OPENS))
        drawn += [_call(len(drawn) + at, opens + dt.timedelta(seconds=int(s)), rng) for at, s in enumerate(seconds)]
    return drawn


def _call(number: int, at: dt.datetime, rng: np.random.Generator) -> Call:
    outcome = str(rng.choice(_OUTCOMES, p=_SHARES))
    answered = outcome == "answered"
    wait = 0 if outcome not in QUEUED else int(rng.exponential(18)) + 1
    return Call(
        number=number,
        at=at,
        queue=str(rng.choice(QUEUES, p=(0.5, 0.2, 0.3))),
        outcome=outcome,
        ivr_s=int(rng.integers(5, 40)),
        wait_s=wait + (60 if outcome == "overflow" else 0),
        talk_s=int(rng.lognormal(5.2, 0.5)) + 10 if answered else 0,
        hold_s=int(rng.integers(5, 60)) if answered and rng.random() < 0.2 else 0,
        acw_s=int(rng.integers(5, 90)) if answered else 0,
        national=f"{rng.choice(_BEGINNINGS)}{rng.integers(10_000):04d}".replace(" ", ""),
        reason=str(rng.choice(REASONS)) if answered else "",
        adviser=str(rng.choice(ADVISERS)) if answered else "",
        voicemail=outcome == "overflow",
    )


def counted(listed: Iterable[Call]) -> dict[str, dict[str, int]]:
    """Calls by queue and outcome, `offered` among them; the queue "" holds all."""
    counts: dict[str, dict[str, int]] = {queue: dict.fromkeys(SIDES, 0) for queue in ("", *QUEUES)}
    for call in listed:
        for queue in ("", call.queue):
            counts[queue][call.outcome] += 1
            counts[queue]["offered"] += call.outcome in QUEUED
    return counts


def clock(seconds: int, hours: str = "02") -> str:
    """Seconds as "00:03:37"; with `hours` "" as "0:03:37"."""
    whole, rest = divmod(seconds, 3600)
    return f"{whole:{hours}d}:{rest // 60:02d}:{rest % 60:02d}"
