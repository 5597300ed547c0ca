"""What was read below one training folder, as data.

In:   nothing is read here; `load` fills these.
Out:  `Sources` and its parts: modules, pages, facts, notebooks, with the place of everything.
Why:  rules and pages need the data, not the reading; apart, no room imports in a circle.
Not here: the models of single files (`module`, `quiz`, `cards`, `style`, …).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kit.params import Figure
from kit.params.contract import Words
from kit.training.sources.cards import Card, Roleplay
from kit.training.sources.document import Document
from kit.training.sources.fact import Fact
from kit.training.sources.finding import Finding, Place
from kit.training.sources.glossary import Event, Reason, Term
from kit.training.sources.grid import Grid
from kit.training.sources.learning_path import LearningPath, ThisWeek
from kit.training.sources.located import Located
from kit.training.sources.module import Module
from kit.training.sources.quiz import Question, Quiz
from kit.training.sources.sheet import Sheet
from kit.training.sources.style import Style


@dataclass(frozen=True)
class ModuleSource:
    """The files of one module; what could not be read is None or missing."""

    id: str
    folder: str
    read: Module | None = None
    quiz: Quiz | None = None
    roleplay: Roleplay | None = None
    texts: dict[str, Document] = field(default_factory=dict)
    located: dict[str, Located] = field(default_factory=dict)

    @property
    def meta(self) -> Module:
        """What `module.yml` holds; `read` tells whether it could be read."""
        assert self.read is not None, self.folder
        return self.read

    def at(self, file: str, *loc: object) -> Place:
        """The place of a key of one of its YAML files."""
        located = self.located.get(file)
        return located.at(*loc) if located else Place(f"training/{self.folder}/{file}")

    @property
    def cards(self) -> tuple[Card, ...]:
        return self.roleplay.cards if self.roleplay else ()

    @property
    def questions(self) -> tuple[Question, ...]:
        return self.quiz.questions if self.quiz else ()


@dataclass(frozen=True)
class PageSource:
    """A page of reference: a sheet, the learner profiles, the trainer's notes, what the site is about."""

    id: str
    folder: str
    texts: dict[str, Document]
    meta: Sheet


@dataclass(frozen=True)
class FactSource:
    fact: Fact
    scope: str
    place: Place
    awaits: Words | None = None  # who must still confirm the file it stands in, and what


@dataclass
class Sources:
    """Everything that was read below one training folder."""

    root: Path
    modules: dict[str, ModuleSource] = field(default_factory=dict)
    styles: dict[str, Style] = field(default_factory=dict)
    facts: dict[str, FactSource] = field(default_factory=dict)
    grid: Grid | None = None
    paths: dict[str, LearningPath] = field(default_factory=dict)
    sheets: dict[str, PageSource] = field(default_factory=dict)
    shared: dict[str, PageSource] = field(default_factory=dict)  # texts that several pages include
    pages: dict[str, PageSource] = field(default_factory=dict)  # profiles, trainer-notes, about
    notebooks: dict[str, NotebookSource] = field(default_factory=dict)
    verbs: dict[str, Words] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    reasons: dict[str, Reason] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict)
    this_week: ThisWeek | None = None
    located: dict[str, Located] = field(default_factory=dict)  # house files, by name below training/
    found: list[Finding] = field(default_factory=list)

    def at(self, file: str, *loc: object) -> Place:
        """The place of a key of a house file, named as "glossary.yml"."""
        located = self.located.get(file)
        return located.at(*loc) if located else Place(f"training/{file}")

    def path_files(self) -> dict[str, str]:
        """The file of each path: {"initial": "paths/initial.yml"}."""
        return {name: f"paths/{name}.yml" for name in self.paths}


@dataclass(frozen=True)
class NotebookSource:
    """A notebook's cells in order: prose as Markdown, outputs as HTML, each by language."""

    id: str
    cells: tuple[tuple[str, dict[str, str]], ...]  # ("prose" | "output", {"fr": …, "en": …})

    def title(self, lang: str) -> str:
        return next(texts[lang] for kind, texts in self.cells if kind == "prose").split("\n")[0].lstrip("# ")
