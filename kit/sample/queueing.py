"""One day of the sample line, call by call: a first-come-first-served queue with the advisers who are present.

In:   attempts (second of the day, caller), the luck of each (`callers.Draws`), who is present per half-hour, the floor.
Out:  `Day`: what the platform recorded of each call, what the carrier saw of each attempt, who calls again another day.
Why:  waits, abandons, busy lines and redials come out of one cause, too many calls for the advisers present, so a
      planted absence moves all figures together as it would on a real floor. Whole seconds only.
Not here: how many call (`demand`), counts per half-hour (`week`), files (`shapes`).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import NamedTuple

from kit.sample.callers import Draws
from kit.sample.scenario import Callers, Floor

# Order of what happens in the same second: whoever gets free serves before anybody gives up.
_HUNG_UP, _FREE, _SHIFT, _ARRIVE, _JOIN, _LEAVE_MENU, _GIVE_UP = range(7)
MESSAGE_S = 12  # "please call later"
_STAY_S = 120  # the last shift stays so long for those still in the menu at closing time


class Record(NamedTuple):
    """What the platform knows of one call; durations in whole seconds, `adviser` -1 when nobody answered."""

    second: int
    outcome: str
    caller: int
    draw: int
    ivr_s: int
    wait_s: int = 0
    ring_s: int = 0
    talk_s: int = 0
    hold_s: int = 0
    acw_s: int = 0
    adviser: int = -1


@dataclass(frozen=True)
class Rules:
    """What the floor and its callers allow, and when the platform was down (seconds of the day)."""

    floor: Floor
    callers: Callers
    opens: int
    closes: int
    outage: tuple[int, int] = (0, 0)


@dataclass
class Day:
    """A played day. `attempts`: (second, how the carrier saw it, connected seconds)."""

    records: list[Record] = field(default_factory=list)
    attempts: list[tuple[int, str, int]] = field(default_factory=list)
    late_redials: list[tuple[int, int]] = field(default_factory=list)


def play(arrivals: list[tuple[int, int]], draws: Draws, presence: list[list[int]], rules: Rules) -> Day:
    """The day that follows from the arrivals (second, caller) and the advisers present in each half-hour."""
    return _Line(arrivals, draws, presence, rules).run()


class _Line:
    def __init__(self, arrivals: list, draws: Draws, presence: list[list[int]], rules: Rules) -> None:
        self.draws, self.rules, self.day = draws, rules, Day()
        self.waiting: deque[int] = deque()
        self.idle: deque[int] = deque()
        self.present: set[int] = set()
        self.busy: set[int] = set()
        self.on_line = 0
        # Per attempt, by its number: caller, arrival, queue entry, how many attempts of this caller came before.
        self.caller = [caller for _, caller in arrivals]
        self.arrived = [second for second, _ in arrivals]
        self.queued: dict[int, int] = {}
        self.tries = [0] * len(arrivals)
        self.agenda = [(second, _ARRIVE, number) for number, (second, _) in enumerate(arrivals)]
        shifts = [(rules.opens + 1800 * at, _SHIFT, at) for at in range(len(presence))]
        self.presence = [*presence, []]
        self.agenda += [*shifts, (rules.closes + _STAY_S, _SHIFT, len(presence))]
        heapify(self.agenda)

    def run(self) -> Day:
        steps = (
            self._hung_up,
            self._free,
            self._shift,
            self._arrive,
            self._join,
            self._leave_menu,
            self._give_up,
        )
        while self.agenda:
            second, what, who = heappop(self.agenda)
            steps[what](second, who)
        self.day.records.sort(key=lambda record: (record.second, record.draw))
        return self.day

    def _arrive(self, second: int, call: int) -> None:
        start, end = self.rules.outage
        if start <= second < end:
            self.day.attempts.append((second, "unanswered", 0))
            self._again(second, call, "outage")
        elif self.on_line >= self.rules.floor.trunks:
            self.day.attempts.append((second, "busy", 0))
            self._again(second, call, "busy")
        else:
            self.on_line += 1
            leaves = self.draws.exit_s[call]
            happens = (second + leaves, _LEAVE_MENU, call) if leaves else (second + self.draws.ivr_s[call], _JOIN, call)
            heappush(self.agenda, happens)

    def _leave_menu(self, second: int, call: int) -> None:
        self._record(call, "ivr_exit", ivr_s=second - self.arrived[call])
        self.on_line -= 1

    def _join(self, second: int, call: int) -> None:
        if len(self.waiting) >= self.rules.floor.queue_limit:
            self._record(call, "deflected", message_s=MESSAGE_S)
            heappush(self.agenda, (second + MESSAGE_S, _HUNG_UP, call))
            self._again(second, call, "deflected")
            return
        self.queued[call] = second
        if self.idle:
            self._serve(second, call, self.idle.popleft())
            return
        self.waiting.append(call)
        patience = min(self.draws.patience_s[call], self.rules.floor.longest_wait)
        heappush(self.agenda, (second + patience, _GIVE_UP, call))

    def _give_up(self, second: int, call: int) -> None:
        if call not in self.queued:
            return
        self.waiting.remove(call)
        waited = second - self.queued.pop(call)
        outcome = "overflow" if waited >= self.rules.floor.longest_wait else "abandoned"
        self._record(call, outcome, wait_s=waited)
        self.on_line -= 1
        self._again(second, call, outcome)

    def _serve(self, second: int, call: int, adviser: int) -> None:
        draws = self.draws
        ring, talk, hold, acw = draws.ring_s[call], draws.talk_s[call], draws.hold_s[call], draws.acw_s[call]
        waited = second - self.queued.pop(call) + ring
        self._record(call, "answered", wait_s=waited, ring_s=ring, talk_s=talk, hold_s=hold, acw_s=acw, adviser=adviser)
        self.busy.add(adviser)
        ends = second + ring + talk + hold
        heappush(self.agenda, (ends, _HUNG_UP, call))
        heappush(self.agenda, (ends + acw, _FREE, adviser))

    def _hung_up(self, second: int, call: int) -> None:
        self.on_line -= 1

    def _free(self, second: int, adviser: int) -> None:
        self.busy.discard(adviser)
        closing = second >= self.rules.closes
        if adviser not in self.present and not (closing and self.waiting):
            return
        self._next(second, adviser)

    def _shift(self, second: int, at: int) -> None:
        now = set(self.presence[at])
        for adviser in self.present - now:
            if adviser in self.idle:
                self.idle.remove(adviser)
        came = sorted(now - self.present - self.busy)
        self.present = now
        for adviser in came:
            self._next(second, adviser)

    def _next(self, second: int, adviser: int) -> None:
        if self.waiting:
            self._serve(second, self.waiting.popleft(), adviser)
        else:
            self.idle.append(adviser)

    def _record(self, call: int, outcome: str, *, ivr_s: int | None = None, message_s: int = 0, **spent: int) -> None:
        menu = self.draws.ivr_s[call] if ivr_s is None else ivr_s
        arrived = self.arrived[call]
        self.day.records.append(Record(arrived, outcome, self.caller[call], call, menu, **spent))
        on_line = menu + message_s + spent.get("wait_s", 0) + spent.get("talk_s", 0) + spent.get("hold_s", 0)
        self.day.attempts.append((arrived, "answered", on_line))

    def _again(self, second: int, call: int, outcome: str) -> None:
        """The same caller tries again later today, perhaps after the line has closed."""
        redials = self.rules.callers.redials
        if self.draws.again[call] >= getattr(redials, outcome) or self.tries[call] + 1 >= redials.attempts:
            return
        at = second + self.draws.delay_s[call]
        if at >= self.rules.closes:
            self.day.late_redials.append((at, self.caller[call]))
            return
        number = len(self.caller)
        if number < len(self.draws.ivr_s):
            self.caller.append(self.caller[call])
            self.arrived.append(at)
            self.tries.append(self.tries[call] + 1)
            heappush(self.agenda, (at, _ARRIVE, number))
