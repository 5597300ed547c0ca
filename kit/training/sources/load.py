"""Reads the training sources into memory, with the file and line of everything.

In:   the folder `training/` and `params/glossary.yml`.
Out:  `Sources`; what could not be read is left out and told in `Sources.found`.
Why:  the checks and the compiler are pure functions of what was read; only this module opens files.
Not here: whether it is right (`kit.training.rules`).
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kit.params import Figure
from kit.training.sources import notebook
from kit.training.sources.cards import Roleplay
from kit.training.sources.document import Document
from kit.training.sources.fact import Facts
from kit.training.sources.finding import LANGUAGES, Place, error
from kit.training.sources.glossary import Glossary, Reasons, Triggers, Verbs
from kit.training.sources.grid import Grid
from kit.training.sources.learning_path import LearningPath, ThisWeek
from kit.training.sources.module import Module
from kit.training.sources.parse import parse
from kit.training.sources.quiz import Quiz
from kit.training.sources.records import FactSource, ModuleSource, PageSource, Sources
from kit.training.sources.sheet import Sheet
from kit.training.sources.style import Style
from kit.training.sources.yamlfile import Model, read

TEXTS = tuple(f"{lang}.md" for lang in LANGUAGES)
PAGES = ("profiles", "trainer-notes", "about")  # one page each, without YAML


def load(root: Path, only: Iterable[str] = (), figures: dict[str, Figure] | None = None) -> Sources:
    """What stands below `root` (a folder as `training/`).

    only: ids of modules whose texts are read; the others give their `module.yml` only. Empty: all.
    figures: names of the figures that `{{term.…}}` may insert.
    """
    sources = Sources(root, figures=dict(figures or {}))
    _house_files(sources)
    _notebooks(sources)
    wanted = set(only)
    for folder in ("modules", "micro"):
        for place in sorted(path for path in (root / folder).glob("*") if path.is_dir()):
            module = _module(sources, f"{folder}/{place.name}", whole=not wanted or place.name in wanted)
            sources.modules[place.name] = module
    return sources


def _house_files(sources: Sources) -> None:
    for file, model, attribute in (
        ("verbs.yml", Verbs, "verbs"),
        ("glossary.yml", Glossary, "terms"),
        ("reasons.yml", Reasons, "reasons"),
        ("triggers.yml", Triggers, "events"),
    ):
        content = _read(sources, file, model)
        if content:
            setattr(sources, attribute, getattr(content, next(iter(model.model_fields))))
    sources.grid = _read(sources, "grids/listening.yml", Grid)
    if (sources.root / "this_week.yml").exists():
        sources.this_week = _read(sources, "this_week.yml", ThisWeek)
    for name, style in _folder(sources, "styles", Style):
        sources.styles[name] = style
    for name, path in _folder(sources, "paths", LearningPath):
        sources.paths[name] = path
    for name, facts in _folder(sources, "facts", Facts):
        _take_facts(sources, f"facts/{name}.yml", facts)
    sources.sheets = _sheets(sources)
    sources.shared = _shared(sources)
    for name in PAGES:
        texts = _texts(sources, name)
        if texts:
            sources.pages[name] = PageSource(name, name, texts, Sheet(id=name))


def _notebooks(sources: Sources) -> None:
    for path in sorted((sources.root / "notebooks").glob("*.ipynb")):
        source, found = notebook.read(path, f"training/notebooks/{path.name}")
        sources.found += found
        if source:
            sources.notebooks[source.id] = source


def _read(sources: Sources, file: str, model: type[Model]) -> Model | None:
    content, located, found = read(sources.root / file, f"training/{file}", model)
    sources.located[file] = located
    sources.found += found
    return content


def _folder(sources: Sources, folder: str, model: type[Model]) -> list[tuple[str, Model]]:
    """Each YAML file of a folder that could be read, by its stem."""
    read_all = [(path.stem, _read(sources, f"{folder}/{path.name}", model)) for path in _yaml(sources.root / folder)]
    kept = [(stem, content) for stem, content in read_all if content is not None]
    for stem, content in kept:
        name = getattr(content, "id", stem)
        if name != stem:
            place = sources.at(f"{folder}/{stem}.yml", "id")
            sources.found.append(error(place, "id_is_not_name", id=name, name=stem))
    return kept


def _yaml(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yml"))


def _take_facts(sources: Sources, file: str, facts: Facts) -> None:
    for name, fact in facts.facts.items():
        place = sources.at(file, "facts", name)
        if name in sources.facts:
            sources.found.append(error(place, "fact_twice", id=name, other=sources.facts[name].place.file))
        sources.facts[name] = FactSource(fact, facts.scope, place, facts.awaits)


def _module(sources: Sources, folder: str, *, whole: bool) -> ModuleSource:
    name = folder.split("/")[1]
    source = ModuleSource(name, folder)
    meta = _part(sources, source, "module.yml", Module)
    quiz: Quiz | None = None
    roleplay: Roleplay | None = None
    if whole:
        quiz = _part(sources, source, "quiz.yml", Quiz)
        if (sources.root / folder / "roleplay.yml").exists():
            roleplay = _part(sources, source, "roleplay.yml", Roleplay)
        for lang, file in zip(LANGUAGES, TEXTS, strict=True):
            document = _text(sources, f"{folder}/{file}")
            if document:
                source.texts[lang] = document
    if meta and meta.id != name:
        sources.found.append(error(source.at("module.yml", "id"), "id_is_not_name", id=meta.id, name=name))
    return ModuleSource(name, folder, meta, quiz, roleplay, texts=source.texts, located=source.located)


def _part(sources: Sources, source: ModuleSource, file: str, model: type[Model]) -> Model | None:
    content, located, found = read(sources.root / source.folder / file, f"training/{source.folder}/{file}", model)
    source.located[file] = located
    sources.found += found
    return content


def _text(sources: Sources, file: str) -> Document | None:
    place = Place(f"training/{file}")
    try:
        text = (sources.root / file).read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        sources.found.append(error(place, "no_file"))
        return None
    except UnicodeDecodeError:
        sources.found.append(error(place, "not_utf8"))
        return None
    document, found = parse(text, place)
    sources.found += found
    return document


def _texts(sources: Sources, folder: str) -> dict[str, Document]:
    """Both languages of a folder's text, or nothing."""
    texts = {lang: _text(sources, f"{folder}/{file}") for lang, file in zip(LANGUAGES, TEXTS, strict=True)}
    found = {lang: text for lang, text in texts.items() if text}
    return found if len(found) == len(texts) else {}


def _shared(sources: Sources) -> dict[str, PageSource]:
    """The texts that several pages include, in the order of their names."""
    shared = {}
    for folder in sorted(path for path in (sources.root / "shared").glob("*") if path.is_dir()):
        texts = _texts(sources, f"shared/{folder.name}")
        if texts:
            shared[folder.name] = PageSource(folder.name, f"shared/{folder.name}", texts, Sheet(id=folder.name))
    return shared


def _sheets(sources: Sources) -> dict[str, PageSource]:
    """The quick-reference sheets, in the order of their names."""
    sheets = {}
    for folder in sorted(path for path in (sources.root / "sheets").glob("*") if path.is_dir()):
        name = f"sheets/{folder.name}"
        meta, texts = _read(sources, f"{name}/sheet.yml", Sheet), _texts(sources, name)
        if meta and texts:
            sheets[folder.name] = PageSource(folder.name, name, texts, meta)
    return sheets
