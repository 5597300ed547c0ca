"""Texts that wait for their reader."""

from __future__ import annotations

import pickle

import pytest

from kit.errors import BadParams
from kit.language.later import in_language, later
from kit.language.numbers import Count
from kit.language.texts import text


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_text_is_told_in_the_language_of_its_reader(lang):
    """Who finds a fault does not know who will read of it."""
    assert later("cli.bad_language", lang="xx")(lang) == text("cli.bad_language", lang, lang="xx")


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_text_inside_another_is_told_in_the_same_language(lang):
    """Half a message in each language is none."""
    inner = later("params.nearest", name="provider")
    outer = later("params.extra_forbidden", hint=inner)

    assert outer(lang) == text("params.extra_forbidden", lang, hint=inner(lang))


def test_several_texts_in_a_row_are_one_field():
    """An error lists its complaints one below the other."""
    row = (later("params.missing"), "\n  ", later("params.more_faults", count=Count(1200)))

    assert in_language(row, "fr") == text("params.missing", "fr") + "\n  " + text(
        "params.more_faults", "fr", count="1\u202f200"
    )


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_waits_still_waits_behind_the_pipe_of_a_forked_run(lang):
    """The run's process does not know in which language its parent tells the error."""
    what = (later("params.too_large", limit=later("store.megabytes", count=3)), " · ", Count(1200))
    error = BadParams(where="here", what=what, fix=later("params.fix"))

    copy = pickle.loads(pickle.dumps(error))

    assert copy.text(lang) == error.text(lang)


def test_a_field_that_cannot_pass_the_pipe_passes_as_its_text():
    """A field may be anything that can be shown: an open file, an exception."""
    with open(__file__) as open_file:
        what = later("params.other", value="v", detail=open_file)
        assert pickle.loads(pickle.dumps(what))("en") == what("en")


def test_where_only_a_text_fits_it_is_the_english_one():
    """Logs and lists for machines have no reader to ask."""
    assert f"{later('params.missing')}" == text("params.missing", "en")
