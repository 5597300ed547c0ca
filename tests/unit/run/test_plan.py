"""Names, periods and parameters are checked before anything runs."""

from __future__ import annotations

import json

import pytest

from kit import errors
from kit.run import plan as planning
from kit.run.plan import plan


def test_a_plan_holds_the_parameters_of_the_notebook_with_their_types(toy_home):
    """papermill would guess them: 007 becomes 7, and `offered=1e2` a float."""
    made = plan(
        "toy_review", "sample", "2026-W47", languages=["en"], settings={"offered": "120", "as_of": "2026-11-24"}
    )

    assert made.parameters == {
        "partnership": "sample",
        "week": "2026-W47",
        "lang": "en",
        "offered": 120,
        "as_of": "2026-11-24",
    }
    assert made.folder == toy_home.resolve() / "reports/sample/2026-W47/toy_review"
    assert made.languages == ("en",)


@pytest.mark.parametrize("name", ["toy_review", "toy_review.ipynb", "notebooks/toy_review.ipynb"])
def test_a_notebook_is_found_however_the_shell_completed_it(toy_home, name):
    """Who types with the tabulator gets a path."""
    assert plan(name, "sample", "2026-W47").path == toy_home.resolve() / "notebooks/toy_review.ipynb"


REFUSED = {
    "a misspelt parameter": (
        {"settings": {"oferred": "3"}}, errors.UnknownParameter, "Did you mean \"offered\"?"),
    "a parameter like no other": ({"settings": {"zzz": "3"}}, errors.UnknownParameter, "as_of, act, offered"),
    "a misspelt notebook": ({"notebook": "toy_reviews"}, errors.UnknownNotebook, "Known: toy_review."),
    "a notebook outside": ({"notebook": "../../etc/passwd"}, errors.UnknownNotebook, "passwd"),
    "an unknown partnership": ({"partnership": "sampel"}, errors.UnknownPartnership, "Known: sample"),
    "a partnership outside": ({"partnership": "../../etc"}, errors.UnknownPartnership, "../../etc"),
    "a week that its year lacks": ({"period": "2025-W53"}, errors.BadPeriod, "2025-W52"),
    "a week without its letter": ({"period": "2026-47"}, errors.BadPeriod, "2026-W47"),
    "a week in French": ({"period": "2026-S7"}, errors.BadPeriod, "2026-W07"),
    "a month for a week": ({"period": "2026-11"}, errors.OtherPeriod, "not the kind of period"),
    "a quarter for a week": ({"period": "2026-Q4"}, errors.OtherPeriod, "2026-W40"),
    "a period that leads out": ({"period": "../../x"}, errors.BadPeriod, "../../x"),
    "a path that leads out": ({"settings": {"as_of": "../../etc"}}, errors.PathOutsideHome, "--set as_of"),
    "an absolute path": ({"settings": {"as_of": "/etc/passwd"}}, errors.PathOutsideHome, "/etc/passwd"),
    "text for a number": ({"settings": {"offered": "many"}}, errors.BadParams, "whole number"),
    "a moment in words": ({"settings": {"as_of": "yesterday"}}, errors.BadMoment, "such as 2026-11-23T09:00"),
    "a moment that no clock shows": ({"settings": {"as_of": "2026-11-23T25:00"}}, errors.BadMoment, "Europe/Paris"),
    "the period twice": ({"settings": {"week": "2026-W01"}}, errors.BadParams, "already given"),
    "an unknown language": ({"languages": ["fr", "de"]}, errors.BadParams, "Known: fr,en"),
}  # fmt: skip


@pytest.mark.parametrize(("changed", "kind", "says"), REFUSED.values(), ids=list(REFUSED))
def test_a_plan_that_cannot_be_meant_is_refused_with_a_way_out(toy_home, changed, kind, says):
    """papermill runs on with the default and writes the wrong week under the right name."""
    typed = {"notebook": "toy_review", "partnership": "sample", "period": "2026-W47", **changed}

    with pytest.raises(kind) as refused:
        plan(**typed)

    assert says in refused.value.text("en")
    assert refused.value.text("fr") != refused.value.text("en")


@pytest.mark.parametrize("moment", ["", "latest", "2026-11-23", "2026-11-23T09:00", "2026-11-23T09:00+01:00"])
def test_a_moment_is_taken_in_every_form_that_the_tables_take(toy_home, moment):
    """What papermill accepts, `--set` must accept."""
    assert plan("toy_review", "sample", "2026-W47", settings={"as_of": moment}).parameters["as_of"] == moment


def test_week_53_is_a_week_where_the_year_has_one(toy_home):
    """2026 has 53 weeks; refusing the last one would lose a week of both sides' figures."""
    assert plan("toy_review", "sample", "2026-W53").parameters["week"] == "2026-W53"


def test_reports_that_lie_behind_a_link_out_of_the_home_are_refused(toy_home, tmp_path):
    """A link in reports/ must not make the kit write anywhere on the machine."""
    (tmp_path / "elsewhere").mkdir()
    (toy_home / "reports").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(errors.PathOutsideHome):
        plan("toy_review", "sample", "2026-W47")


PERIODS = [
    ("month", "2026-11", "2026-13"),
    ("quarter", "2026-Q4", "2026-Q5"),
    ("span", "2026-10-05..2026-11-01", "2026-11-01..2026-10-05"),
    ("campaign", "2026-09-rentree.after", "2026-09-rentree"),
]


def with_cell(home, source: str) -> None:
    path = home / "notebooks" / "other.ipynb"
    cell = {"cell_type": "code", "metadata": {"tags": ["parameters"]}, "source": source, "outputs": []}
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


@pytest.mark.parametrize(("name", "good", "bad"), PERIODS)
def test_the_parameter_of_the_notebook_says_which_kind_of_period_it_takes(toy_home, name, good, bad):
    """One verb for every report: the notebook knows whether it is of a week, a month, a quarter or a campaign."""
    with_cell(toy_home, f'partnership: str = "sample"\n{name}: str = "x"')

    assert plan("other", "sample", good).parameters[name] == good
    with pytest.raises(errors.BadPeriod):
        plan("other", "sample", bad)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("week = make()", "week = make()"),
        ("week: str = [1]\nimport os", "import os"),
        ("week = (", "no readable cell"),
        ("x: int = 1", "none of the parameters is a period"),
    ],
)
def test_a_parameters_cell_that_is_no_list_of_scalars_is_refused(toy_home, source, says):
    """What is not a scalar could not be typed on the command line, and papermill would skip it silently."""
    with_cell(toy_home, source)

    with pytest.raises(errors.BadParams) as refused:
        plan("other", "sample", "2026-W47")

    assert says in refused.value.text("en")


def test_types_come_from_the_annotation_else_from_the_default(toy_home):
    """`threshold = 0.9` needs no annotation to refuse a text."""
    with_cell(toy_home, 'week: str = "x"\nshare: float = 1\nflag = False\ncount = 3')

    known = planning.parameters_of(toy_home / "notebooks/other.ipynb")

    assert {name: one.kind for name, one in known.items()} == {"week": str, "share": float, "flag": bool, "count": int}


@pytest.mark.parametrize(("typed", "value"), [("true", True), ("False", False)])
def test_a_yes_or_no_is_true_or_false(toy_home, typed, value):
    """bool("false") is True in Python."""
    with_cell(toy_home, 'week: str = "x"\nflag = False')

    assert plan("other", "sample", "2026-W47", settings={"flag": typed}).parameters["flag"] is value
