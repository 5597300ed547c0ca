"""Reads the training sources a second time, by hand: which words only a facilitator may read.

In:   `training/`, a language.
Out:  `Sources`.
Why:  the compiler's own reading must not judge the compiler's own cut.
Not here: the built sites (`training_sites`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml
from training_sites import runs


@dataclass
class Sources:
    """The words of the sources in a language: what only a facilitator may read, and what everybody may."""

    kept_back: dict[str, str]  # a piece of text -> where it stands
    certification: dict[str, str]
    told: list[str]

    @cached_property
    def told_runs(self) -> set[str]:
        return {run for text in self.told for run in runs(text)}

    def secrets(self, pieces: Iterable[str]) -> dict[str, str]:
        """Runs of words of the pieces that no learner's text holds, each with its piece."""
        return {run: piece for piece in pieces for run in runs(piece) if run not in self.told_runs}


def plain(source: str) -> list[str]:
    """A source text as the pieces that every build prints alike: variables cut it, marks and links leave no trace."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", source)
    text = re.sub(r"\s\{#\w+\}$", "", text, flags=re.M)
    text = re.sub(r"\*\*|\*|~~|`", "", text)
    return [piece for line in text.split("\n") for piece in re.split(r"\{\{.*?\}\}|\|", line)]


def sources(training: Path, lang: str) -> Sources:
    """The words of every source, each piece with its file."""
    found = Sources({}, {}, [])
    for path in sorted(training.rglob(f"{lang}.md")):
        where = path.relative_to(training).as_posix()
        if where.startswith("trainer-notes"):
            _keep(found.kept_back, path.read_text(encoding="utf-8"), where)
            continue
        for kept, text in _parts(path.read_text(encoding="utf-8")):
            if kept:
                _keep(found.kept_back, text, where)
            else:
                found.told += plain(text)
    for path in sorted(training.rglob("*.yml")):
        _of_yaml(found, path, path.relative_to(training).as_posix(), lang)
    return found


def _keep(into: dict[str, str], text: str, where: str) -> None:
    # Keyed lines lose their key: "- expected: …" is printed with a heading of its own.
    for piece in plain(re.sub(r"^\s*(?:- \w+:)?\s*(?:\d+\.)?", "", text, flags=re.M)):
        into.setdefault(piece.strip(), where)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    """(whether it is the facilitator's, text) of a source: blocks stand between `::: kind …` and `:::`."""
    heads = [line for line in text.split("\n") if line.startswith("::: exercise")]
    own = {line.split()[2] for line in heads if "facilitator_only" in line}
    kept, lines = False, []
    for line in text.split("\n"):
        if line.startswith(":::"):
            yield kept, "\n".join(lines)
            head, lines = line[3:].split(), []
            kept = bool(head) and (head[0] == "facilitator" or (head[0] == "answer" and head[1] in own))
            # A title stands on the block's first line.
            lines += re.findall(r'"(.*)"', line)
        else:
            lines.append(line)
    yield kept, "\n".join(lines)


def _of_yaml(found: Sources, path: Path, where: str, lang: str) -> None:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.name == "quiz.yml":
        for question in content["questions"]:
            texts = list(_texts(question, lang))
            if question.get("certification"):
                for text in texts:
                    _keep(found.certification, text, f"{where} {question['id']}")
            else:
                found.told += [piece for text in texts for piece in plain(text)]
    elif path.name == "roleplay.yml":
        for card in content["cards"]:
            for text in _texts(card, lang):
                if card.get("certification"):
                    _keep(found.certification, text, f"{where} {card['id']}")
                else:
                    found.told += plain(text)
    elif not where.startswith("trainer-notes"):
        found.told += [piece for text in _texts(content, lang) for piece in plain(text)]


def _texts(content: object, lang: str) -> Iterator[str]:
    """Every text of a language below a value: `{fr: …, en: …}`, or a string that both share."""
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        for one in content:
            yield from _texts(one, lang)
    elif isinstance(content, dict):
        for key, one in content.items():
            if key not in ("fr", "en") or key == lang:
                yield from _texts(one, lang)
