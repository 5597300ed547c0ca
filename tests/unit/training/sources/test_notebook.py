"""A training notebook becomes a page in both languages; prose that was not translated again is told."""

from __future__ import annotations

import hashlib
import json

import pytest

from kit.training.sources import notebook

FRENCH = "# Lire une page\nUne question."
OUTPUT = {
    "output_type": "execute_result",
    "data": {notebook.PAYLOAD: {"html": {"fr": "<p>dix</p>", "en": "<p>ten</p>"}}},
}
CELLS = [
    {"cell_type": "markdown", "id": "title", "source": FRENCH.splitlines(keepends=True)},
    {"cell_type": "code", "id": "show", "source": "1", "outputs": [OUTPUT, {"output_type": "stream", "text": "x"}]},
]
ENGLISH = """title:
  hash: "abc"
  en: |-
    # Reading a page
    A question.
"""


@pytest.fixture
def folder(tmp_path):
    """One notebook with its English prose."""
    (tmp_path / "locale").mkdir()
    (tmp_path / "lire_une_page.ipynb").write_text(json.dumps({"cells": CELLS}), encoding="utf-8")
    english = ENGLISH.replace("abc", hashlib.sha256(FRENCH.encode()).hexdigest()[:12])
    (tmp_path / "locale" / "lire_une_page.en.yml").write_text(english, encoding="utf-8")
    return tmp_path


def read(folder):
    return notebook.read(folder / "lire_une_page.ipynb", "training/notebooks/lire_une_page.ipynb")


def test_prose_and_outputs_are_kept_in_both_languages(folder):
    """The figures of the page are those that were run."""
    source, found = read(folder)

    assert found == []
    assert (source.id, source.title("fr"), source.title("en")) == ("lire-une-page", "Lire une page", "Reading a page")
    assert source.cells[1] == ("output", {"fr": "<p>dix</p>", "en": "<p>ten</p>"})


@pytest.mark.parametrize(
    ("old", "new", "slug"),
    [
        ("hash:", "hashed:", "notebook_stale"),
        ("  en: |-", "  fr: |-", "notebook_untranslated"),
        ("title:", "head:", "notebook_untranslated"),
    ],
)
def test_english_that_is_missing_or_older_is_told(folder, old, new, slug):
    """Half a page in another language is found by readers otherwise."""
    path = folder / "locale" / "lire_une_page.en.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    source, found = read(folder)

    assert source is None
    assert [(one.slug, one.place.key) for one in found] == [(slug, "title")]


def test_a_notebook_that_cannot_be_read_is_told(folder):
    """A half-saved file must not stop the reading of the rest."""
    (folder / "lire_une_page.ipynb").write_text("{", encoding="utf-8")
    assert [one.slug for one in read(folder)[1]] == ["notebook_unreadable"]


def test_a_notebook_without_english_is_told(folder):
    """Every page has its twin."""
    (folder / "locale" / "lire_une_page.en.yml").unlink()
    assert [one.slug for one in read(folder)[1]] == ["no_file"]
