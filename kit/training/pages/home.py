"""The home of the site: the initial path, what the weekly review asked for, the way to everything else.

In:   the paths, the modules of the build, a writer.
Out:  Markdown of `index.md`.
Why:  a new adviser sees where she is, how long it takes, and what she must pass before she takes calls.
Not here: the paths' own pages (`path_page`).
"""

from __future__ import annotations

from kit.training.pages.path_page import gates_section, time_needed, week_sections, weeks_in_a_row
from kit.training.pages.writer import Writer
from kit.training.sources.learning_path import Due
from kit.training.text import markup

INITIAL = "initial"


def page(writer: Writer) -> str:
    """The home: the initial path, what this week's review asked for, the way to everything else."""
    name = "index.md"
    path = writer.sources.paths.get(INITIAL)
    parts = [
        f"# {writer.say('home_title')}",
        writer.md("{{line|cap}} · {{client}}", name),
        writer.say("home_intro"),
        _this_week(writer, name),
    ]
    if path:
        parts += [
            f"## {writer.say('home_path')} {{ #path }}",
            time_needed(writer, path),
            weeks_in_a_row(writer, path),
            *week_sections(writer, path, name),
        ]
        parts.append(gates_section(writer, path, name))
    parts.append(_elsewhere(writer, name))
    return markup.front_matter(title=writer.say("home_nav")) + markup.join(parts)


def _this_week(writer: Writer, name: str) -> str:
    """The micro-modules that the weekly review asked for."""
    asked = writer.sources.this_week
    head = f"## {writer.say('this_week')} {{ #this-week }}\n\n"
    due = [one for one in asked.due if one.module in writer.modules] if asked else []
    if asked is None or not due:
        continuous = writer.sources.paths.get("continuous")
        label = writer.set(continuous.title[writer.lang]) if continuous else writer.say("micro_nav")
        linked = writer.link(label, name, "paths/continuous.md") if continuous else label
        return head + writer.say("this_week_none", path=linked)
    lines = [_due(writer, one, name) for one in due]
    return head + writer.say("this_week_due", week=asked.week) + "\n\n" + markup.bullets(lines)


def _due(writer: Writer, due: Due, name: str) -> str:
    minutes = writer.duration(writer.modules[due.module].meta.minutes)
    why = writer.md(due.why[writer.lang], name)
    return writer.say("due", module=writer.module_link(due.module, name), minutes=minutes, why=why)


def _elsewhere(writer: Writer, name: str) -> str:
    """The pages of reference, in a list."""
    pages = [("sheets_nav", "sheets/index.md"), ("glossary_nav", "glossary.md"), ("style_nav", "house-style.md")]
    pages += [("grid_nav", "grids/listening.md"), ("reasons_nav", "reasons.md"), ("about_nav", "about.md")]
    lines = [writer.link(writer.say(key), name, to) for key, to in pages if to in writer.pages]
    return f"## {writer.say('elsewhere')} {{ #elsewhere }}\n\n" + markup.bullets(lines)
