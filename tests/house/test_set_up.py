"""The tests' own set-up: profiles of the property tests, and folders that are made once in a run."""

from __future__ import annotations

import pytest
from hypothesis import Phase, settings


def test_ci_tries_the_same_examples_on_every_run():
    """A change that is not to blame must not turn red, and nothing is remembered from one run to the next."""
    ci = settings.get_profile("ci")

    assert (ci.derandomize, ci.database) == (True, None)
    assert ci.max_examples == settings.get_profile("quick").max_examples


def test_only_the_deep_profile_makes_a_failing_example_small():
    """That may take minutes of somebody who only wants to know whether it works."""
    quick, deep = settings.get_profile("quick"), settings.get_profile("deep")

    assert Phase.shrink not in quick.phases and Phase.shrink in deep.phases
    assert deep.max_examples >= 10 * quick.max_examples and not deep.derandomize


def test_a_folder_is_made_once_and_made_again_where_it_was_left_half_made(once):
    """Every process of a run asks for it; one that was stopped must not leave half a home to the others."""
    made = []

    def fails(folder):
        (folder / "half").touch()
        raise KeyboardInterrupt

    def make(folder):
        made.append(sorted(path.name for path in folder.iterdir()))
        (folder / "whole").touch()

    with pytest.raises(KeyboardInterrupt):
        once("of this test alone", fails)
    places = [once("of this test alone", make) for _ in range(3)]

    assert made == [[]] and len(set(places)) == 1
    assert [path.name for path in places[0].iterdir()] == ["whole"]
