"""Every error has its text in both languages, with the same fields and a code of its own family."""

from __future__ import annotations

import importlib
import pkgutil
import string
from pathlib import Path

import pytest
import yaml

import kit
from kit import errors

LOCALE = Path(kit.__file__).parent / "locale"


def every_kind() -> list[type[errors.KitError]]:
    """All kinds, those of modules that nobody imported yet included."""
    for found in pkgutil.walk_packages(kit.__path__, "kit."):
        importlib.import_module(found.name)
    return errors.kinds()


KINDS = every_kind()
PAIRS = sorted({path.name.split(".")[0] for path in LOCALE.glob("*.yml")})


def texts(name: str, lang: str) -> dict[str, str]:
    return yaml.safe_load((LOCALE / f"{name}.{lang}.yml").read_text(encoding="utf-8"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_an_error_has_its_text_in_both_languages(kind):
    """An error without a text would be a second error."""
    assert all(kind.slug in texts("errors", lang) for lang in errors.LANGUAGES)


def test_no_text_is_left_of_an_error_that_is_gone():
    """Translators would keep it for nothing."""
    assert set(texts("errors", "en")) == {kind.slug for kind in KINDS}


@pytest.mark.parametrize("name", PAIRS)
def test_both_languages_say_the_same_things(name):
    """A field that one language leaves out is what its reader needed."""
    french, english = texts(name, "fr"), texts(name, "en")

    assert set(french) == set(english)
    assert {key: fields(str(text)) for key, text in french.items()} == {
        key: fields(str(text)) for key, text in english.items()
    }


@pytest.mark.parametrize("name", PAIRS)
def test_french_marks_stand_behind_unbreakable_blanks(name):
    """A line that begins with a question mark is a mistake in French."""
    for key, text in texts(name, "fr").items():
        outside = "".join(part for at, part in enumerate(str(text).split("`")) if at % 2 == 0)
        for mark in (" :", " ;", " !", " ?", " %", "« ", " »"):
            assert mark not in outside, f"{name}.fr.yml, {key}: {text!r}"


def test_exit_codes_leave_room_for_the_shells_own():
    """1 is a bug, 2 a wrong option, 126 and more are the shell's."""
    assert all(11 <= kind.exit_code <= 99 for kind in KINDS)


@pytest.mark.parametrize("lang", errors.LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_an_error_survives_the_pipe_of_a_forked_run(kind, lang):
    """A report runs in a process of its own; its error is told by another."""
    import pickle

    stated = {name: name.upper() for name in fields(texts("errors", lang)[kind.slug])}
    stated |= {name: {"fr": "oui", "en": "yes"}.get for name in list(stated)[:1]}

    error = pickle.loads(pickle.dumps(kind(**stated)))

    assert error.text(lang) == kind(**stated).text(lang)
    assert type(error) is kind
