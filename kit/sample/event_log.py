"""Writes an event log of any size, as CSV or as XES, straight to the disk.

In:   a path whose ending says the format (.csv, .xes, each with .gz), how many events, a seed.
Out:  the file; the facts that it holds, as `kit.sample.exports.Written`.
Why:  ten million events must pass through the intake in bounded memory, so they are made in bounded memory, too: a case
      at a time, none kept.
Not here: realistic weeks with their quirks (`kit.sample.exports`).

Run:  .venv/bin/python -m kit.sample.event_log PATH EVENTS      (10,000,000 events: about 0.7 GB as CSV, 2.9 GB as XES)
"""

from __future__ import annotations

import datetime as dt
import gzip
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import numpy as np

from kit.sample.exports import Written, backoffice_xes

STEPS = ("Réception", "Contrôle des pièces", "Relance", "Décision", "Notification")
HEADER = "case;activity;transition;at;agent;team\n"
FIRST = dt.datetime(2024, 1, 8, 8)  # UTC
_DAYS, _AGENTS, _TEAMS = 600, 400, 12
_A_CASE = 20  # events: ten steps, each begun and completed
_BUFFER = 2**20

Case = tuple[str, list[tuple[str, str, str, str, str]]]  # its key; step, transition, moment, agent, team


def write(path: Path, events: int, seed: int = 1) -> Written:
    """Writes a log of so many events. truth: `events`, `cases`, `first`, `last` (moments as they are written)."""
    form = path.suffixes[0] if path.suffixes else ""
    writer = {".csv": _csv, ".xes": _xes}.get(form)
    if writer is None:
        raise ValueError(f"{path.name}: write .csv, .xes, .csv.gz or .xes.gz")
    truth = {"events": events, "cases": -(-events // _A_CASE), "first": "", "last": ""}
    with _opened(path) as out:
        writer(out, _told(_cases(events, seed), truth))
    return Written([path], truth)


def _opened(path: Path) -> IO[str]:
    if path.suffix == ".gz":
        return gzip.open(path, "wt", encoding="utf-8", compresslevel=1)
    return path.open("w", encoding="utf-8", newline="", buffering=_BUFFER)


def _cases(events: int, seed: int) -> Iterator[Case]:
    """One case after the other; the last one has the events that are left."""
    rng = np.random.default_rng(seed)
    for at in range(-(-events // _A_CASE)):
        many = min(_A_CASE, events - at * _A_CASE)
        start = int(rng.integers(_DAYS * 24 * 60)) * 60
        seconds = start + np.cumsum(rng.integers(1, 36_000, many))
        steps, who = rng.integers(len(STEPS), size=many), rng.integers(_AGENTS, size=many)
        yield f"{at:09d}", [_event(nth, *one) for nth, one in enumerate(zip(steps, seconds, who, strict=True))]


def _event(nth: int, step: int, second: int, who: int) -> tuple[str, str, str, str, str]:
    word = "complete" if nth % 2 else "start"
    moment = (FIRST + dt.timedelta(seconds=int(second))).isoformat()
    return STEPS[step], word, moment, f"AG{who:03d}", f"Équipe {who % _TEAMS + 1}"


def _told(cases: Iterator[Case], truth: dict) -> Iterator[Case]:
    """The cases as they pass, their first and last moments noted."""
    for case in cases:
        moments = [event[2] for event in case[1]]
        truth["first"] = min(truth["first"] or moments[0], moments[0])
        truth["last"] = max(truth["last"], moments[-1])
        yield case


def _csv(out: IO[str], cases: Iterator[Case]) -> None:
    out.write(HEADER)
    for key, events in cases:
        out.writelines(f"{key};{step};{word};{at};{who};{team}\n" for step, word, at, who, team in events)


def _xes(out: IO[str], cases: Iterator[Case]) -> None:
    out.write(backoffice_xes.HEAD)
    for key, events in cases:
        out.write("\t<trace>\n" + backoffice_xes.attribute("string", "concept:name", key))
        out.writelines(map(_element, events))
        out.write("\t</trace>\n")
    out.write(backoffice_xes.TAIL)


def _element(event: tuple[str, str, str, str, str]) -> str:
    step, word, at, who, team = event
    return (
        f'\t\t<event>\n\t\t\t<string key="concept:name" value="{step}"/>\n'
        f'\t\t\t<string key="lifecycle:transition" value="{word}"/>\n'
        f'\t\t\t<date key="time:timestamp" value="{at}.000Z"/>\n'
        f'\t\t\t<string key="org:resource" value="{who}"/>\n'
        f'\t\t\t<string key="org:group" value="{team}"/>\n\t\t</event>\n'
    )


def main(arguments: list[str], say: Callable[[str], object] = print) -> None:
    """Writes the log that the command line asks for, and says what it holds."""
    path, events = arguments
    say(str(write(Path(path), int(events)).truth))


if __name__ == "__main__":
    main(sys.argv[1:])
