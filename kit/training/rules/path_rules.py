"""The order of modules: prerequisites without a cycle, each before what needs it, half-days that are not too full.

In:   all modules and paths as read.
Out:  findings.
Why:  nobody can rehearse a transfer before having heard what one is.
Not here: what a module holds (`module_rules`), the order itself (`kit.training.sources.taught_order`).
"""

from __future__ import annotations

from collections.abc import Iterator

from kit.training.sources.finding import Finding, error
from kit.training.sources.learning_path import LearningPath
from kit.training.sources.module import Module
from kit.training.sources.records import ModuleSource, Sources
from kit.training.sources.taught_order import HALVES, later_week, start

HALF_MAX = 240  # minutes of a half-day


def check(sources: Sources) -> list[Finding]:
    """Every fault of the order of modules."""
    metas = {name: source for name, source in sources.modules.items() if source.read}
    return [
        *_prerequisites(sources, metas),
        *_cycles(metas),
        *_halves(sources, metas),
        *_paths(sources),
        *_this_week(sources),
    ]


def _end(module: Module) -> tuple[int, int]:
    return max(((half.day, HALVES[half.half]) for half in module.when), default=(999, 0))


def _prerequisites(sources: Sources, metas: dict[str, ModuleSource]) -> Iterator[Finding]:
    for source in metas.values():
        for at, name in enumerate(source.meta.prerequisites):
            place = source.at("module.yml", "prerequisites", at)
            if name not in sources.modules:
                yield error(place, "unknown_module", id=name)
            elif name in metas and not source.meta.micro:
                before = metas[name].meta
                if before.micro or start(before) >= start(source.meta):
                    yield error(place, "prerequisite_later", id=name)


def _cycles(metas: dict[str, ModuleSource]) -> Iterator[Finding]:
    """One finding per cycle, at its smallest id."""
    told: set[frozenset[str]] = set()
    for name in sorted(metas):
        cycle = _cycle_from(name, metas)
        if cycle and frozenset(cycle) not in told:
            told.add(frozenset(cycle))
            yield error(metas[name].at("module.yml", "prerequisites"), "cycle", chain=" → ".join([*cycle, cycle[0]]))


def _cycle_from(name: str, metas: dict[str, ModuleSource]) -> list[str]:
    """The modules from `name` back to itself, if its prerequisites lead there."""
    came: dict[str, str] = {}
    todo = [name]
    while todo:
        at = todo.pop()
        for needed in metas[at].meta.prerequisites if at in metas else ():
            if needed == name:
                chain = [at]
                while chain[-1] != name:
                    chain.append(came[chain[-1]])
                return chain[::-1]
            if needed not in came:
                came[needed] = at
                todo.append(needed)
    return []


def _halves(sources: Sources, metas: dict[str, ModuleSource]) -> Iterator[Finding]:
    """Half-days hold no more than they can; a module over several halves is spread by its end."""
    taken: dict[tuple[int, int], int] = {}
    for source in sorted(metas.values(), key=lambda one: start(one.meta)):
        halves = sorted((half.day, HALVES[half.half]) for half in source.meta.when)
        left = source.meta.minutes
        for half in halves:
            goes_on = half != halves[-1] or later_week(sources, source.id)
            here = min(left, HALF_MAX - taken.get(half, 0)) if goes_on else left
            taken[half] = taken.get(half, 0) + here
            left -= here
            if taken[half] > HALF_MAX:
                name = f"{half[0]} {'am' if half[1] == 0 else 'pm'}"
                place = source.at("module.yml", "when")
                yield error(place, "half_full", half=name, minutes=taken[half], limit=HALF_MAX)


def _paths(sources: Sources) -> Iterator[Finding]:
    for name, path in sources.paths.items():
        file = f"paths/{name}.yml"
        for loc, module in mentioned(path):
            if module not in sources.modules:
                yield error(sources.at(file, *loc), "unknown_module", id=module)
        gates = {gate.id for gate in path.gates}
        for at, week in enumerate(path.weeks):
            if week.gate and week.gate not in gates:
                yield error(sources.at(file, "weeks", at, "gate"), "unknown_gate", id=week.gate)
            yield from _days(sources, file, at, week)


def _days(sources: Sources, file: str, at: int, week) -> Iterator[Finding]:
    """A day of a path names the modules whose `when` is that half-day."""
    for number, day in enumerate(week.days):
        for half in HALVES:
            for name in getattr(day, half):
                source = sources.modules.get(name)
                halves = {(one.day, one.half) for one in source.meta.when} if source and source.read else set()
                if halves and (day.day, half) not in halves:
                    place = sources.at(file, "weeks", at, "days", number, half)
                    yield error(place, "path_half", id=name, half=f"{day.day} {half}")


def mentioned(path: LearningPath) -> Iterator[tuple[tuple, str]]:
    """(key, module id) of every module that a path names."""
    for at, week in enumerate(path.weeks):
        for number, day in enumerate(week.days):
            for half in HALVES:
                yield from ((("weeks", at, "days", number, half), name) for name in getattr(day, half))
        yield from ((("weeks", at, "modules"), name) for name in week.modules)
    for at, gate in enumerate(path.gates):
        yield from ((("gates", at, "modules"), name) for name in gate.modules)
    yield from ((("modules",), name) for name in path.modules)
    yield from ((("occasions", at, "module"), one.module) for at, one in enumerate(path.occasions))


def _this_week(sources: Sources) -> Iterator[Finding]:
    for at, due in enumerate(sources.this_week.due if sources.this_week else ()):
        if due.module not in sources.modules:
            yield error(sources.at("this_week.yml", "due", at, "module"), "unknown_module", id=due.module)
