"""`rebase`: the week from which a figure has a new level, as both sides agreed."""

from __future__ import annotations

import pytest

from kit import params
from kit.errors import BadParams
from kit.params import agreed
from kit.params.contract import SignalTerms, Words

REASON = "reason: {fr: Nouvelle équipe, en: New team}"
CONTRACT = """
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: opérateur, en: carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2026-01-05
    opening_hours: {mon: ["08:00-18:00"]}
    objectives: [{figure: sl.T, variant: v3, at_least: 0.75}]
    followed: [aht]
    signal: {rebase: [{REBASE}]}
"""


@pytest.fixture
def contract(tmp_path, monkeypatch):
    """Reads a contract with a `rebase` entry."""

    def read(rebase: str) -> params.Contract:
        folder = tmp_path / "params" / "own"
        folder.mkdir(parents=True)
        text = CONTRACT.replace("{REBASE}", "{" + rebase + "}")
        (folder / "contract.yml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("KIT_HOME", str(tmp_path))
        return params.contract("own")

    return read


@pytest.mark.parametrize("figure", ["figure: sl.T, ", "figure: aht, ", ""])
def test_a_figure_of_the_contract_or_all_may_begin_a_level(contract, figure):
    """The name is the one that the page shows: "sl.T", not the variant behind it."""
    terms = contract(f"{figure}from: 2026-W10, {REASON}").terms[0]

    assert [one.from_ for one in terms.signal.rebased("sl.T", "2026-W47")] == (
        ["2026-W10"] if "aht" not in figure else []
    )
    assert terms.signal.rebased("sl.T", "2026-W09") == []  # not begun


@pytest.mark.parametrize(
    ("rebase", "told"),
    [
        (f"figure: sl.Q, from: 2026-W10, {REASON}", "sl.Q"),
        (f"from: 2025-W53, {REASON}", "2025-W52"),
        (f"figure: aht, {REASON}", "from"),
        ("figure: aht, from: 2026-W10", "reason"),
        (f"figure: aht, from: 2026-W10, fron: 2026-W10, {REASON}", "fron"),
    ],
    ids=["no such figure", "no such week", "no week", "no reason", "a misspelt key"],
)
def test_a_level_that_cannot_be_read_is_refused_by_name(contract, rebase, told):
    """A level that is silently not set leaves the old limits in force."""
    with pytest.raises(BadParams) as error:
        contract(rebase)

    assert told in str(error.value) and "contract.yml" in str(error.value)


def test_levels_are_given_oldest_first_whatever_their_order():
    """The last one that has begun holds."""
    entries = [{"figure": "", "from": week, "reason": {"fr": "x", "en": "x"}} for week in ("2026-W30", "2026-W10")]
    terms = SignalTerms.model_validate({"rebase": entries})

    assert [one.from_ for one in terms.rebased("aht", "2026-W47")] == ["2026-W10", "2026-W30"]


def test_a_level_is_a_term_of_the_contract_and_its_wording_is_not(contract):
    """Set behind the back of a published page it is refused as any edited term; a reworded reason is not."""
    terms = contract(f"figure: aht, from: 2026-W10, {REASON}").terms[0]
    with_it = agreed.values(terms)
    reworded = terms.signal.rebase[0].model_copy(update={"reason": Words(fr="Autre", en="Other")})
    other = terms.model_copy(update={"signal": terms.signal.model_copy(update={"rebase": [reworded]})})
    without = terms.model_copy(update={"signal": SignalTerms()})

    assert with_it["signal.rebase"] == ["aht 2026-W10"]
    assert [one.key for one in agreed.differences(with_it, agreed.values(without))] == ["signal.rebase"]
    assert agreed.shown(with_it["signal.rebase"]) == "[aht 2026-W10]"
    assert agreed.values(other) == with_it
