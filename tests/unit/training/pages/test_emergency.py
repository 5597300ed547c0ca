"""The emergency sequence: the same on every page, and contradicted by none, in both languages.

Whoever hears a danger has one sheet, one module and one refresher in mind. Each situation that a page tells is held
against the table of triggers below: which number must be named, which must not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest

from kit.training.sources import block_lines
from kit.training.sources.document import Document, Heading

TODAY = dt.date(2026, 11, 23)
PAGES = ("modules/m11-vulnerable-and-emergency", "micro/u10-emergency-numbers", "sheets/incident-emergency")
SECTION = re.compile(r'<section class="kit-shared".*?</section>', re.S)
NUMBER = re.compile(r"\{\{fact\.number_(\w+)\}\}")


@dataclass(frozen=True)
class Situation:
    """What is heard, and what a page says to do."""

    where: str
    heard: str
    done: str

    @property
    def numbers(self) -> set[str]:
        return set(NUMBER.findall(self.done))


@dataclass(frozen=True)
class Trigger:
    """Words of a situation; the numbers one of which must be named; those that must not; words that must not stand."""

    heard: str
    must: tuple[str, ...]
    never: tuple[str, ...] = ()
    unsaid: str = "(?!)"


# Without these words, "no means at hand, not for today" would read as the means and today.
DENIED = re.compile(
    r"sans moyen[^|;.]*aujourd'hui|without the means[^|;.]*today|no date (and|nor) no means|sans date ni moyen"
    r"|sans projet ni moyen|no plan and no means",
    re.I,
)
TRIGGERS = {
    "something swallowed": Trigger(
        r"avalé|pris (?:tous )?(?:les|des) (?:cachets|comprimés)|swallowed|taken (?:all )?(?:the )?(?:pills|tablets)",
        ("samu",),
        ("suicide",),
    ),
    "the means at hand, or for today": Trigger(
        r"médicaments devant|moyen (?:à portée|près)|geste commencé|pour aujourd'hui|en finir ce soir|sur le pont"
        r"|pills in front|the means (?:at hand|near)|attempt begun|for today|ending it tonight|station bridge",
        ("samu",),
    ),
    "thoughts of dying, nothing at hand": Trigger(
        r"mourir « un jour »|plus simple sans moi|sans date ni moyen|sans moyen à portée"
        r"|dying “one day”|simpler without me|no date and no means|without the means at hand",
        ("suicide",),
    ),
    "a witness beside the victim": Trigger(
        r"vient de s'effondrer|se coincer la main|Témoin d'un malaise|just collapsed|caught his hand|Witness of a coll",
        ("samu", "fire"),
        unsaid=r"gard\w+ le témoin|keep the witness|libérez la ligne|free the line|Un collègue|A colleague",
    ),
    "cannot hear or cannot speak": Trigger(
        r"chuchot|enfermée dans la salle|derrière la porte|La voix baisse|voix basse|ne pouvez répondre que par oui"
        r"|ne peut pas (?:entendre|parler)|\bsourde\b|peux pas parler|voix qui baisse"
        r"|whisper|locked herself|behind the door|voice drops|low voice|can answer only yes|cannot (?:hear|speak)"
        r"|\bdeaf\b|cant talk",
        ("deaf",),
    ),
    "a woman, no danger now": Trigger(
        r"violences anciennes|subies par une femme|violence in the past|suffered by a woman", ("violence",), ("police",)
    ),
    "a man, no danger now": Trigger(
        r"compagne le frappe|subies par un homme|partner hits him|suffered by a man", ("victims",), ("violence",)
    ),
    "fire, gas, smoke": Trigger(r"sent le gaz|^Feu,|chaudière claque|smell of gas|^Fire,|boiler's banging", ("fire",)),
    "a child in danger": Trigger(
        r"enfant crier|petit du dessous|^Enfant en danger|child crying out|boy downstairs|^A child in danger",
        ("children",),
    ),
    "no roof tonight": Trigger(
        r"est à la rue|dehors avec m|m'a mis dehors|^Pas de toit|on the street|outside with my|put me out|^No roof",
        ("shelter",),
    ),
    "taken ill": Trigger(
        r"bras gauche|poids dans la poitrine|^Malaise|left arm|weight (?:on|in) my chest|^Somebody taken ill", ("samu",)
    ),
    "a threat against somebody": Trigger(
        r"attends à la sortie|s'en prendre à autrui|waiting for him at the gate|about to harm others", ("police",)
    ),
}


def faults(one: Situation) -> Iterator[str]:
    """Where a situation that names a number contradicts the table."""
    for name, trigger in TRIGGERS.items():
        if not _heard(one, name):
            continue
        if not one.numbers & set(trigger.must):
            yield f"{one.where}: {name}: {sorted(one.numbers)} and not one of {trigger.must}"
        if one.numbers & set(trigger.never) or re.search(trigger.unsaid, one.done):
            yield f"{one.where}: {name}: {one.done}"


def _heard(one: Situation, name: str) -> bool:
    asks_for_itself = TRIGGERS[name].must == ("suicide",)
    heard = one.heard if asks_for_itself else DENIED.sub("", one.heard)
    return bool(one.numbers) and re.search(TRIGGERS[name].heard, heard) is not None


def situations(sources, lang: str) -> list[Situation]:
    """Every situation of every page that names an emergency number: exercises, tables, lines, quizzes, cards, calls."""
    found: list[Situation] = []
    for module in sources.modules.values():
        found += [Situation(f"{module.id} {where}", *told) for where, *told in _of_module(module, lang)]
    documents = [
        page.texts[lang] for pages in (sources.sheets, sources.shared, sources.pages) for page in pages.values()
    ]
    for document in [*documents, *(module.texts[lang] for module in sources.modules.values())]:
        found += [Situation(f"{document.place.file}:{line}", *told) for line, *told in _of_document(document)]
    return [one for one in found if one.numbers]


def _of_module(module, lang: str) -> Iterator[tuple[str, str, str]]:
    for question in module.questions:
        right = [choice for choice in question.choices if choice.right]
        done = " ".join(f"{choice.text[lang]} {choice.feedback[lang]}" for choice in right)
        yield question.id, question.stem[lang], done
    for card in module.cards:
        told = (card.caller.situation, card.caller.opening_line, card.caller.hidden)
        done = (card.adviser.goal, *card.adviser.knows, *(watch.look_for for watch in card.observer.watch))
        yield card.id, " ".join(one[lang] for one in told), " ".join(one[lang] for one in done)


def _of_document(document: Document) -> Iterator[tuple[int, str, str]]:
    for block in document.blocks("exercise"):
        answer = document.block("answer", block.id)
        for (line, task), (_, told) in zip(
            block_lines.tasks(block), block_lines.tasks(answer) if answer else (), strict=False
        ):
            yield line, task, told
    for block in document.blocks("dialogue"):
        if not block.poor:
            turns = block_lines.turns(block)
            heard = " ".join(text for _, who, text in turns if who == "C")
            yield block.line, heard, " ".join(text for _, who, text in turns if who != "C")
    for part in document.parts:
        lines = () if isinstance(part, Heading) or getattr(part, "kind", "") in ("exercise", "dialogue") else part.lines
        for line, text in enumerate(lines, start=part.line):
            cells = [cell.strip() for cell in text.strip().strip("|").split("|")] if text.startswith("|") else [text]
            if getattr(part, "kind", "") != "answer":
                yield line, cells[0], " ".join(cells[1:] or cells)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_page_contradicts_the_sequence(real_sources, lang):
    """Whoever says that the means are at hand is 15 on every page, or on none that anybody trusts."""
    assert [fault for one in situations(real_sources, lang) for fault in faults(one)] == []


@pytest.mark.parametrize(("lang", "name"), list(product(["fr", "en"], TRIGGERS)))
def test_each_trigger_is_taught_on_several_pages_and_would_be_caught(real_sources, lang, name):
    """The test above must be able to fail: each situation found is a fault once its number is another's."""
    found = [one for one in situations(real_sources, lang) if _heard(one, name)]

    assert len(found) >= 2
    for one in found:
        wrong = Situation(one.where, one.heard, NUMBER.sub("{{fact.number_europe}}", one.done))
        assert any(name in fault for fault in faults(wrong)), one


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_listening_number_for_women_is_never_the_only_one_for_anybody(real_sources, lang):
    """A man who is a victim gets a number too."""
    woman = {"fr": r"femme|\b[Ee]lle\b|Mme|moi seule", "en": r"wom[ae]n|\b[Ss]he\b|\b[Hh]er\b|Mrs|Mme|just for me"}[
        lang
    ]
    alone = [
        one
        for one in situations(real_sources, lang)
        if "violence" in one.numbers and "victims" not in one.numbers and not re.search(woman, one.heard + one.done)
    ]

    assert [one for one in alone if "police" not in one.numbers] == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_three_pages_hold_the_very_same_sequence(real_sources, real_site, lang):
    """To the letter, in both editions and under both house styles' numbers."""
    for style, edition in product(real_sources.styles, ("learner", "facilitator")):
        made = real_site(style, edition, lang).pages
        pages = [made[f"{page}/index.md"] if f"{page}/index.md" in made else made[f"{page}.md"] for page in PAGES]
        held = [SECTION.findall(page) for page in pages]

        assert [len(one) for one in held] == [1, 1, 1]
        assert len({one[0] for one in held}) == 1
        assert "116 006" in held[0][0].replace("\u00a0", " ").replace("\u202f", " ")
        assert {"fr": "À confirmer avant usage", "en": "To be confirmed before use"}[lang] in held[0][0]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_three_pages_hold_no_table_of_numbers_of_their_own(real_sources, lang):
    """A second table would be a second sequence a year from now."""
    documents = [
        real_sources.modules[PAGES[0].split("/")[1]].texts[lang],
        real_sources.modules[PAGES[1].split("/")[1]].texts[lang],
        real_sources.sheets[PAGES[2].split("/")[1]].texts[lang],
    ]
    for document in documents:
        assert [block.id for block in document.blocks("include")] == ["emergency-sequence"]
        rows = [line for part in document.parts for line in getattr(part, "lines", ()) if line.startswith("|")]
        assert [row for row in rows if NUMBER.search(row)] == []


def test_each_public_number_and_length_cites_a_public_body(real_sources):
    """A commune or a vendor may be wrong for years before anybody notices."""
    public = r"service-public\.fr|\.gouv\.fr|cnil\.fr|legifrance|^$"
    for name, source in real_sources.facts.items():
        if source.place.file.endswith(("emergency.yml", "data_protection.yml")):
            assert re.search(public, source.fact.url), name
            assert re.search("Service-Public|Préfecture|Ministère|CNIL", source.fact.source["fr"]), name
            assert source.fact.url or not source.fact.confirmed, name  # not read at its own page: shown so
            assert source.awaits, name


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_note_of_who_must_confirm_stands_wherever_the_numbers_are_listed(real_site, lang):
    """Read from public pages is not confirmed by a person of the trade."""
    note = {"fr": "À confirmer avant usage", "en": "To be confirmed before use"}[lang]
    made = real_site("sample", "learner", lang).pages
    listed = {"fr": "Faits utilisés ici", "en": "Facts used here"}[lang]
    for path, page in made.items():
        facts = page.partition(f"## {listed}")[2]
        if re.search(r"F3395[34]|2014-474", facts):
            assert note in facts, path
    assert note in made["sheets/vulnerable-callers.md"]
