"""The home of the site and the pages of paths: weeks, days and half-days, minutes, gates to going live.

In:   a path, the modules of the build, a press.
Out:  Markdown of `index.md` and `paths/<id>.md`.
Why:  a new adviser sees where she is, how long it takes, and what she must pass before she takes calls.
Not here: the modules' own pages.
"""

from __future__ import annotations

from kit.training.pages.guide import HALF
from kit.training.pages.press import Press
from kit.training.sources import house
from kit.training.text import markup

INITIAL = "initial"


def page(press: Press) -> str:
    """The home: the initial path, what this week's review asked for, the way to everything else."""
    name = "index.md"
    path = press.sources.paths.get(INITIAL)
    parts = [
        f"# {press.say('home_title')}",
        press.md("{{line|cap}} · {{client}}", name),
        press.say("home_intro"),
        _this_week(press, name),
    ]
    if path:
        parts += [
            f"## {press.say('home_path')} {{ #path }}",
            time_needed(press, path),
            _steps(press, path),
            *_weeks(press, path, name),
        ]
        parts.append(_gates(press, path, name))
    parts.append(_elsewhere(press, name))
    return markup.front_matter(title=press.say("home_nav")) + markup.join(parts)


def path_page(press: Press, path: house.Path) -> str:
    """The page of one path."""
    name = f"paths/{path.id}.md"
    title = press.set(path.title[press.lang])
    parts = [f"# {title}", press.md(path.intro[press.lang], name)]
    if path.weeks:
        parts += [time_needed(press, path), _steps(press, path), *_weeks(press, path, name), _gates(press, path, name)]
    parts += [_occasions(press, path, name)]
    return markup.front_matter(title=title) + markup.join(parts)


def taught(path: house.Path) -> list[str]:
    """The ids of the modules of a path, each once, in its order."""
    found: dict[str, None] = {}
    for week in path.weeks:
        for day in week.days:
            found |= dict.fromkeys((*day.am, *day.pm))
        found |= dict.fromkeys(week.modules)
    return list(found | dict.fromkeys(path.modules))


def time_needed(press: Press, path: house.Path) -> str:
    """Hours of class and of coached floor. A module that this style lacks counts with the hours it is given."""
    metas = {one: source.meta for one, source in press.sources.modules.items() if source.meta}
    taught_minutes = sum(metas[one].minutes for one in taught(path) if one in metas)
    floor = sum(floor.minutes for week in path.weeks for floor in week.floor)
    key = "time_needed" if floor else "time_needed_class"
    return press.say(key, taught=press.duration(taught_minutes), floor=press.duration(floor), weeks=len(path.weeks))


def _steps(press: Press, path: house.Path) -> str:
    """The weeks in a row, with their hours and the gate that each ends with: the whole path in one look."""
    gates = {gate.id: press.set(gate.title[press.lang]) for gate in path.gates}
    steps = []
    for week in path.weeks:
        lines = [
            f"<strong>{press.say('week_short', week=week.week)}</strong>",
            f"<span>{markup.inline(press.set(week.title[press.lang]))}</span>",
            f'<span class="kit-hours">{_hours(press, path, week)}</span>',
        ]
        if week.gate in gates:
            lines.append(f'<span class="kit-gate">{press.say("then", title=gates[week.gate])}</span>')
        steps.append(f'<li><a href="#week-{week.week}">{"".join(lines)}</a></li>')
    return f'<ol class="kit-steps">\n{chr(10).join(steps)}\n</ol>'


def _hours(press: Press, path: house.Path, week: house.Week) -> str:
    """Class and coached calls of a week: "20 h 30 en salle, 3 h accompagnées"."""
    halves = [((day.day, half), one) for day in week.days for half in ("am", "pm") for one in getattr(day, half)]
    taught = sum(_minutes(press, path, one, half) for half, one in halves)
    taught += sum(_minutes(press, path, one, None) for one in _loose(week))
    floor = sum(one.minutes for one in week.floor)
    told = [
        press.say(key, time=press.duration(minutes))
        for key, minutes in (("hours_taught", taught), ("hours_floor", floor))
        if minutes
    ]
    return ", ".join(told)


def _minutes(press: Press, path: house.Path, key: str, half: tuple[int, str] | None) -> int:
    """Minutes of a module on a half-day, or (None) in the week that has the rest of it without a fixed day.

    A module that this style lacks counts with the minutes it is given.
    """
    source = press.sources.modules.get(key)
    if not source or not source.meta:
        return 0
    spans: list = sorted((one.day, one.half) for one in source.meta.when)
    if any(key in _loose(week) for week in path.weeks):
        spans.append(None)
    if half not in spans:
        return source.meta.minutes
    before = spans.index(half) * HALF
    return source.meta.minutes - before if half == spans[-1] else min(HALF, source.meta.minutes - before)


def _loose(week: house.Week) -> list[str]:
    """The modules of a week that stand on none of its days."""
    placed = {one for day in week.days for one in (*day.am, *day.pm)}
    return [one for one in week.modules if one not in placed]


def _weeks(press: Press, path: house.Path, name: str) -> list[str]:
    return [_week(press, path, week, name) for week in path.weeks]


def _week(press: Press, path: house.Path, week: house.Week, name: str) -> str:
    """A heading, then HTML: a list of days inside a Markdown section would be torn apart."""
    title = press.say("week", week=week.week, title=press.set(week.title[press.lang]))
    level = "###" if name == "index.md" else "##"
    days = "".join(_day(press, path, day, name) for day in week.days)
    modules = [_entry(press, path, one, None, name) for one in _loose(week)]
    parts = [
        _items(_share(press, week), "kit-meta"),
        f'<ul class="kit-days">\n{days}</ul>' if days else "",
        _items(modules),
        _items(_floor(press, week, name), "kit-floor"),
        _gate(press, path, week, name),
    ]
    body = "\n".join(part for part in parts if part)
    return f'{level} {title} {{ #week-{week.week} }}\n\n<div class="kit-week">\n{body}\n</div>'


def _gate(press: Press, path: house.Path, week: house.Week, name: str) -> str:
    """What must be passed at the end of the week."""
    gate = next((one for one in path.gates if one.id == week.gate), None)
    if not gate:
        return ""
    linked = ", ".join(press.module_link(one, name, html=True) for one in gate.modules)
    stated = press.say("week_gate", title=press.set(gate.title[press.lang]), modules=linked)
    return f'<p class="kit-gate">{markup.inline(stated)}</p>'


def _items(texts: list[str], kind: str = "") -> str:
    opened = f'<ul class="{kind}">' if kind else "<ul>"
    return f"{opened}{''.join(f'<li>{text}</li>' for text in texts)}</ul>" if texts else ""


def _day(press: Press, path: house.Path, day: house.Day, name: str) -> str:
    halves = "".join(_half(press, path, (day.day, half), getattr(day, half), name) for half in ("am", "pm"))
    return f"<li><strong>{press.say('day', day=day.day)}</strong><ul>{halves}</ul></li>\n"


def _half(press: Press, path: house.Path, half: tuple[int, str], modules: tuple[str, ...], name: str) -> str:
    entries = ", ".join(_entry(press, path, one, half, name) for one in modules)
    return f"<li>{press.say(half[1])} {entries}</li>" if entries else ""


def _entry(press: Press, path: house.Path, key: str, half: tuple[int, str] | None, name: str) -> str:
    """A module of a half-day or of a week: its link, its minutes there, its mark of progress; HTML."""
    source = press.modules.get(key)
    if not source:
        slot = press.style.client_slots.get(key)
        return press.html(slot[press.lang], name) if slot else markup.inline(press.module_link(key, name))
    address = press.href(name, f"{source.folder}/index.md", html=True)
    link = f'<a href="{address}">{markup.inline(press.numbered(source))}</a>'
    return f"{link} ({press.duration(_minutes(press, path, key, half))}){progress(press, key)}"


def progress(press: Press, key: str) -> str:
    """Where the browser shows how far its owner is in a module's quiz."""
    if not press.modules[key].questions:
        return ""
    told = markup.attribute(press.say("said_progress"))
    return f' <span class="kit-progress" data-module="{key}" data-said="{told}"></span>'


def _floor(press: Press, week: house.Week, name: str) -> list[str]:
    """Coached calls of a week: how long, and what is done; HTML."""
    return [
        f"<strong>{press.duration(one.minutes)}</strong><span>{press.html(one.what[press.lang], name)}</span>"
        for one in week.floor
    ]


def _share(press: Press, week: house.Week) -> list[str]:
    """The share of a day's calls, and the calls listened to."""
    load = [press.say("load", percent=round(week.load * 100))] if week.load is not None else []
    return load + ([press.say("listens", count=week.listens)] if week.listens else [])


def _gates(press: Press, path: house.Path, name: str) -> str:
    if not path.gates:
        return ""
    lines = []
    for gate in path.gates:
        linked = ", ".join(press.module_link(one, name) for one in gate.modules)
        note = f" {press.md(gate.note[press.lang], name)}" if gate.note else ""
        lines.append(press.say("gate", title=press.set(gate.title[press.lang]), modules=linked) + note)
    return f"## {press.say('gates')} {{ #gates }}\n\n" + markup.bullets(lines)


def _occasions(press: Press, path: house.Path, name: str) -> str:
    """Micro-modules with their minutes and when they are given."""
    if not path.occasions:
        rows = [one for one in path.modules if one in press.modules]
        return markup.bullets(press.module_link(one, name) for one in rows) if rows else ""
    rows = [
        (
            press.module_link(one.module, name),
            press.duration(press.modules[one.module].meta.minutes),
            press.md(one.when[press.lang], name),
        )
        for one in path.occasions
        if one.module in press.modules
    ]
    return markup.table([press.say(key) for key in ("module", "minutes", "given_when")], rows)


def _this_week(press: Press, name: str) -> str:
    """The micro-modules that the weekly review asked for."""
    asked = press.sources.this_week
    head = f"## {press.say('this_week')} {{ #this-week }}\n\n"
    due = [one for one in asked.due if one.module in press.modules] if asked else []
    if not due:
        continuous = press.sources.paths.get("continuous")
        label = press.set(continuous.title[press.lang]) if continuous else press.say("micro_nav")
        linked = press.link(label, name, "paths/continuous.md") if continuous else label
        return head + press.say("this_week_none", path=linked)
    lines = [_due(press, one, name) for one in due]
    return head + press.say("this_week_due", week=asked.week) + "\n\n" + markup.bullets(lines)


def _due(press: Press, due: house.Due, name: str) -> str:
    minutes = press.duration(press.modules[due.module].meta.minutes)
    why = press.md(due.why[press.lang], name)
    return press.say("due", module=press.module_link(due.module, name), minutes=minutes, why=why)


def _elsewhere(press: Press, name: str) -> str:
    """The pages of reference, in a list."""
    pages = [("sheets_nav", "sheets/index.md"), ("glossary_nav", "glossary.md"), ("style_nav", "house-style.md")]
    pages += [("grid_nav", "grids/listening.md"), ("reasons_nav", "reasons.md"), ("about_nav", "about.md")]
    lines = [press.link(press.say(key), name, to) for key, to in pages if to in press.pages]
    return f"## {press.say('elsewhere')} {{ #elsewhere }}\n\n" + markup.bullets(lines)
