"""Every error has its text in both languages, with the same fields and a code of its own family."""

from __future__ import annotations

import importlib
import pkgutil
import string

import pytest

import kit
from kit import errors
from kit.language.later import later
from kit.language.texts import LANGUAGES, texts


def every_kind() -> list[type[errors.KitError]]:
    """All kinds, those of modules that nobody imported yet included."""
    for found in pkgutil.walk_packages(kit.__path__, "kit."):
        importlib.import_module(found.name)
    return errors.kinds()


KINDS = every_kind()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_an_error_has_its_text_in_both_languages(kind):
    """An error without a text would be a second error."""
    assert all(kind.slug in texts("errors", lang) for lang in LANGUAGES)


def test_no_text_is_left_of_an_error_that_is_gone():
    """Translators would keep it for nothing."""
    assert set(texts("errors", "en")) == {kind.slug for kind in KINDS}


def test_exit_codes_leave_room_for_the_shells_own():
    """1 is a bug, 2 a wrong option, 126 and more are the shell's."""
    assert all(11 <= kind.exit_code <= 99 for kind in KINDS)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.slug)
def test_an_error_survives_the_pipe_of_a_forked_run(kind, lang):
    """A report runs in a process of its own; its error is told by another."""
    import pickle

    stated = {name: name.upper() for name in fields(texts("errors", lang)[kind.slug])}
    stated |= {name: later("params.missing") for name in list(stated)[:1]}

    error = pickle.loads(pickle.dumps(kind(**stated)))

    assert error.text(lang) == kind(**stated).text(lang)
    assert type(error) is kind
