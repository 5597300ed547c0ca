"""Shared texts: written once, the same on every page that includes them, and fit for learners."""

from __future__ import annotations

import datetime as dt

import pytest

from kit.training.site.compile import compile_site

TODAY = dt.date(2026, 11, 23)
LESSON = "modules/m01-greeting"
FRENCH = """# La conduite

Trois gestes, avec {{fact.hold_max}} au plus.

| Geste | Phrase |
| --- | --- |
| 1. Rester | Une phrase |

::: warning "Attention"
Rien ne se promet.
:::
"""
ENGLISH = """# The conduct

Three moves, with {{fact.hold_max}} at most.

| Move | Sentence |
| --- | --- |
| 1. Stay | A sentence |

::: warning "Take care"
Nothing is promised.
:::
"""
INCLUDE = "\n::: include conduct\n:::\n"
HOLDERS = (f"{LESSON}/{{}}.md", "micro/u01-hold/{}.md", "sheets/hold/{}.md")


@pytest.fixture
def shared(tree):
    """A tree whose lesson, refresher and sheet include one text."""
    (tree.root / "shared" / "conduct").mkdir(parents=True)
    for lang, text in (("fr", FRENCH), ("en", ENGLISH)):
        (tree.root / "shared" / "conduct" / f"{lang}.md").write_text(text, encoding="utf-8")
        for holder in HOLDERS:
            tree.add(holder.format(lang), INCLUDE)
    for file in (f"{LESSON}/module.yml", "micro/u01-hold/module.yml"):
        text = (tree.root / file).read_text(encoding="utf-8")
        if "hold_max" not in text:
            tree.edit(file, "facts: [", "facts: [hold_max, ")
    return tree


def section(page: str) -> str:
    return page.partition('<section class="kit-shared"')[2].partition("</section>")[0]


@pytest.mark.parametrize("edition", ["learner", "facilitator"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_shared_text_is_the_same_to_the_letter_wherever_it_stands(shared, lang, edition):
    """Links and tips would differ from page to page; so it has none."""
    assert shared.slugs() == set()
    made = compile_site(shared.load(), "alpha", edition, lang, TODAY).pages
    held = [section(made[page]) for page in (f"{LESSON}/index.md", "micro/u01-hold/index.md", "sheets/hold.md")]

    assert held[0] == held[1] == held[2]
    assert {"fr": "Trois gestes, avec 2\u00a0minutes au plus.", "en": "with 2\u00a0minutes at most"}[lang] in held[0]
    assert {"fr": "La conduite", "en": "The conduct"}[lang] not in held[0].partition(">")[
        2
    ]  # the title is the authors'


def test_a_fact_of_a_shared_text_must_be_named_by_the_module_that_includes_it(shared):
    """The module's own list of facts tells its reader what to read again before a session."""
    text = (shared.root / f"{LESSON}/module.yml").read_text(encoding="utf-8")
    kept = [line if not line.startswith("facts:") else "facts: []" for line in text.split("\n")]
    (shared.root / f"{LESSON}/module.yml").write_text("\n".join(kept), encoding="utf-8")

    assert "fact_not_named" in shared.slugs()


@pytest.mark.parametrize(
    ("file", "old", "new", "slug"),
    [
        ("sheets/hold/{}.md", "::: include conduct", "::: include conducts", "unknown_shared"),
        ("sheets/hold/{}.md", "::: include conduct\n", "::: include conduct\nAutre chose.\n", "include_text"),
        ("shared/conduct/{}.md", "::: warning ", "::: case k1 ", "shared_block"),
        ("shared/conduct/{}.md", "::: warning ", "## Plus {#s1}\n\n::: warning ", "shared_heading"),
        ("shared/conduct/{}.md", "1. ", "[1](sheet:hold). ", "shared_link"),
    ],
)
def test_what_cannot_be_shared_is_told(shared, file, old, new, slug):
    """In both languages, so that the comparison of languages is not what tells."""
    for lang in ("fr", "en"):
        shared.edit(file.format(lang), old, new)

    assert slug in shared.slugs()


def test_a_note_of_the_facilitators_cannot_reach_learners_through_a_shared_text(shared):
    """It would stand on pages that are cut before the text is put in."""
    for lang in ("fr", "en"):
        shared.add(f"shared/conduct/{lang}.md", "\n::: facilitator opening\nReserved sign: cut at noon.\n:::\n")

    assert "shared_block" in shared.slugs()
    made = compile_site(shared.load(), "alpha", "learner", "en", TODAY).pages
    assert [page for page, text in made.items() if "Reserved sign" in text] == []


def test_the_languages_of_a_shared_text_are_compared(shared):
    """One row less in English is one move less."""
    shared.edit("shared/conduct/en.md", "| 1. Stay | A sentence |\n", "")

    assert "parity_tables" in shared.slugs()


def test_a_shared_text_that_nobody_includes_is_told(shared):
    """It would go stale unseen."""
    for lang in ("fr", "en"):
        for holder in HOLDERS:
            shared.edit(holder.format(lang), INCLUDE, "")

    assert "shared_unused" in shared.slugs()


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_facts_that_somebody_must_still_confirm_say_so_beside_them(shared, lang):
    """In the text included, beside the list of facts, and as a warning that stops a release."""
    shared.edit("facts/common.yml", "scope: common\n", 'scope: common\nawaits: {fr: "À relire.", en: "Read again."}\n')
    made = compile_site(shared.load(), "alpha", "learner", lang, TODAY).pages
    note = {"fr": "À relire.", "en": "Read again."}[lang]

    assert made["sheets/hold.md"].count(note) == 1
    assert made[f"{LESSON}/index.md"].count(note) == 2
    assert [one.level for one in shared.findings() if one.slug == "facts_await"] == ["warning"]


def test_a_sheet_without_a_shared_text_notes_it_at_its_foot(tree):
    """A sheet lists no facts, and is read during the call."""
    tree.edit("facts/common.yml", "scope: common\n", 'scope: common\nawaits: {fr: "À relire.", en: "Read again."}\n')

    assert "Read again." in compile_site(tree.load(), "alpha", "learner", "en", TODAY).pages["sheets/hold.md"]
