"""Opening hours of single queues: what the contract says, what the calendar makes of it, what is refused."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter

import pytest

from kit import params
from kit.errors import BadParams
from kit.params import agreed
from kit.params.contract import Contract
from kit.params.reader import read

CONTRACT = """\
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: opérateur, en: carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2026-01-01
    opening_hours: {mon: ["08:00-18:00"], wed: ["08:00-18:00"]}
    objectives: []
    queues:
      QUEUES
  - valid_from: 2026-11-18
    opening_hours: {mon: ["08:00-18:00"], wed: ["08:00-18:00"]}
    objectives: []
    queues:
      Nuit: {opening_hours: {wed: ["20:00-24:00"]}}
"""
NIGHT = 'Nuit: {opening_hours: {mon: ["22:00-24:00"], tue: ["00:00-06:00"], wed: ["18:00-22:00"]}, holidays: open}'
MONDAY, TUESDAY = dt.date(2026, 11, 9), dt.date(2026, 11, 10)
ARMISTICE = dt.date(2026, 11, 11)  # a Wednesday


@pytest.fixture
def contract(tmp_path):
    """The contract with these queues in its first block, read from its file."""

    def written(queues: str = NIGHT) -> Contract:
        path = tmp_path / "contract.yml"
        path.write_text(CONTRACT.replace("QUEUES", queues), encoding="utf-8")
        return read(path, Contract)

    return written


def test_each_queue_has_its_hours_and_the_line_is_open_when_any_is(contract):
    """The night desk of a line that closes at 18:00 is not out of hours at 23:00, and the day desk is."""
    found = contract()

    assert found.queues_on(MONDAY) == ("Nuit",)
    assert found.open_spans(MONDAY) == [(480, 1080), (1320, 1440)]
    assert found.open_spans(MONDAY, "Nuit") == [(1320, 1440)]
    assert found.open_spans(MONDAY, "Jour") == [(480, 1080)]
    assert found.open_spans(TUESDAY, "Jour") == []
    assert found.open_spans(TUESDAY) == found.open_spans(TUESDAY, "Nuit") == [(0, 360)]


def test_hours_that_touch_or_overlap_are_one_span_of_the_line(contract):
    """Nobody is told that the line closes for no time at all."""
    wednesday = dt.date(2026, 11, 4)

    assert contract().open_spans(wednesday) == [(480, 1320)]
    assert contract('Soir: {opening_hours: {wed: ["17:00-20:00"]}}').open_spans(wednesday) == [(480, 1200)]


def test_a_name_is_matched_as_it_is_stored(contract):
    """ "nuit" in the file is another queue than "Nuit" in the contract: it keeps the line's hours."""
    found = contract()

    assert found.open_spans(MONDAY, "nuit") == found.open_spans(MONDAY, "Nuit ") == [(480, 1080)]


def test_a_queue_may_be_open_on_holidays_that_the_line_keeps(contract):
    """On 11 November the day desk rests; the night desk's callers are in hours, and the day keeps its name."""
    found = contract()

    assert found.open_spans(ARMISTICE, "Jour") == []
    assert found.open_spans(ARMISTICE) == found.open_spans(ARMISTICE, "Nuit") == [(1080, 1320)]
    assert found.holiday(ARMISTICE) == "armistice_1918"
    assert contract(NIGHT.replace(", holidays: open", "")).open_spans(ARMISTICE, "Nuit") == []


def test_an_exceptional_closure_closes_every_queue(contract):
    """A closed building has no night desk."""
    closed = contract().model_copy(update={"closures": {MONDAY: "works"}})

    assert closed.open_spans(MONDAY) == closed.open_spans(MONDAY, "Nuit") == []
    assert closed.queue_slots(closed.slots([MONDAY])) == []


def test_hours_change_with_the_terms(contract):
    """A week before the change, run again, keeps the hours that it had."""
    found, before, after = contract(), dt.date(2026, 11, 4), dt.date(2026, 11, 18)

    assert found.open_spans(before, "Nuit") == [(1080, 1320)]
    assert found.open_spans(after, "Nuit") == [(1200, 1440)]


def test_the_calendar_holds_the_line_and_the_table_beside_it_the_exceptions(contract):
    """Every query joins these two: a wrong row here is a wrong figure everywhere."""
    found = contract()
    rows = found.slots([MONDAY, TUESDAY])
    opened, own = (
        Counter(row[params.SLOT_COLUMNS.index(name)] for row in rows)[True] for name in ("is_open", "own_open")
    )
    apart = found.queue_slots(rows)

    assert (opened, own) == (40 + 8 + 24, 40)
    # Open at night when the line's own hours are over, closed by day when they are not.
    assert Counter((queue, is_open) for queue, _, is_open in apart) == {("Nuit", True): 32, ("Nuit", False): 40}
    assert len({slot for _, slot, _ in apart}) == len(apart)


@pytest.mark.parametrize(("day", "quarters"), [("2026-03-29", 20), ("2026-10-25", 28), ("2026-11-01", 24)])
def test_a_night_has_as_many_quarter_hours_as_its_clock(contract, day, quarters):
    """Midnight to six is five hours in the night of March and seven in that of October."""
    found = contract('Nuit: {opening_hours: {sun: ["00:00-06:00"]}, holidays: open}')
    apart = found.queue_slots(found.slots([dt.date.fromisoformat(day)]))

    assert [is_open for _, _, is_open in apart] == [True] * quarters


def test_a_contract_without_queues_is_as_before(contract):
    """Lines of one queue need not know that there are such things."""
    found = params.contract("sample")
    rows = found.slots([dt.date(2026, 11, 16)])

    assert found.queue_slots(rows) == [] and found.queues_on(dt.date(2026, 11, 16)) == ()
    assert [row[params.SLOT_COLUMNS.index("is_open")] for row in rows] == [
        row[params.SLOT_COLUMNS.index("own_open")] for row in rows
    ]


REFUSED = {
    "blanks": ('"Nuit ": {opening_hours: {mon: ["22:00-24:00"]}}', "Nuit", 'write "Nuit"', 'écrire "Nuit"'),
    "no name": ('"": {opening_hours: {mon: ["22:00-24:00"]}}', "", "needs its name", "a besoin de son nom"),
    "a night": (
        'Nuit: {opening_hours: {mon: ["22:00-06:00"]}}',
        "Nuit.opening_hours.mon.0",
        'write `mon: ["22:00-24:00"]` and `tue: ["00:00-06:00"]`',
        'écrire `mon: ["22:00-24:00"]` et `tue: ["00:00-06:00"]`',
    ),
    "never open": ("Nuit: {opening_hours: {}}", "Nuit.opening_hours", "never opens", "n'ouvre jamais"),
    "no hours": ("Nuit: {}", "Nuit.opening_hours", "the key is missing", "la clé manque"),
    "unknown holidays": (
        'Nuit: {opening_hours: {mon: ["22:00-24:00"]}, holidays: closed}',
        "Nuit.holidays",
        "write one of: open, france, alsace_moselle",
        "écrire l'une de : open, france, alsace_moselle",
    ),
    "a number": ('3: {opening_hours: {mon: ["22:00-24:00"]}}', "3", '"3", not 3', '"3", et non 3'),
    "hours alone": ('Nuit: "22:00-24:00"', "Nuit", "write keys with their values", "écrire des clés"),
    "an unknown key": (
        'Nuit: {opening_hours: {mon: ["22:00-24:00"]}, holiday: open}',
        "Nuit.holiday",
        'did you mean "holidays"',
        "vouliez-vous « holidays » ?",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_hours_of_a_queue_that_cannot_be_meant_are_refused(contract, case):
    """Hours that are silently dropped judge the night desk by the day desk's."""
    queues, key, english, french = REFUSED[case]
    with pytest.raises(BadParams) as refused:
        contract(queues)

    assert f":11: terms.0.queues.{key}" in refused.value.text("en")
    said = {lang: re.sub(r"\s", " ", refused.value.text(lang)) for lang in ("fr", "en")}
    assert english in said["en"] and french in said["fr"]


def test_a_queue_named_twice_by_another_case_is_refused_with_the_line_of_the_first(contract):
    """One of the two is mistyped, and its hours would hold for no call."""
    with pytest.raises(BadParams) as refused:
        contract(f'{NIGHT}\n      NUIT: {{opening_hours: {{mon: ["20:00-24:00"]}}}}')

    assert ":12: terms.0.queues.NUIT: NUIT is already in line 11" in refused.value.text("en")
    assert "NUIT est déjà à la ligne 11" in refused.value.text("fr")


def test_hours_of_a_queue_are_terms_that_a_published_report_keeps(contract):
    """Moved in place, they would move out-of-hours calls in weeks that both sides have read."""
    before, after = (agreed.values(found.terms[0]) for found in (contract(), contract(NIGHT.replace('"22', '"21'))))
    none = {key: value for key, value in before.items() if not key.startswith("queues.")}

    assert [(one.key, one.before, one.after) for one in agreed.differences(before, after)] == [
        ("queues.Nuit.opening_hours.mon", ["22:00-24:00"], ["21:00-24:00"])
    ]
    assert {one.key for one in agreed.differences(none, before)} == {
        *(f"queues.Nuit.opening_hours.{day}" for day in ("mon", "tue", "wed")),
        "queues.Nuit.holidays",
    }
    assert agreed.mark(none) != agreed.mark(before)
