"""The marks of each language, and what is left as typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.language.texts import texts
from kit.language.typography import typeset


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
        ("M. Églantine", "M.\u00a0Églantine"),
        ("« ? » : pas encore venu", "«\u00a0?\u00a0»\u00a0: pas encore venu"),
        # Times, durations and thousands hold together, whoever typed them
        ("le lundi à 12 h 30", "le lundi à 12\u00a0h\u00a030"),
        ("de 8 h à 18 h", "de 8\u00a0h à 18\u00a0h"),
        ("12\u00a0h 30 et 7\u202fh\u202f05", "12\u00a0h\u00a030 et 7\u00a0h\u00a005"),
        ("1 h 02 min, 6 min 43 s", "1\u00a0h\u00a002\u00a0min, 6\u00a0min\u00a043\u00a0s"),
        ("1 200 appels", "1\u202f200\u00a0appels"),
        ("86 400 secondes, 1 234 567", "86\u202f400 secondes, 1\u202f234\u202f567"),
        ("16:30", "16:30"),
        # A verb and its pronoun hold together
        ("a-t-on", "a\u2011t\u2011on"),
        (
            "Y a-t-il, va-t-elle, ont-ils, reste-t-ils",
            "Y a\u2011t\u2011il, va\u2011t\u2011elle, ont-ils, reste\u2011t\u2011ils",
        ),
        ("un va-t-en-guerre", "un va-t-en-guerre"),
        # Gaps and tags of a page
        ("{n} appels", "{n}\u00a0appels"),
        ("{present} ; {planned} %", "{present}\u202f; {planned}\u202f%"),
        ("semaine {week}", "semaine\u00a0{week}"),
        ("{n} %, {part} : <b>{x}</b> ?", "{n}\u202f%, {part}\u00a0: <b>{x}</b>\u202f?"),
        ("l'{x}, d'<i>un</i>", "l’{x}, d’<i>un</i>"),
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
        ('the queue <b>"{queue}"</b>, "{a}".', "the queue <b>“{queue}”</b>, “{a}”."),
        ('all <i>"open"</i> weeks', "all <i>“open”</i> weeks"),
        ("{n} calls in week {week}", "{n}\u00a0calls in week\u00a0{week}"),
        ("1,200 calls in 20 weeks", "1,200\u00a0calls in 20\u00a0weeks"),
        ("a wait of 0 s", "a wait of 0\u00a0s"),
        ("from 09:00 to 12:30", "from 09:00 to 12:30"),
        ("the state-of-the-art", "the state-of-the-art"),
    ],
)
def test_english(typed, shown):
    """Straight quotes are a typewriter's."""
    assert typeset(typed, "en") == shown


@given(st.text(alphabet="abhtM- \u00a0\u202f«»?!:;%€'\"\n|-`.{}[]()0123<>", max_size=60), st.sampled_from(["fr", "en"]))
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


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_setting_a_sentence_of_the_page_twice_changes_nothing_more(lang):
    """Prose of notebooks is typeset already and passes through again."""
    for text in texts("page", lang).values():
        once = typeset(text, lang)
        assert typeset(once, lang) == once
