"""Small pieces: inline HTML, titles, glossary tips, the words added to the search."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.training.site import search
from kit.training.text import markup
from kit.training.text.tips import Tips, meaning


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** *b* ~~c~~ `d*e*`", "<strong>a</strong> <em>b</em> <del>c</del> <code>d*e*</code>"),
        ("2 * 3 * 4 < 5 & 6", "2 * 3 * 4 &lt; 5 &amp; 6"),
        ("[a **b**](../x.html#y)", '<a href="../x.html#y">a <strong>b</strong></a>'),
        ("[prénom] puis [durée]", "[prénom] puis [durée]"),
        ("<script>", "&lt;script&gt;"),
        ('[a](javascript:"x")', '<a href="javascript:&quot;x&quot;">a</a>'),
    ],
)
def test_inline_markdown_becomes_html(text, html):
    """Quiz and cards are HTML; what an author types must not break them."""
    assert markup.inline(text) == html


@given(st.text(alphabet="ab*_~`[]()<>&\"' \n", max_size=80))
def test_inline_html_is_always_balanced(text):
    """One open tag would swallow the rest of a form."""
    opened: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Reader().feed(markup.inline(text))

    assert opened == []


def test_a_cell_keeps_its_unbreakable_blanks():
    """« oui\u202f? » in a table is French too."""
    assert markup.cell("a\n b\u202f? | c") == "a b\u202f? &#124; c"


def test_a_title_is_plain_and_cut_at_a_word():
    """A tool tip shows no stars, no half words and no quotation mark that ends it."""
    assert meaning('Un **mot** et [un lien](term:x) "cité"') == "Un mot et un lien ”cité”"
    assert meaning("mot " * 100).endswith("mot …")


def tips() -> Tips:
    return Tips({"hold": "The wait.", "file": "A file."}, {"hold": "hold", "holds": "hold", "file": "file"})


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("A hold, two holds.", 'A [hold](glossary.md#hold "The wait."){ .kit-term }, two holds.'),
        ("Holds.", '[Holds](glossary.md#hold "The wait."){ .kit-term }.'),
        ("withhold, on-hold, holding", "withhold, on-hold, holding"),
        (
            "`hold` **hold** “hold” [hold](x.md) <b title='hold'>",
            "`hold` **hold** “hold” [hold](x.md) <b title='hold'>",
        ),
        ("# hold\n| hold |", "# hold\n| hold |"),
    ],
)
def test_the_first_use_of_a_word_is_linked(text, marked):
    """Where a link can stand, and only there."""
    assert tips().mark(text, "index.md") == marked


def test_each_page_explains_a_word_anew_but_the_glossary_never():
    """A reader may open any page first."""
    own = tips()
    first = own.mark("A hold.", "index.md")
    assert own.mark("A hold.", "index.md") == "A hold."
    own.turn()
    assert own.mark("A hold.", "index.md") == first
    own.turn()
    assert own.mark("A hold.", "glossary.md") == "A hold."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Les intérimaires", {"interimaires", "interimaire", "intérimaire"}),
        ("une formule", {"formules"}),
        ("Étape", {"etape", "etapes", "étapes"}),
        ("cœur", {"coeur"}),
        ("journaux, bureaux", {"journal", "bureau"}),
        ("<b>prénom</b> &eacute;t&eacute;", {"prenom", "ete", "prenoms"}),
    ],
)
def test_search_finds_words_without_accents_and_in_the_other_number(text, words):
    """Nobody types accents with a caller on the line."""
    assert words <= set(search.added(text).split())


def test_nothing_is_added_that_is_there_already():
    """The index is loaded whole by every reader."""
    assert "formule" not in search.added("formule formules").split()


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("Dites :\n1. un\n2. deux", "Dites :\n\n1. un\n2. deux"),
        ("Dites :\n\n1. un\n2. deux", "Dites :\n\n1. un\n2. deux"),
        ("- un,\nsur deux lignes\n- deux", "- un,\nsur deux lignes\n- deux"),
        ("- un\n\nPuis :\n- deux", "- un\n\nPuis :\n\n- deux"),
        ("Voici :\n| a |\n| - |\n| b |", "Voici :\n\n| a |\n| - |\n| b |"),
        ("Le total :\n12 appels", "Le total :\n12 appels"),
        ("- a\n- b\n\n1. un\n2. deux", "- a\n- b\n\n<!-- -->\n\n1. un\n2. deux"),
        ("- a\n1. un", "- a\n\n<!-- -->\n\n1. un"),
        ("- a\n\n  suite\n\n1. un", "- a\n\n  suite\n\n<!-- -->\n\n1. un"),
        ("- a\n\nPuis :\n\n1. un", "- a\n\nPuis :\n\n1. un"),
        ("1. un\n\n2. deux", "1. un\n\n2. deux"),
        ("**Gras** d'abord\n**Gras** ensuite", "**Gras** d'abord\n**Gras** ensuite"),
    ],
)
def test_a_list_or_a_table_may_follow_a_paragraph_without_an_empty_line(source, made):
    """Authors see a list in the source; a page that runs it together is one nobody can work with."""
    assert markup.spaced(source) == made
