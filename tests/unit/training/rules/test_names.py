"""Persons of the training have names that can be read aloud: plants, so that nobody takes them for a real person."""

from __future__ import annotations

import re

import pytest

ROOTS = ("modules", "micro", "sheets", "trainer-notes", "profiles", "shared", "grids")
INITIAL = re.compile(
    r"(?<![\w.])(?:M\.|MM\.|Mme|Mlle|Mrs?|Ms|[Mm]onsieur|[Mm]adame)[ \u00a0][A-Z]\b(?!\w)|(?<![\w.])[A-Z]\., [A-Z][a-z]"
)


def initials(text: str) -> list[str]:
    return INITIAL.findall(text)


def test_no_person_is_an_initial(real_sources):
    """« M. T. » cannot be said by who plays the caller, nor by a screen reader."""
    files = [path for root in ROOTS for path in (real_sources.root / root).rglob("*") if path.suffix in (".md", ".yml")]
    found = [(path.name, one) for path in files for one in initials(path.read_text(encoding="utf-8"))]

    assert len(files) > 100
    assert found == []


@pytest.mark.parametrize(
    "text", ["Mme D. rappelle.", "M. T., cariste", "« K., Moussa. »", "Mr B.'s file", "Monsieur K.,"]
)
def test_an_initial_is_seen_wherever_it_stands(text):
    """The test above must be able to fail."""
    assert initials(text)


def test_both_languages_name_the_same_persons(real_sources):
    """The trio that plays a card reads either language."""
    name = re.compile(r"(?:M\.|Mme|Mrs?|Ms|[Mm]onsieur|[Mm]adame)[ \u00a0]([A-ZÉ][\wê]+)")
    for module in real_sources.modules.values():
        for card in module.cards:
            assert set(name.findall(card.caller.who["fr"])) == set(name.findall(card.caller.who["en"])), card.id


def test_a_line_with_a_number_of_the_geographic_range_is_not_called_a_freephone(real_sources):
    """A French freephone number begins with 0800 to 0805; the sample's is of the range kept for fiction, 01 99 00."""
    from kit import params

    names = [words for style in real_sources.styles.values() for words in (style.names.line, style.names.client)]
    names.append(params.contract("sample", on="2026-W47").line)
    numbers = [style.names.number["fr"] for style in real_sources.styles.values()]

    assert not any(number.replace(" ", "").startswith("080") for number in numbers)
    assert [words for words in names if re.search("vert|freephone", f"{words['fr']} {words['en']}", re.I)] == []
