"""What a contract promises must be figures that the glossary knows."""

from __future__ import annotations

import pytest

from kit import params
from kit.errors import BadParams

FIGURE, LEVEL, FOLLOWED = "figure: answer_rate.agent", "figure: sl.T, variant: v3", "followed: [vol.offered, aht]"
# What is written instead, the line where it stands, what is told of it.
WRONG = {
    "a misspelt figure": (
        FIGURE, "figure: answer_rate.agnt", "19: terms.0.objectives.0.figure",
        'unknown figure "answer_rate.agnt" (did you mean "answer_rate.agent"?)',
        "chiffre inconnu, «\u00a0answer_rate.agnt\u00a0» (vouliez-vous"),
    "a figure like no other": (
        FIGURE, "figure: happiness", "19: terms.0.objectives.0.figure",
        'unknown figure "happiness". ', "inconnu"),
    "a misspelt service level": (
        LEVEL, "figure: sl.TT, variant: v3", "20: terms.0.objectives.1.figure", '(did you mean "sl.T"?)', "sl.T"),
    "an unknown variant": (
        LEVEL, "figure: sl.T, variant: v33", "20: terms.0.objectives.1.variant",
        '"sl.T" has no variant "v33" (did you mean "v3"?); variants: v1, v2', "n'a pas de variante"),
    "a variant of another family": (
        "figure: asa", "figure: asa, variant: v3", "21: terms.0.objectives.2.variant",
        "variants: p50, p90", "variantes"),
    "no variant where one is judged": (
        LEVEL, "figure: sl.T", "20: terms.0.objectives.1.figure", "add `variant:`, one of: v1, v2", "ajouter"),
    "percent": (
        "at_least: 0.90", "at_least: 90", "19: terms.0.objectives.0.at_least",
        "answer_rate.agent is a rate from 0 to 1: write 0.90 for 90 %, not 90", "et non 90"),
    "a followed figure": (
        FOLLOWED, "followed: [vol.offered, ahtt]", "23: terms.0.followed.1",
        '(did you mean "aht"?)', "vouliez-vous"),
}  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "where", "english", "french"), WRONG.values(), ids=list(WRONG))
def test_a_promise_about_an_unknown_figure_is_told_with_its_line_and_a_way_out(
    new_home, right, wrong, where, english, french
):
    """It would silently never be judged; and whoever fixes it opens the file at that line."""
    path = new_home("sample").resolve() / "params/sample/contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(BadParams) as refused:
        params.contract("sample")

    told = refused.value.text("en")
    assert told.startswith(f"{path}:{where}: "), told
    assert english in told and told.endswith("Fix the file, then run `kit check` again."), told
    assert french in refused.value.text("fr")
