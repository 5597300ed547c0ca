"""A learning path as it is shown: weeks, days and half-days, minutes, gates to going live.

In:   a path, the modules of the build, a writer.
Out:  Markdown of `paths/<id>.md`, and the parts of it that the home repeats.
Why:  a new adviser sees where she is, how long it takes, and what she must pass before she takes calls.
Not here: the modules' own pages.
"""

from __future__ import annotations

from kit.training.pages.guide import HALF
from kit.training.pages.writer import Writer
from kit.training.sources.learning_path import Day, LearningPath, Week
from kit.training.text import markup


def page(writer: Writer, path: LearningPath) -> str:
    """The page of one path."""
    name = f"paths/{path.id}.md"
    title = writer.set(path.title[writer.lang])
    parts = [f"# {title}", writer.md(path.intro[writer.lang], name)]
    if path.weeks:
        parts += [
            time_needed(writer, path),
            weeks_in_a_row(writer, path),
            *week_sections(writer, path, name),
            gates_section(writer, path, name),
        ]
    parts += [_occasions(writer, path, name)]
    return markup.front_matter(title=title) + markup.join(parts)


def taught(path: LearningPath) -> list[str]:
    """The ids of the modules of a path, each once, in its order."""
    found: dict[str, None] = {}
    for week in path.weeks:
        for day in week.days:
            found |= dict.fromkeys((*day.am, *day.pm))
        found |= dict.fromkeys(week.modules)
    return list(found | dict.fromkeys(path.modules))


def time_needed(writer: Writer, path: LearningPath) -> str:
    """Hours of class and of coached floor. A module that this style lacks counts with the hours it is given."""
    metas = {one: source.meta for one, source in writer.sources.modules.items() if source.read}
    taught_minutes = sum(metas[one].minutes for one in taught(path) if one in metas)
    floor = sum(floor.minutes for week in path.weeks for floor in week.floor)
    key = "time_needed" if floor else "time_needed_class"
    return writer.say(key, taught=writer.duration(taught_minutes), floor=writer.duration(floor), weeks=len(path.weeks))


def weeks_in_a_row(writer: Writer, path: LearningPath) -> str:
    """The weeks in a row, with their hours and the gate that each ends with: the whole path in one look."""
    gates = {gate.id: writer.set(gate.title[writer.lang]) for gate in path.gates}
    steps = []
    for week in path.weeks:
        lines = [
            f"<strong>{writer.say('week_short', week=week.week)}</strong>",
            f"<span>{markup.inline(writer.set(week.title[writer.lang]))}</span>",
            f'<span class="kit-hours">{_hours(writer, path, week)}</span>',
        ]
        if week.gate in gates:
            lines.append(f'<span class="kit-gate">{writer.say("then", title=gates[week.gate])}</span>')
        steps.append(f'<li><a href="#week-{week.week}">{"".join(lines)}</a></li>')
    return f'<ol class="kit-steps">\n{chr(10).join(steps)}\n</ol>'


def _hours(writer: Writer, path: LearningPath, week: Week) -> str:
    """Class and coached calls of a week: "20 h 30 en salle, 3 h accompagnées"."""
    halves = [((day.day, half), one) for day in week.days for half in ("am", "pm") for one in getattr(day, half)]
    taught = sum(_minutes(writer, path, one, half) for half, one in halves)
    taught += sum(_minutes(writer, path, one, None) for one in _loose(week))
    floor = sum(one.minutes for one in week.floor)
    told = [
        writer.say(key, time=writer.duration(minutes))
        for key, minutes in (("hours_taught", taught), ("hours_floor", floor))
        if minutes
    ]
    return ", ".join(told)


def _minutes(writer: Writer, path: LearningPath, key: str, half: tuple[int, str] | None) -> int:
    """Minutes of a module on a half-day, or (None) in the week that has the rest of it without a fixed day.

    A module that this style lacks counts with the minutes it is given.
    """
    source = writer.sources.modules.get(key)
    if not source or not source.read:
        return 0
    spans: list = sorted((one.day, one.half) for one in source.meta.when)
    if any(key in _loose(week) for week in path.weeks):
        spans.append(None)
    if half not in spans:
        return source.meta.minutes
    before = spans.index(half) * HALF
    return source.meta.minutes - before if half == spans[-1] else min(HALF, source.meta.minutes - before)


def _loose(week: Week) -> list[str]:
    """The modules of a week that stand on none of its days."""
    placed = {one for day in week.days for one in (*day.am, *day.pm)}
    return [one for one in week.modules if one not in placed]


def week_sections(writer: Writer, path: LearningPath, name: str) -> list[str]:
    return [_week(writer, path, week, name) for week in path.weeks]


def _week(writer: Writer, path: LearningPath, week: Week, name: str) -> str:
    """A heading, then HTML: a list of days inside a Markdown section would be torn apart."""
    title = writer.say("week", week=week.week, title=writer.set(week.title[writer.lang]))
    level = "###" if name == "index.md" else "##"
    days = "".join(_day(writer, path, day, name) for day in week.days)
    modules = [_entry(writer, path, one, None, name) for one in _loose(week)]
    parts = [
        _items(_share(writer, week), "kit-meta"),
        f'<ul class="kit-days">\n{days}</ul>' if days else "",
        _items(modules),
        _items(_floor(writer, week, name), "kit-floor"),
        _gate(writer, path, week, name),
    ]
    body = "\n".join(part for part in parts if part)
    return f'{level} {title} {{ #week-{week.week} }}\n\n<div class="kit-week">\n{body}\n</div>'


def _gate(writer: Writer, path: LearningPath, week: Week, name: str) -> str:
    """What must be passed at the end of the week."""
    gate = next((one for one in path.gates if one.id == week.gate), None)
    if not gate:
        return ""
    linked = ", ".join(writer.module_link(one, name, html=True) for one in gate.modules)
    stated = writer.say("week_gate", title=writer.set(gate.title[writer.lang]), modules=linked)
    return f'<p class="kit-gate">{markup.inline(stated)}</p>'


def _items(texts: list[str], kind: str = "") -> str:
    opened = f'<ul class="{kind}">' if kind else "<ul>"
    return f"{opened}{''.join(f'<li>{text}</li>' for text in texts)}</ul>" if texts else ""


def _day(writer: Writer, path: LearningPath, day: Day, name: str) -> str:
    halves = "".join(_half(writer, path, (day.day, half), getattr(day, half), name) for half in ("am", "pm"))
    return f"<li><strong>{writer.say('day', day=day.day)}</strong><ul>{halves}</ul></li>\n"


def _half(writer: Writer, path: LearningPath, half: tuple[int, str], modules: tuple[str, ...], name: str) -> str:
    entries = ", ".join(_entry(writer, path, one, half, name) for one in modules)
    return f"<li>{writer.say(half[1])} {entries}</li>" if entries else ""


def _entry(writer: Writer, path: LearningPath, key: str, half: tuple[int, str] | None, name: str) -> str:
    """A module of a half-day or of a week: its link, its minutes there, its mark of progress; HTML."""
    source = writer.modules.get(key)
    if not source:
        slot = writer.style.client_slots.get(key)
        return writer.html(slot[writer.lang], name) if slot else markup.inline(writer.module_link(key, name))
    address = writer.href(name, f"{source.folder}/index.md", html=True)
    link = f'<a href="{address}">{markup.inline(writer.numbered(source))}</a>'
    return f"{link} ({writer.duration(_minutes(writer, path, key, half))}){progress(writer, key)}"


def progress(writer: Writer, key: str) -> str:
    """Where the browser shows how far its owner is in a module's quiz."""
    if not writer.modules[key].questions:
        return ""
    told = markup.attribute(writer.say("said_progress"))
    return f' <span class="kit-progress" data-module="{key}" data-said="{told}"></span>'


def _floor(writer: Writer, week: Week, name: str) -> list[str]:
    """Coached calls of a week: how long, and what is done; HTML."""
    return [
        f"<strong>{writer.duration(one.minutes)}</strong><span>{writer.html(one.what[writer.lang], name)}</span>"
        for one in week.floor
    ]


def _share(writer: Writer, week: Week) -> list[str]:
    """The share of a day's calls, and the calls listened to."""
    load = [writer.say("load", percent=round(week.load * 100))] if week.load is not None else []
    return load + ([writer.say("listens", count=week.listens)] if week.listens else [])


def gates_section(writer: Writer, path: LearningPath, name: str) -> str:
    if not path.gates:
        return ""
    lines = []
    for gate in path.gates:
        linked = ", ".join(writer.module_link(one, name) for one in gate.modules)
        note = f" {writer.md(gate.note[writer.lang], name)}" if gate.note else ""
        lines.append(writer.say("gate", title=writer.set(gate.title[writer.lang]), modules=linked) + note)
    return f"## {writer.say('gates')} {{ #gates }}\n\n" + markup.bullets(lines)


def _occasions(writer: Writer, path: LearningPath, name: str) -> str:
    """Micro-modules with their minutes and when they are given."""
    if not path.occasions:
        taught = [one for one in path.modules if one in writer.modules]
        return markup.bullets(writer.module_link(one, name) for one in taught) if taught else ""
    rows = [
        (
            writer.module_link(one.module, name),
            writer.duration(writer.modules[one.module].meta.minutes),
            writer.md(one.when[writer.lang], name),
        )
        for one in path.occasions
        if one.module in writer.modules
    ]
    return markup.table([writer.say(key) for key in ("module", "minutes", "given_when")], rows)
