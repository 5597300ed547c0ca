"""Changes of the small training tree that tests are written with.

In:   a `Tree` of tests/unit/training/conftest.py.
Out:  `Change`s, to be called with it.
Why:  a table of a hundred breaches can be read only where each fits on a line or two.
Not here: the breaches (`training_breaches`).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable

import yaml

Change = Callable[[object], None]
M1, M2, U1 = "modules/m01-greeting", "modules/m02-local-rules", "micro/u01-hold"
AS_IT_IS: list[Change] = []


def edit(file: str, old: str, new: str) -> Change:
    return lambda tree: tree.edit(file, old, new)


def add(file: str, text: str) -> Change:
    return lambda tree: tree.add(file, text)


def write(file: str, text: str | bytes) -> Change:
    def change(tree) -> None:
        path = tree.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    return change


def both(text: str, english: str = "", *, to: str = M1) -> list[Change]:
    """Text at the end of both languages; the same, where no English is given."""
    return [add(f"{to}/fr.md", f"\n{text}\n"), add(f"{to}/en.md", f"\n{english or text}\n")]


def block(opening: str, body: str = "Un mot.") -> list[Change]:
    return both(f"::: {opening}\n{body}\n:::")


def edits(file: str, *pairs: tuple[str, str]) -> list[Change]:
    return [edit(file, old, new) for old, new in pairs]


def both_edits(french: tuple[str, str], english: tuple[str, str], *, to: str = M1) -> list[Change]:
    return [edit(f"{to}/fr.md", *french), edit(f"{to}/en.md", *english)]


def cut(opening: str, *, of: str = M1) -> list[Change]:
    """A block taken out of both languages."""

    def change(tree, lang: str) -> None:
        path = tree.root / of / f"{lang}.md"
        text, count = re.subn(rf"(?ms)^{re.escape(opening)}.*?^:::\n", "", path.read_text(encoding="utf-8"))
        assert count == 1, opening
        path.write_text(text, encoding="utf-8")

    return [lambda tree: change(tree, "fr"), lambda tree: change(tree, "en")]


def module(*pairs: tuple[str, str], of: str = M1) -> list[Change]:
    return edits(f"{of}/module.yml", *pairs)


def lasting(minutes: int) -> list[Change]:
    """The first module with this many minutes, its plan too."""
    return module(("minutes: 60", f"minutes: {minutes}"), ("minutes: 5, step: o", f"minutes: {minutes - 55}, step: o"))


def quiz(*, first: int = 0, longest: int = 0, asked: int = 8, certified: int = 3, choices: int = 3) -> list[Change]:
    """The first module's quiz: right answers that stand first or are the longest; questions; choices of the first."""
    lines = ["questions:"]
    for at in range(1, asked + certified + 1):
        right = "a" if at <= first else "b"
        lines += [f"  - id: q{at}", f"    objective: o{1 + at % 2}", "    kind: single"]
        lines += [f"    certification: {str(at > asked).lower()}", f"    stem: {{fr: Cas {at}, en: Case {at}}}"]
        lines += ["    choices:"]
        for name in "abcdef"[: choices if at == 1 else 3]:
            more = " et de plus" if name == right and at > asked + certified - longest else ""
            text = f"{{fr: Choix {name} {at}{more}, en: Choice {name} {at}{more}}}"
            said = f"{{fr: Parce que {name}, en: Because {name}}}"
            lines += [f"      - {{id: {name}, right: {str(name == right).lower()}, text: {text}, feedback: {said}}}"]
    return [write(f"{M1}/quiz.yml", "\n".join(lines) + "\n")]


def fewer_words(lang_file: str, kept: int, facilitator: bool) -> list[Change]:
    """The refresher's French text with exactly this many words for its readers, its form kept."""

    def change(tree) -> None:
        path = tree.root / lang_file
        text = path.read_text(encoding="utf-8")
        if facilitator:
            text = re.sub(r"(?ms)(^::: facilitator opening\n).*?(?=^:::)", rf"\1{mots(kept - 79)}\n", text)
        else:
            text = re.sub(r"(?m)^Vous dites ce que.*$", "{{fact.hold_max}}.", text)
            text = text.replace("Une attente annoncée paraît plus courte.", mots(kept - 135))
        path.write_text(text, encoding="utf-8")

    return [change]


def mots(count: int) -> str:
    return " ".join(["Mot."] * count)


def shared(body: str = "Trois gestes.", *, included: str = "::: include conduct\n:::") -> list[Change]:
    """A shared text, included by the first module."""
    return [
        write("shared/conduct/fr.md", f"# La conduite\n\n{body}\n"),
        write("shared/conduct/en.md", f"# The conduct\n\n{body}\n"),
        *(both(included) if included else []),
    ]


def notebook(english: str | None, source: str = "# Lire") -> list[Change]:
    cells = [{"cell_type": "markdown", "id": "title", "source": source}]
    stated = {"title": {"hash": hashlib.sha256(b"# Lire").hexdigest()[:12], "en": english}} if english else {}
    return [
        write("notebooks/lire.ipynb", json.dumps({"cells": cells})),
        write("notebooks/locale/lire.en.yml", yaml.safe_dump(stated)),
    ]
