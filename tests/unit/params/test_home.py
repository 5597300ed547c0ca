"""A mistyped name or folder is told with what there is, and nothing is made of it."""

from __future__ import annotations

import pytest

from kit import errors, params
from kit.params.home import existing_home

NAMES = {
    "nearly one that exists": ("sampel", errors.NearPartnership, ['mean "sample"?', "kit new sampel"], ["cannot be"]),
    "in capitals": ("SAMPLE", errors.BadPartnershipName, ["lower case", "Known: bank_1999, sample"], ["kit new"]),
    "a path": ("../../x", errors.BadPartnershipName, ["lower case", "Known: bank_1999, sample"], ["kit new"]),
    "a line too long": ("sample\n", errors.BadPartnershipName, ["lower case"], ["kit new"]),
    "like no other": ("zzz", errors.UnknownPartnership, ["Known: bank_1999, sample", "kit new zzz"], ["Did you mean"]),
}


@pytest.mark.parametrize(("name", "kind", "says", "never"), NAMES.values(), ids=list(NAMES))
def test_an_unknown_partnership_is_told_with_what_can_be_typed_instead(new_home, name, kind, says, never):
    """`kit new ../../x` would be refused too: advice that fails costs the reader's trust in the next one."""
    new_home("sample", "bank_1999")

    with pytest.raises(errors.UnknownPartnership) as refused:
        params.folder("data", name)

    told = refused.value.text("en")
    assert type(refused.value) is kind
    assert all(word in told for word in says), told
    assert not any(word in told for word in never), told


def test_a_home_without_any_partnership_says_so(new_home):
    """ "Known: -" reads like a fault of the kit."""
    home = new_home()

    with pytest.raises(errors.NoPartnership) as refused:
        params.folder("data", "acme")

    assert f"{home.resolve()}/params holds none yet" in refused.value.text("en")
    assert "kit new acme" in refused.value.text("fr")


@pytest.mark.parametrize(
    ("typed", "beside", "near"),
    [
        ("hoem", ["home", "other"], "home"),
        ("zzz", ["payroll", "quarrel"], None),
        ("zzz", [], None),
        ("a/b/c", ["apart"], None),
    ],
)
def test_a_home_that_is_not_there_is_told_with_the_one_that_may_be_meant_and_no_other(
    tmp_path, monkeypatch, typed, beside, near
):
    """A mistyped home looks like one that lost all its data; but whatever else lies there is nobody's business."""
    place = tmp_path.resolve() / "here"
    place.mkdir()
    for name in beside:
        (place / name).mkdir()
    monkeypatch.setenv("KIT_HOME", str(place / typed))

    with pytest.raises(errors.NoHome) as refused:
        existing_home()

    told = refused.value.text("en")
    assert told.startswith(f"{place / typed}: there is no such folder")
    assert (f"Did you mean {place / near}?" in told) if near else ("Did you mean" not in told)
    assert not any(name in told.replace(str(place / typed), "") for name in beside if name != near)
    assert ("Vouliez-vous" in refused.value.text("fr")) == bool(near)


@pytest.mark.parametrize("typed", ["/nonexistent", "/nonexistent/deeper", "x" * 5000, "/dev/null/x", "/etc/hostname"])
def test_a_home_that_cannot_be_is_missing_and_nothing_else_is_told(monkeypatch, typed):
    """The folders of the machine are not for whoever reads a message of the kit."""
    monkeypatch.setenv("KIT_HOME", typed)

    with pytest.raises(errors.NoHome) as refused:
        existing_home()

    told = refused.value.text("en")
    assert not any(f" {name}" in told or f"/{name}," in told for name in ("bin", "boot", "etc,", "proc", "usr"))


def test_a_home_that_is_there_is_given_back(new_home):
    """The usual case."""
    home = new_home()

    assert existing_home() == home.resolve()
