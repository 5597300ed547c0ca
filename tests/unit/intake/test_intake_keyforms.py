"""Keys whose form alone tells that they hold no person's number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.intake.keyforms import harmless
from kit.intake.scrub import in_key

STARTS = ["", "06", "0033", "33", "330", "00336", "2026", "1850575", "612"]
PIECES = st.sampled_from(
    ["9", "99", "9999", "999999", "999999999", "9999999999", "9999999999999", "a", "-", "_", ".", "/"]
)


def table(keys: list[str]) -> np.ndarray:
    return np.frombuffer("".join(keys).encode(), dtype="uint8").reshape(len(keys), -1)


@pytest.mark.parametrize(
    "keys",
    [
        ["261116-00000123", "261117-99999999"],
        ["A001000000123", "B999999999999"],
        ["X-1", "X-9"],
        ["12345678", "87654321"],
    ],
)
def test_the_usual_forms_of_call_numbers_need_no_second_look(keys):
    """Otherwise each of a million keys is searched for telephone numbers that it cannot hold."""
    assert harmless(table(keys))


@pytest.mark.parametrize(
    "key", ["0612345678", "A0612345678", "X-06-12-34-56-78", "20261116-0612345678", "Mr123", "a.bcd"]
)
def test_a_form_that_may_hold_a_person_is_looked_at(key):
    """A platform that names its calls after their callers must not pass for one that counts them."""
    assert not harmless(table([key]))


@given(st.lists(PIECES, min_size=1, max_size=5).map("".join), st.data())
def test_no_key_of_a_harmless_form_holds_a_person(form, data):
    """The form may only tell what the search of each key would tell, too."""
    form = form[:40]
    keys = []
    for _ in range(4):
        start = data.draw(st.sampled_from(STARTS))
        figures = iter(start + data.draw(st.text("0123456789", min_size=40, max_size=40)))
        keys.append(
            "".join(
                next(figures) if one == "9" else data.draw(st.sampled_from("ABxyM")) if one == "a" else one
                for one in form
            )
        )

    assert not harmless(table(keys)) or not any(map(in_key, keys))
