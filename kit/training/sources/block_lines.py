"""The lines inside a block: list items, tasks, keyed lines, turns of a dialogue, pairs.

In:   a block.
Out:  its lines with their line numbers.
Why:  rules count them and pages show them; both must see the same ones.
Not here: where a block begins and ends (`parse`).
"""

from __future__ import annotations

import re

from kit.training.sources.document import Block


def items(block: Block, marker: str = r"[-*]") -> list[tuple[int, str]]:
    """Top-level list items of a block, with their lines; a following indented line belongs to its item."""
    found: list[tuple[int, list[str]]] = []
    for at, line in enumerate(block.lines, start=block.line + 1):
        start = re.match(rf"{marker}\s+(.*)", line)
        if start:
            found.append((at, [start[1]]))
        elif found and line.startswith((" ", "\t")) and line.strip():
            found[-1][1].append(line.strip())
    return [(at, " ".join(lines)) for at, lines in found]


def tasks(block: Block) -> list[tuple[int, str]]:
    """The numbered tasks of an exercise."""
    return items(block, r"\d+[.)]")


def keyed(block: Block) -> dict[str, tuple[int, str]]:
    """`- key: text` items: {key: (line, text)}; the text keeps the lines below it."""
    found: dict[str, tuple[int, list[str]]] = {}
    key = ""
    for at, line in enumerate(block.lines, start=block.line + 1):
        start = re.match(r"-\s+([\w]+)\s*:\s*(.*)", line)
        if start:
            key = start[1]
            found[key] = (at, [start[2]])
        elif key:
            found[key][1].append(line)
    return {key: (at, "\n".join(lines).strip()) for key, (at, lines) in found.items()}


def turns(block: Block) -> list[tuple[int, str, str]]:
    """The lines of a dialogue: (line, "C" | "A" | "N" | "", text)."""
    found: list[tuple[int, str, str]] = []
    for at, line in enumerate(block.lines, start=block.line + 1):
        if not line.strip():
            continue
        start = re.match(r"\s*([CAN])\s*:\s*(.*)", line)
        found.append((at, start[1], start[2]) if start else (at, "", line.strip()))
    return found


def pairs(block: Block) -> list[tuple[int, str, str]]:
    """`- avoid => say` items: (line, avoid, say)."""
    sides = ((at, text.partition("=>")) for at, text in items(block))
    return [(at, avoid.strip(), say.strip()) for at, (avoid, _, say) in sides]
