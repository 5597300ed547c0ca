"""Opening hours: what cannot be read is refused with the line to write, and a night is two spans."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import params
from kit.calendar import DAYS
from kit.errors import BadParams
from kit.params.contract import Contract
from kit.params.hours import OpeningHours, minutes, written
from kit.params.reader import read

CONTRACT = """\
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: opérateur, en: carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2026-01-01
    holidays: open
    opening_hours:
      HOURS
    objectives: []
"""


@pytest.fixture
def contract(tmp_path):
    """A contract with the lines of opening hours that are given."""

    def make(*lines: str) -> Contract:
        path = tmp_path / "contract.yml"
        path.write_text(CONTRACT.replace("HOURS", "\n      ".join(lines)), encoding="utf-8")
        return read(path, Contract)

    return make


# The lines written, the line and key named, what is to be written instead.
REFUSED = {
    "one digit": (['mon: ["8:00-18:00"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00", not 8:00-18:00'),
    "hours in letters": (['mon: ["8h-18h"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00", not 8h-18h'),
    "with minutes": (['tue: ["8h30-18h15"]'], "10: terms.0.opening_hours.tue.0", 'write "08:30-18:15"'),
    "hours alone": (['mon: ["8-18"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00"'),
    "in French": (['mon: ["8h à 18h"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00"'),
    "a dash and blanks": (['mon: ["08:00 – 18:00"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00"'),
    "a point": (['mon: ["08.00-18.00"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00"'),
    "halves of a day": (['mon: ["8am-6pm"]'], "10: terms.0.opening_hours.mon.0", 'write "08:00-18:00"'),
    "midnight": (['mon: ["18:00-00:00"]'], "10: terms.0.opening_hours.mon.0", 'write "18:00-24:00"'),
    "all day": (['mon: ["0:00-0:00"]'], "10: terms.0.opening_hours.mon.0", 'write "00:00-24:00"'),
    "no quarter": (['mon: ["08:10-18:00"]'], "10: terms.0.opening_hours.mon.0", 'write "08:15-18:00"'),
    "nothing": (['mon: ["08:00-08:00"]'], "10: terms.0.opening_hours.mon.0", 'as "08:00-18:00"'),
    "behind midnight": (['mon: ["08:00-24:15"]'], "10: terms.0.opening_hours.mon.0", 'as "08:00-18:00"'),
    "a word": (['mon: ["morning"]'], "10: terms.0.opening_hours.mon.0", 'as "08:00-18:00"'),
    "no list": (['mon: "08:00-18:00"'], "10: terms.0.opening_hours.mon", 'write a list: ["08:00-18:00"]'),
    "empty": (["mon:"], "10: terms.0.opening_hours.mon", "[] where there is nothing"),
    "a weekday in French": (['lun: ["08:00-18:00"]'], "10: terms.0.opening_hours.lun", "unknown key"),
    "a weekday written out": (['monday: ["08:00-18:00"]'], "10: terms.0.opening_hours.monday", 'did you mean "mon"?'),
    "an overlap": (
        ['mon: ["08:00-12:00", "11:00-18:00"]'],
        "10: terms.0.opening_hours.mon.1",
        '08:00-12:00 and 11:00-18:00 overlap: write `mon: ["08:00-18:00"]`',
    ),
    "one within the other": (
        ['mon: ["08:00-18:00", "09:00-10:00"]'],
        "10: terms.0.opening_hours.mon.1",
        'write `mon: ["08:00-18:00"]`',
    ),
    "out of order": (
        ['mon: ["14:00-18:00", "08:00-12:00"]'],
        "10: terms.0.opening_hours.mon.1",
        '08:00-12:00 is listed after 14:00-18:00: write `mon: ["08:00-12:00", "14:00-18:00"]`',
    ),
    "twice": (
        ['mon: ["08:00-12:00", "08:00-12:00"]'],
        "10: terms.0.opening_hours.mon.1",
        '08:00-12:00 is listed twice: write `mon: ["08:00-12:00"]`',
    ),
    "a night": (
        ['mon: ["22:00-06:00"]'],
        "10: terms.0.opening_hours.mon.0",
        'write `mon: ["22:00-24:00"]` and `tue: ["00:00-06:00"]`',
    ),
    "a night before an open day": (
        ['mon: ["08:00-12:00", "22:00-06:00"]', 'tue: ["08:00-18:00"]'],
        "10: terms.0.opening_hours.mon.1",
        'write `mon: ["08:00-12:00", "22:00-24:00"]` and `tue: ["00:00-06:00", "08:00-18:00"]`',
    ),
    "a night to Monday": (
        ['mon: ["08:00-18:00"]', 'sun: ["22h-6h"]'],
        "11: terms.0.opening_hours.sun.0",
        'write `sun: ["22:00-24:00"]` and `mon: ["00:00-06:00", "08:00-18:00"]`',
    ),
    "ends exchanged": (
        ['mon: ["18:00-08:00"]'],
        "10: terms.0.opening_hours.mon.0",
        '; or "08:00-18:00", if start and end were exchanged',
    ),
}


@pytest.mark.parametrize(("lines", "where", "told"), REFUSED.values(), ids=list(REFUSED))
def test_hours_that_cannot_stand_are_refused_with_the_line_to_write(contract, lines, where, told):
    """Hours decide which calls are judged: what was meant is written, never guessed."""
    with pytest.raises(BadParams) as refused:
        contract(*lines)

    english = refused.value.text("en")
    assert f"contract.yml:{where}: " in english, english
    assert told in english, english
    assert refused.value.text("fr") != english


def test_every_night_of_a_week_is_told_at_once(contract):
    """A hospital's line is open every night."""
    with pytest.raises(BadParams) as refused:
        contract(*(f'{day}: ["20:00-07:00"]' for day in DAYS))

    told = refused.value.text("en").splitlines()
    assert len(told) == 7
    assert all('["00:00-07:00", "20:00-24:00"]' in line for line in told)


def test_the_lines_that_are_told_for_a_night_open_it_end_to_end(contract):
    """What the message says to write must give exactly the night that was meant."""
    found = contract('mon: ["22:00-24:00"]', 'tue: ["00:00-06:00", "08:00-18:00"]')
    monday, tuesday = dt.date(2026, 11, 16), dt.date(2026, 11, 17)

    assert found.open_spans(monday) == [(1320, 1440)]
    assert found.open_spans(tuesday) == [(0, 360), (480, 1080)]
    is_open = params.SLOT_COLUMNS.index("is_open")
    opened = [row[1] for row in found.slots([monday, tuesday]) if row[is_open]]
    assert len(opened) == 8 + 24 + 40
    assert (opened[0], opened[31]) == (dt.datetime(2026, 11, 16, 22), dt.datetime(2026, 11, 17, 5, 45))


def test_spans_that_touch_are_two_spans(contract):
    """Nothing speaks against stating the morning and the afternoon."""
    assert contract('mon: ["08:00-12:00", "12:00-18:00"]').open_spans(dt.date(2026, 11, 16)) == [
        (480, 720),
        (720, 1080),
    ]


quarters = st.integers(0, 96).map(lambda quarter: quarter * 15)


@given(st.lists(st.tuples(quarters, quarters).filter(lambda span: span[0] < span[1]), max_size=4))
def test_hours_are_accepted_exactly_when_they_are_in_order_and_apart(spans):
    """Whatever is accepted is open for the sum of its spans, no minute counted twice."""
    apart = all(before[1] <= after[0] for before, after in zip(spans, spans[1:], strict=False))
    try:
        hours = OpeningHours(mon=[written(*span) for span in spans])
    except ValueError:
        assert not apart
        return

    assert apart
    assert [minutes(span) for span in hours.mon] == spans
