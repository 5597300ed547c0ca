"""How often the weekly page tells a new level where nothing changed, and how soon it tells one that there is.

In:   generated lines of rates: three years in which nothing changes, or whose level moves for good after two.
Out:  a table of false levels per figure and year, and of moved levels told by the eighth and by the twentieth week, for
      the kit's rule and for runs on one side of the centre; on the last line a JSON object.
Why:  "eight weeks on one side" is the usual rule of control charts; it is to be known what it costs on weeks that
      resemble their neighbours before a page tells both sides that their line has changed.
Not here: the choice that follows (`decisions/0009-new-levels.md`), single weeks (`benchmarks.false_alarms`).

Run:  .venv/bin/python -m benchmarks.new_levels [--quick]
"""

from __future__ import annotations

import argparse
import json
import sys

import numpy as np

from benchmarks.false_alarms import KINDS, WORLDS, noise, rates
from kit.analysis.line.levels import LEAST_WEEKS, RUN, Begins, Level, Line, half_outside, levels, number
from kit.analysis.line.signal_limits import Weeks
from kit.params.contract import SignalTerms

MOST = 0.01  # false levels per figure and year, on independent and on AR(1) lines: one in a hundred years
LEAST_TOLD = 0.9  # of levels that move by four standard deviations, within twenty weeks
WEEKS, MOVES, SOON = 156, 104, 20
FIRST = number("2024-W01")
SIZES = (2, 3, 4)  # standard deviations


def one_side(value: np.ndarray, center: np.ndarray, limit: np.ndarray, side: int) -> bool:
    """The rule of control charts: eight weeks in a row on one side of the centre."""
    return bool((side * (value - center) > 0).all())


def first_outside(value: np.ndarray, center: np.ndarray, limit: np.ndarray, side: int) -> bool:
    """The same, the first one outside the limits."""
    return one_side(value, center, limit, side) and bool(side * (value[0] - limit[0]) > 0)


RULES: dict[str, Begins] = {"one side": one_side, "first outside": first_outside, "kit": half_outside}


def found(values: np.ndarray, calls: np.ndarray, rule: Begins) -> list[list[Level]]:
    """The levels of each line, by the function that the page uses."""
    at, unknown = np.arange(values.shape[1], dtype=float) + FIRST, np.full(values.shape[1], np.nan)
    sound = np.ones(at.size, dtype=bool)
    lines = (
        Line(Weeks(at, value, called.astype(float), unknown), sound, "ratio", SignalTerms())
        for value, called in zip(values, calls, strict=True)
    )
    return [levels(line, int(at[-1]), begins=rule) for line in lines]


def measure(lines: int, kind: str, world: str, spread: float) -> list[dict]:
    """One row per rule: false levels per year; per size, the shares told by the eighth and by the twentieth week."""
    rng = np.random.default_rng(20261123)
    good, calls = rates(rng, noise(rng, (lines, WEEKS), kind), spread, world)
    values, rows = good / calls, []
    for name, rule in RULES.items():
        row = {"rule": name, "kind": kind, "world": world, "spread": spread}
        years = (WEEKS - LEAST_WEEKS - RUN) / 52
        row["false"] = sum(len(one) for one in found(values, calls, rule)) / lines / years
        for size in SIZES if name == "kit" else ():
            moved = values.copy()
            moved[:, MOVES:] = np.clip(moved[:, MOVES:] - size * spread, 0, 1)
            told = [[one.told - FIRST - MOVES + 1 for one in line] for line in found(moved, calls, rule)]
            for weeks in (RUN, SOON):
                row[f"{size}.{weeks}"] = float(np.mean([any(RUN <= at <= weeks for at in line) for line in told]))
        rows.append(row)
    return rows


def tell(rows: list[dict], lines: int) -> None:
    """The table a person reads."""
    write = sys.stdout.write
    write(f"False levels per figure and year | moved by n sd: told by week 8, by week 20 (%), {lines} lines\n")
    for row in rows:
        moved = "  ".join(f"{n} sd {100 * row[f'{n}.{RUN}']:3.0f},{100 * row[f'{n}.{SOON}']:4.0f}" for n in SIZES
                          if f"{n}.{RUN}" in row)  # fmt: skip
        write(
            f"{row['rule']:14}{row['kind']:12}{row['world']:8}{100 * row['spread']:4.1f}{row['false']:9.4f}   {moved}\n"
        )


def verdict(rows: list[dict], lines: int) -> dict:
    """What was measured, what was to be reached, whether it was; seasonal lines are outside what is promised."""
    ours = [row for row in rows if row["rule"] == "kit"]
    worst = {kind: round(max(row["false"] for row in ours if row["kind"] == kind), 4) for kind in KINDS}
    runs = {
        kind: round(max(row["false"] for row in rows if row["rule"] == "one side" and row["kind"] == kind), 2)
        for kind in KINDS
    }
    steady = [row for row in ours if row["kind"] != "seasonal"]
    told = round(min(row[f"4.{SOON}"] for row in steady), 3)
    held = max(worst["independent"], worst["ar1_0.4"]) <= MOST and told >= LEAST_TOLD
    return {
        "benchmark": "new_levels",
        "rival": "eight weeks on one side",
        "measured": {"lines": lines, "false_per_year": worst, "one_side_per_year": runs, "told_in_20_weeks": told},
        "target": {"false_per_year": f"≤ {MOST}", "told_in_20_weeks": f"≥ {LEAST_TOLD}"},
        "ok": held,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="50 lines a row instead of 400")
    lines = 50 if parser.parse_args().quick else 400
    rows = [
        row
        for kind in KINDS
        for world in WORLDS
        for spread in (0.01, 0.02, 0.03)
        for row in measure(lines, kind, world, spread)
    ]
    tell(rows, lines)
    sys.stdout.write(json.dumps(verdict(rows, lines), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
