"""In which order modules are taught.

In:   modules with their half-days, the paths.
Out:  the modules in order; the first half-day of one; the week of a path that has the rest of it.
Why:  lists, guides and rules must agree on what comes before what.
Not here: whether that order is right (`kit.training.rules.path_rules`).
"""

from __future__ import annotations

from kit.training.sources.module import Module
from kit.training.sources.records import Sources

HALVES = {"am": 0, "pm": 1}


def order(modules: dict[str, Module]) -> list[Module]:
    """Modules by when they are taught, micro-modules last, by id."""
    return sorted(modules.values(), key=lambda module: (module.micro, start(module), module.id))


def start(module: Module) -> tuple[int, int]:
    """The first half-day of a module: (day, 0 morning | 1 afternoon); far away where it has none."""
    return min(((half.day, HALVES[half.half]) for half in module.when), default=(999, 0))


def later_week(sources: Sources, module: str) -> int:
    """The week of a path that has a part of the module on none of its days; 0 where none has."""
    weeks = (week for path in sources.paths.values() for week in path.weeks)
    return next((week.week for week in weeks if module in week.modules), 0)
