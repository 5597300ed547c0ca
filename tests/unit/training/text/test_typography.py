"""The marks of each language, and what is left as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.training.text.typography import typeset


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Oui ? Non ! Si ; soit : voilà", "Oui\u202f? Non\u202f! Si\u202f; soit\u00a0: voilà"),
        ("« bonjour »", "«\u00a0bonjour\u00a0»"),
        ("«bonjour»", "«\u00a0bonjour\u00a0»"),
        ("l'appel d'**hier**", "l’appel d’**hier**"),
        ("1 400 appels, 20 %, 12 €, 8 h", "1\u202f400\u00a0appels, 20\u202f%, 12\u00a0€, 8\u00a0h"),
        ("**Salle :** deux", "**Salle\u00a0:** deux"),
        ("Attendre...", "Attendre…"),
        ("M. K. et Mme D.", "M.\u00a0K. et Mme\u00a0D."),
        ("`a ? b`", "`a ? b`"),
        ("[oui ?](module:m01 ) https://a.b/?c=d", "[oui\u202f?](module:m01 ) https://a.b/?c=d"),
        ("| a | b |\n| :--- | ---: |\n| c ? | d |", "| a | b |\n| :--- | ---: |\n| c\u202f? | d |"),
        ('<span title="a ? b">oui ?</span>', '<span title="a ? b">oui\u202f?</span>'),
        ("{ .kit-term } d'{{nom}}", "{ .kit-term } d’{{nom}}"),
        ("::: d'accord", "::: d’accord"),
        ("L'[alerte](term:alert) suit", "L’[alerte](term:alert) suit"),
    ],
)
def test_french(typed, shown):
    """A line that begins with a question mark is a mistake in French."""
    assert typeset(typed, "fr") == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ('Say "hello", don\'t say "hi".', "Say “hello”, don’t say “hi”."),
        ("the callers' file", "the callers’ file"),
        ("80% ? no", "80% ? no"),
        ('"{{a}}" (or "b")', "“{{a}}” (or “b”)"),
        ('`"x"`', '`"x"`'),
    ],
)
def test_english(typed, shown):
    """Straight quotes are a typewriter's."""
    assert typeset(typed, "en") == shown


@given(st.text(alphabet="ab \u00a0\u202f«»?!:;%€'\"\n|-`.{}[]()0123<>", max_size=60), st.sampled_from(["fr", "en"]))
def test_setting_twice_changes_nothing_more(text, lang):
    """Texts pass through several hands."""
    once = typeset(text, lang)

    assert typeset(once, lang) == once


@given(st.text(max_size=60), st.sampled_from(["fr", "en"]))
def test_no_letter_or_digit_is_lost(text, lang):
    """Marks change, words do not."""

    def kept(one: str) -> list[str]:
        return [letter for letter in one if letter.isalnum()]

    assert kept(typeset(text, lang)) == kept(text)
