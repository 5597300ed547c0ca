"""Every text of the kit: both languages hold the same ones, and each can be reached from the code."""

from __future__ import annotations

import re
import string

import pytest

from kit.language import texts as language
from kit.language.texts import LANGUAGES, PLACE, has, rooms, text, texts

ROOMS = rooms()
TYPESET = ("exercises", "page", "training")  # set when they are read: their files hold ordinary blanks


def fields(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_file_is_one_language_of_a_room():
    """A file under another name would be read by nothing."""
    assert sorted(path.name for path in PLACE.iterdir()) == sorted(
        f"{room}.{lang}.yml" for room in ROOMS for lang in LANGUAGES
    )


@pytest.mark.parametrize("room", ROOMS)
def test_both_languages_have_the_same_texts(room):
    """A text that is missing in one language would stop the page, or hide the message, of that language only."""
    assert texts(room, "fr").keys() == texts(room, "en").keys()


@pytest.mark.parametrize("room", ROOMS)
def test_a_text_holds_the_same_figures_in_both_languages(room):
    """Two readers of one meeting must not see different numbers. Forms of a number may leave the number out."""
    french, english = texts(room, "fr"), texts(room, "en")
    spoken = {"n"} if room in TYPESET else set()

    assert [key for key in french if (fields(french[key]) ^ fields(english[key])) - spoken] == []


@pytest.mark.parametrize("room", [room for room in ROOMS if room not in TYPESET])
def test_french_marks_stand_behind_unbreakable_blanks(room):
    """A line that begins with a question mark is a mistake in French."""
    for key, sentence in texts(room, "fr").items():
        outside = "".join(part for at, part in enumerate(sentence.split("`")) if at % 2 == 0)
        for mark in (" :", " ;", " !", " ?", " %", "« ", " »"):
            assert mark not in outside, f"{room}.fr.yml, {key}: {sentence!r}"


def test_a_text_is_found_by_its_room_and_filled():
    """One call serves the terminal, an error and a page."""
    assert text("cli.in_cell", "en", number=3, line="x = 1") == 'cell [3] "x = 1"'
    assert text("page.table.calls", "fr") == "appels"


def test_a_field_may_be_named_key_or_lang():
    """Sentences of parameters name the key that they speak of."""
    assert "zone" in text("params.terms_also", "en", key="zone", before=1, after=2)
    assert "xx" in text("cli.bad_language", "en", lang="xx")


@pytest.mark.parametrize("key", ["errors.no_such_thing", "nowhere.at_all", "bare"])
def test_a_key_without_a_text_is_a_bug(key):
    """A misspelt key must not become an empty line of a page."""
    with pytest.raises((KeyError, FileNotFoundError)):
        text(key, "fr")


def test_whether_a_key_has_a_text_can_be_asked():
    """A partnership's own slugs have none."""
    assert has("intake.ghost", "fr") and not has("intake.night_tests", "fr")


@pytest.mark.parametrize("heavy", ["yaml", "kit.period", "kit.language.numbers", "pandas"])
def test_nothing_that_words_need_is_loaded_before_one_is_asked_for(heavy):
    """`kit --version` must not wait for the sentences of a page, nor for its numbers."""
    import subprocess
    import sys

    code = f"import kit.cli, sys; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_reader_of_texts_imports_nothing_of_the_kit():
    """Errors are told by it: whatever it imported could raise none of them."""
    source = (PLACE.parent / "texts.py").read_text(encoding="utf-8")
    assert re.findall(r"^\s*(?:from|import) kit\S*", source, re.M) == []
    assert language.texts.cache_info is not None
