"""Long numbers that a spreadsheet rounded: keys are refused, callers left empty, both told; others are read."""

from __future__ import annotations

import io
import random
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.*"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M"}
  outcome: {from: issue, values: {A: answered}}
  caller: {from: no, withheld: [Masqué]}
"""
HEADER = ["id", "at", "issue", "no"]


def rows(keys: list, callers: list) -> list[list]:
    return [
        [key, f"16/11/2026 {8 + at // 60:02}:{at % 60:02}", "A", caller]
        for at, (key, caller) in enumerate(zip(keys, callers, strict=True))
    ]


def deliver(desk, workbook, shape: str, keys: list, callers: list):
    """A file of these keys and callers in one of two formats."""
    desk.sources(calls=SOURCE.replace("format: csv", f"format: {shape}"))
    listed = [HEADER, *rows(keys, callers)]
    text = "\n".join(";".join(map(str, row)) for row in listed) + "\n"
    return desk.deliver(workbook(listed) if shape == "xlsx" else text, f"file.{shape}")


def received(desk, workbook, shape: str, keys: list, callers: list):
    return desk.receive(deliver(desk, workbook, shape, keys, callers))[0]


def some_callers(count: int) -> list[str]:
    numbers = random.Random(1)
    return [f"06{numbers.randrange(10**8):08}" for _ in range(count)]


def some_keys(count: int) -> list[str]:
    return [f"c{at}" for at in range(count)]


# Callers


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize(
    "callers",
    [
        ["33600000000"] * 30,
        ["3,36E+10"] * 30,
        ["3.36123E+10", "3.36124E+10", "3.37001E+10"] * 10,
        ["33612300000", "33612400000", "33700100000"] * 10,
        ["612000000", "698000000", "645000000"] * 10,
    ],
    ids=["one number", "scientific", "six digits shown", "saved as shown", "national, narrow column"],
)
def test_rounded_callers_are_left_empty_and_told(desk, workbook, shape, callers):
    """100 people become one who calls 100 times: repeat calls would be all calls."""
    receipt = received(desk, workbook, shape, some_keys(30), callers)

    assert (receipt.error, receipt.accepted) == (None, 30)
    assert receipt.repaired == {"rounded_caller": {"no": 30}}
    assert any('"no": 30 caller numbers were rounded' in told("en") for told in receipt.doubts)
    assert any("arrondis par un tableur" in told("fr") for told in receipt.doubts)
    assert desk.rows("calls")["caller"].isna().all()


def test_numbers_of_a_workbook_are_looked_at_as_well(desk, workbook):
    """There the cell holds the number itself."""
    receipt = received(desk, workbook, "xlsx", some_keys(30), [33612300000.0, 33612400000, 33700100000.0] * 10)

    assert receipt.repaired == {"rounded_caller": {"no": 30}}


def test_short_numbers_beside_rounded_ones_are_kept(desk, workbook):
    """A spreadsheet shows nine digits in full and rounds eleven."""
    callers = [number for pair in zip(some_callers(10), ["33612300000"] * 10, strict=True) for number in pair]

    receipt = received(desk, workbook, "csv", some_keys(20), callers)

    assert receipt.repaired == {"rounded_caller": {"no": 10}}
    assert desk.rows("calls")["caller"].notna().sum() == 10


def test_one_number_on_every_call_is_no_caller(desk, workbook):
    """The platform wrote its own trunk's number."""
    receipt = received(desk, workbook, "csv", some_keys(30), ["0145678912"] * 30)

    assert receipt.repaired == {"same_caller": {"no": 30}}
    assert any("all 30 calls carry one and the same caller number" in told("en") for told in receipt.doubts)


@pytest.mark.parametrize(
    "callers",
    [some_callers(30), ["0145678912"] * 12, [*some_callers(26), *["0140000000"] * 4], ["Masqué"] * 30, [""] * 30],
    ids=["ordinary", "a person who calls 12 times", "a firm's switchboard", "withheld", "none"],
)
def test_ordinary_callers_are_kept(desk, workbook, callers):
    """A firm whose number ends in zeros, or a quiet day, is no rounding."""
    receipt = received(desk, workbook, "csv", some_keys(len(callers)), callers)

    assert receipt.repaired == {}
    assert desk.rows("calls")["caller"].notna().sum() == sum(number[:1] == "0" for number in callers)


# Keys


ROUNDED = {
    "scientific": ["1,23457E+17"] * 10,
    "scientific, different": [f"2.0261116{at:02}E+17" for at in range(10, 20)],
    "cut after 15 digits": [f"20261116080{at:02}1{at % 9 + 1}000" for at in range(10)],
    "cut after 15 digits, of 16": [f"20261116080{at:02}1{at % 9 + 1}0" for at in range(10)],
    "saved as shown": ["202611160000000000", "202612160000000000"] * 5,
}


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
@pytest.mark.parametrize("keys", ROUNDED.values(), ids=ROUNDED)
def test_rounded_keys_are_refused_as_such(desk, workbook, shape, keys):
    """ "The same key as another row" has people look for duplicates that are none."""
    error = received(desk, workbook, shape, keys, some_callers(10)).error

    assert (error.slug, error.exit_code) == ("rounded_numbers", 38)
    assert 'column "id": 10 keys of 10 (for example, row 2)' in error.text("en")
    assert "as text" in error.text("en") and "en texte" in error.text("fr")


@pytest.mark.parametrize(
    "keys", [[2.0261116000000101e17 + at * 64 for at in range(5)], [20261116000001100 + at * 100 for at in range(5)],
             [123456789012345000] * 2]
)  # fmt: skip
def test_long_numbers_of_a_workbook_are_refused(desk, workbook, keys):
    """A cell that holds a number of more than 15 digits no longer holds the platform's key."""
    error = received(desk, workbook, "xlsx", keys, some_callers(len(keys))).error

    assert error.slug == "rounded_numbers"


KEYS = {
    "18 digits in full": [f"2026111608{at:08}" for at in range(1, 31)],
    "a clock in microseconds": [f"17632800{at:02}000000" for at in range(30)],
    "a clock in milliseconds, in microseconds": [f"17632800{at:02}123000" for at in range(30)],
    "texts": [f"5e{at}+1" for at in range(30)],
    "uuids": [f"{at:032x}" for at in range(30)],
    "short": [str(1000 * at) for at in range(1, 31)],
    "scientific in full": [f"1.{at:010}E+10" for at in range(30)],
}


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS)
def test_long_keys_that_are_whole_are_read(desk, workbook, keys):
    """A platform may count its calls in 18 digits, or by its clock."""
    receipt = received(desk, workbook, "csv", keys, some_callers(30))

    assert (receipt.error, receipt.accepted) == (None, 30)
    assert desk.rows("calls")["call_key"].tolist() == keys


def test_whole_numbers_that_a_workbook_holds_in_full_are_read(desk, workbook):
    """A programme may write all digits; only a spreadsheet rounds them."""
    path = deliver(desk, workbook, "xlsx", [900_001 + at for at in range(9)], some_callers(9))
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"<v>90000", b"<v>202611160800000"))

    receipt = desk.take(out.getvalue(), "file.xlsx")

    assert receipt.accepted == 9
    assert desk.rows("calls")["call_key"].tolist() == [f"20261116080000{at:02}" for at in range(1, 10)]


def test_single_rounded_keys_go_to_quarantine_with_their_reason(desk, workbook):
    """A key of digits and one E among texts: the spreadsheet took that one for a number."""
    receipt = received(desk, workbook, "csv", [*some_keys(9), "1,20E+15"], some_callers(10))

    assert (receipt.accepted, receipt.rejects["reason"].tolist()) == (9, ["rounded_key"])


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    start=st.integers(10**15, 10**19),
    step=st.integers(1, 10**6),
    callers=st.lists(st.integers(10**8, 10**9 - 1), min_size=5, max_size=40, unique=True),
)
def test_counted_keys_and_various_callers_are_never_touched(desk, workbook, start, step, callers):
    """Whatever a platform counts by, different keys that are not cut are read as they are."""
    keys = [str(start + at * step) for at in range(len(callers))]
    numbers = [f"0{number}" for number in callers]

    receipt = desk.receive(deliver(desk, workbook, "csv", keys, numbers), dry_run=True)[0]

    cut = sum(key[15:].strip("0") == "" for key in keys)
    ends = sum(number.endswith("00000") for number in numbers)
    assert receipt.error is None or 2 * cut >= len(keys)
    assert receipt.repaired == {} or 2 * ends >= 3
