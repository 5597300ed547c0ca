"""Terms that cannot be meant are refused with their line and what to write: days, bounds, shares, dates twice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import params
from kit.errors import BadParams
from kit.params.contract import Calendar, Contract, SignalTerms
from kit.params.days import day
from kit.params.reader import read
from kit.params.wrong import Wrong

CONTRACT = """\
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: opérateur, en: carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2026-01-01
    opening_hours: {mon: ["08:00-18:00"]}
    objectives:
      - {figure: answer_rate.agent, at_least: 0.9}
      - {figure: asa, at_most: 30}
    thresholds: {answer_s: 20}
    reconciliation: {tolerance_ratio: 0.01}
  - valid_from: 2026-06-01
    opening_hours: {mon: ["08:00-18:00"]}
    objectives: []
"""
BLOCK, FIRST, SECOND = "terms.0", "7: terms.0.valid_from", "14: terms.1.valid_from"
# What is written instead of what, the line and key named, what is told in English and in French.
REFUSED = {
    "a day first": ("2026-01-01", "24/12/2026", FIRST, "write 2026-12-24, not 24/12/2026", "écrire 2026-12-24"),
    "a short year": ("2026-01-01", "24.12.26", FIRST, "write 2026-12-24", "écrire 2026-12-24"),
    "a month first": ("2026-01-01", "12/24/2026", FIRST, "write 2026-12-24", "écrire 2026-12-24"),
    "either": ("2026-01-01", "03/04/2026", FIRST, "write 2026-04-03", "écrire 2026-04-03"),
    "strokes": ("2026-01-01", "2026/1/2", FIRST, "write 2026-01-02", "écrire 2026-01-02"),
    "digits alone": ("2026-01-01", "20260102", FIRST, "write 2026-01-02", "écrire 2026-01-02"),
    "a time too": ("2026-01-01", "2026-01-02T00:00", FIRST, "write 2026-01-02", "écrire 2026-01-02"),
    "month 13": ("2026-01-01", "2026-13-01", FIRST, "the month comes before the day; write 2026-01-13", "2026-01-13"),
    "month 14, day 31": ("2026-01-01", "2026-31-31", FIRST, "there is no such month", "ce mois n'existe pas"),
    "30 February": ("2026-01-01", "2026-02-30", FIRST, "2026-02 ends on the 28", "2026-02 finit le 28"),
    "a count of seconds": ("2026-01-01", "86400", FIRST, "is not a day", "n'est pas un jour"),
    "a year alone": ("2026-01-01", "2026", FIRST, "is not a day", "n'est pas un jour"),
    "year 1": ("2026-01-01", "0001-01-01", FIRST, "between 1971 and 2199", "entre 1971 et 2199"),
    "year 9999": ("2026-06-01", "9999-12-31", SECOND, "between 1971 and 2199", "entre 1971 et 2199"),
    "no day": ("2026-01-01", "", FIRST, "is not a day", "n'est pas un jour"),
    "the same day twice": (
        "2026-06-01",
        "2026-01-01",
        SECOND,
        "valid_from 2026-01-01 is already that of line 7",
        "celui de la ligne 7",
    ),
    "days in the wrong order": (
        "2026-06-01",
        "2025-06-01",
        SECOND,
        "2025-06-01 comes before 2026-01-01 of line 7",
        "précède 2026-01-01",
    ),
    "a decimal comma": (
        "at_least: 0.9",
        'at_least: "0,90"',
        f"10: {BLOCK}.objectives.0.at_least",
        "write 0.90, not 0,90",
        "écrire 0.90",
    ),
    "a decimal comma in braces": (
        "at_least: 0.9",
        "at_least: 0,90",
        f"10: {BLOCK}.objectives.0.90",
        "write 0.90, not 0,90",
        "écrire 0.90",
    ),
    "with a leading nought": (
        "tolerance_ratio: 0.01",
        "tolerance_ratio: 0,01",
        f"13: {BLOCK}.reconciliation.01",
        "write 0.01",
        "écrire 0.01",
    ),
    "thousands": (
        "at_most: 30",
        'at_most: "1,000"',
        f"11: {BLOCK}.objectives.1.at_most",
        "write 1.000 / 1000",
        "1.000 / 1000",
    ),
    "percent": (
        "at_least: 0.9",
        "at_least: 90 %",
        f"10: {BLOCK}.objectives.0.at_least",
        "write 0.9, not 90 %",
        "écrire 0.9",
    ),
    "seconds": ("at_most: 30", "at_most: 30 s", f"11: {BLOCK}.objectives.1.at_most", "write 30, not 30 s", "écrire 30"),
    "minutes": (
        "at_most: 30",
        'at_most: "1:30"',
        f"11: {BLOCK}.objectives.1.at_most",
        "in seconds: write 90",
        "en secondes",
    ),
    "a flag": ("at_least: 0.9", "at_least: true", f"10: {BLOCK}.objectives.0.at_least", "write a number", "un nombre"),
    "no number": (
        "at_least: 0.9",
        "at_least: nan",
        f"10: {BLOCK}.objectives.0.at_least",
        "write a number",
        "un nombre",
    ),
    "infinity": ("at_most: 30", "at_most: .inf", f"11: {BLOCK}.objectives.1.at_most", "write a number", "un nombre"),
    "beyond all numbers": (
        "at_most: 30",
        "at_most: 1.0e999",
        f"11: {BLOCK}.objectives.1.at_most",
        "write a number",
        "un nombre",
    ),
    "below zero": (
        "at_most: 30",
        "at_most: -30",
        f"11: {BLOCK}.objectives.1.at_most",
        "write 30, not -30",
        "écrire 30, et non -30",
    ),
    "a rate below zero": (
        "at_least: 0.9",
        "at_least: -0.9",
        f"10: {BLOCK}.objectives.0.at_least",
        "write 0.9, not -0.9",
        "écrire 0.9",
    ),
    "the same promise twice": (
        "figure: asa, at_most: 30",
        "figure: answer_rate.agent, at_least: 0.8",
        f"11: {BLOCK}.objectives.1",
        "already promised in line 10",
        "déjà promis à la ligne 10",
    ),
    "a limit of 0 s": ("answer_s: 20", "answer_s: 0", f"12: {BLOCK}.thresholds.answer_s", "more than 0", "plus de 0"),
    "a limit below": ("answer_s: 20", "answer_s: -5", f"12: {BLOCK}.thresholds.answer_s", "more than 0", "plus de 0"),
    "1 for 1 %": (
        "tolerance_ratio: 0.01",
        "tolerance_ratio: 1",
        f"13: {BLOCK}.reconciliation.tolerance_ratio",
        "write 0.01 for 1 %",
        "écrire 0.01 pour 1\u00a0%",
    ),
    "a tolerance below zero": (
        "tolerance_ratio: 0.01",
        "tolerance_ratio: -0.01",
        f"13: {BLOCK}.reconciliation.tolerance_ratio",
        "write at least 0",
        "au moins 0",
    ),
    "a baseline backwards": (
        "answer_s: 20}",
        "answer_s: 20}\n    signal: {baseline_from: 2026-W20, baseline_to: 2025-W20}",
        f"13: {BLOCK}.signal.baseline_to",
        "exchange the two weeks",
        "échanger les deux semaines",
    ),
    "no week": (
        "answer_s: 20}",
        "answer_s: 20}\n    signal: {baseline_from: 2025-W53}",
        f"13: {BLOCK}.signal.baseline_from",
        "write it as 2025-W52",
        "l'écrire comme 2025-W52",
    ),
    "a time zone": ("Europe/Paris", "Paris", "5: time_zone", "such as Europe/Paris", "par exemple Europe/Paris"),
    "an unknown choice": (
        "objectives: []",
        "objectives: []\n    holidays: frnace",
        "17: terms.1.holidays",
        'write one of: open, france, alsace_moselle (did you mean "france"?)',
        "vouliez-vous «\u00a0france\u00a0»",
    ),
    "a number as a name": (
        "en: Line",
        "en: 800",
        "1: line.en",
        'write a text, in quotes if it looks like a number: "800"',
        "écrire un texte",
    ),
    "no block": (
        'opening_hours: {mon: ["08:00-18:00"]}\n    objectives: []',
        "opening_hours: closed\n    objectives: []",
        "15: terms.1.opening_hours",
        "write keys with their values",
        "écrire des clés",
    ),
}


@pytest.mark.parametrize(("right", "wrong", "where", "english", "french"), REFUSED.values(), ids=list(REFUSED))
def test_a_term_that_cannot_be_meant_is_refused_with_what_to_write(tmp_path, right, wrong, where, english, french):
    """A page judges by the contract: a slip there would be signed by both sides."""
    assert right in CONTRACT
    path = tmp_path / "contract.yml"
    path.write_text(CONTRACT.replace(right, wrong, 1), encoding="utf-8")

    with pytest.raises(BadParams) as refused:
        read(path, Contract)

    told = refused.value.text("en")
    assert told.startswith(f"{path}:{where}: "), told
    assert english in told, told
    assert french in refused.value.text("fr"), refused.value.text("fr")
    assert len(told.splitlines()) == 1, "one slip, one line"


def test_the_contract_of_these_tests_is_sound(tmp_path):
    """Otherwise they would prove nothing."""
    path = tmp_path / "contract.yml"
    path.write_text(CONTRACT, encoding="utf-8")

    assert [str(terms.valid_from) for terms in read(path, Contract).terms] == ["2026-01-01", "2026-06-01"]


CLOSURES = "closures:\n  - {date: 2026-12-24, reason: eve}\n  - {date: 2026-12-31, reason: eve}\n"


@pytest.mark.parametrize(
    ("wrong", "where", "english", "french"),
    [
        ("2026-12-24", "3: closures.1", "2026-12-24 is already closed in line 2", "déjà fermé à la ligne 2"),
        ("31/12/2026", "3: closures.1.date", "write 2026-12-31, not 31/12/2026", "écrire 2026-12-31"),
    ],
)
def test_a_closure_is_a_day_and_stated_once(tmp_path, wrong, where, english, french):
    """The second reason would silently replace the first."""
    path = tmp_path / "calendar.yml"
    path.write_text(CLOSURES.replace("2026-12-31", wrong), encoding="utf-8")

    with pytest.raises(BadParams) as refused:
        read(path, Calendar)

    assert refused.value.text("en").startswith(f"{path}:{where}: "), refused.value.text("en")
    assert english in refused.value.text("en")
    assert french in refused.value.text("fr")


def test_a_duration_of_nothing_is_no_promise(new_home):
    """Nobody answers in 0 seconds on average: every week would miss it."""
    path = new_home("sample").resolve() / "params/sample/contract.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("at_most: 30", "at_most: 0"), encoding="utf-8")

    with pytest.raises(BadParams) as refused:
        params.contract("sample")

    assert refused.value.text("en").startswith(
        f"{path}:21: terms.0.objectives.2.at_most: asa is in seconds and never 0"
    )


def test_a_baseline_of_one_year_is_read():
    """The two weeks in their order."""
    assert SignalTerms(baseline_from="2025-W10", baseline_to="2026-W09").baseline_weeks == 52


@given(st.dates())
def test_a_day_is_read_as_it_is_written_within_the_years_that_can_be_counted_with(date):
    """Days near year 1 or 9999 overflow where weeks and zones are counted."""
    try:
        assert day(date.isoformat()) == date
    except Wrong:
        assert not 1971 <= date.year <= 2199


@given(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.none(), st.booleans(), st.lists(st.integers())))
def test_whatever_stands_for_a_day_it_is_one_or_refused(value):
    """Nothing else than year, month and day becomes a day."""
    try:
        found = day(value)
    except Wrong:
        return
    assert found.isoformat() == value.strip()
