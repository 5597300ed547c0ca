"""Files of a known shape, written at random: what is proposed is the shape, or a question; never another one."""

from __future__ import annotations

import datetime as dt
import random
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from proposed import of

from kit.intake import times
from kit.intake.cells import Reject, number_reader
from kit.intake.durations import duration_reader
from kit.params.fileshape import _SPACES

# The day formats a second time, without the module that is tested.
DAYS = (
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%y-%m-%d",
    "%y/%m/%d",
    "%d-%m-%y",
    "%m-%d-%y",
    "%m.%d.%Y",
)
CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p")
DURATIONS = {
    "h:mm:ss": lambda s: f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02}",
    "mm:ss": lambda s: f"{s // 60}:{s % 60:02}",
    "s": str,
    "s in words": lambda s: f"{s} s",
}
SPACES = ("", " ", "\u00a0", "\u202f")  # the last one is not in cp1252


@st.composite
def shapes(draw):
    """How a report is written, and what is in it."""
    decimal = draw(st.sampled_from(",."))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]))
    spaces = [mark for mark in SPACES if mark != "\u202f" or encoding != "cp1252"]
    return {
        "mark": draw(st.sampled_from([";", "\t", "|"])),
        "encoding": encoding,
        "day": draw(st.sampled_from(DAYS)),
        "clock": draw(st.sampled_from(CLOCKS)),
        "decimal": decimal,
        "thousands": draw(st.sampled_from([*spaces, {",": ".", ".": ","}[decimal]])),
        "duration": draw(st.sampled_from(sorted(DURATIONS))),
        "titles": draw(st.integers(0, 3)),
        "total": draw(st.booleans()),
        "first": draw(st.dates(dt.date(2024, 1, 1), dt.date(2026, 12, 31))),
        "days": draw(st.integers(1, 9)),
        "most": draw(st.sampled_from([9, 900, 90_000])),
        "fraction": draw(st.booleans()),
        "seed": draw(st.integers(0, 2**20)),
    }


def number(shape: dict, value: float) -> str:
    """A number as the file writes it."""
    text = f"{value:,.2f}" if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans({",": shape["thousands"] or None, ".": shape["decimal"]}))


def write(folder: Path, shape: dict) -> tuple[Path, dict[str, list]]:
    """The file and its values by column."""
    r = random.Random(shape["seed"])
    truth: dict[str, list] = {"Début": [], "Offerts": [], "Décrochés": [], "Attente totale des répondus": []}
    lines = []
    for day in range(shape["days"]):
        for half in range(16, 20):
            at = dt.datetime.combine(shape["first"] + dt.timedelta(days=day), dt.time(half // 2, 30 * (half % 2)))
            offered, seconds = (
                r.randrange(shape["most"]) + (r.randrange(100) / 100 if shape["fraction"] else 0),
                r.randrange(9_000),
            )
            row = [
                at.strftime(f"{shape['day']} {shape['clock']}"),
                number(shape, offered),
                number(shape, r.randrange(shape["most"])),
            ]
            lines.append([*row, DURATIONS[shape["duration"]](seconds)])
            for name, value in zip(truth, (at, offered, None, seconds), strict=True):
                truth[name].append(value)
    titles = [f"Rapport {at}" for at in range(shape["titles"])]
    total = [["Total", "1", "1", lines[0][3]]] if shape["total"] else []
    rows = [shape["mark"].join(row) for row in ([*truth], *lines, *total)]
    path = folder / "rapport.csv"
    path.write_bytes("\r\n".join([*titles, *rows, ""]).encode(shape["encoding"]))
    truth["cells"] = [row[0] for row in lines]
    truth["durations"] = [row[3] for row in lines]
    truth["numbers"] = [row[1] for row in lines]
    return path, truth


def readings(cells: list[str]) -> set[str]:
    """The formats that read every cell, tried one by one with the standard library; ISO is one of them."""
    found = set()
    for day in DAYS:
        for clock in CLOCKS:
            try:
                [dt.datetime.strptime(cell, f"{day} {clock}") for cell in cells]
            except ValueError:
                continue
            found.add(f"{day} {clock}")
    return found


@given(shapes())
@settings(max_examples=120, deadline=None)
def test_what_is_proposed_is_what_was_written_or_a_question(shape):
    """A wrong guess is found a year later; a question costs a minute."""
    with tempfile.TemporaryDirectory() as folder:
        path, truth = write(Path(folder), shape)
        source, text = of(path, table="intervals")
    file, columns = source["file"], source["columns"]

    assert file["encoding"] == {"utf-8": "utf-8-sig"}.get(shape["encoding"], shape["encoding"])
    assert file["separator"] == {"\t": "tab"}.get(shape["mark"], shape["mark"])
    assert file["header_row"] == shape["titles"] + 1
    assert ("totals_row" in file) == shape["total"]
    _check_date(columns["start"], truth)
    _check_numbers(file, truth)
    _check_duration(columns, shape, truth)


def _check_date(stated: dict, truth: dict) -> None:
    """Stated: it reads every cell as what it is, and no other format does. Blank: another one reads them all."""
    fitting = readings(truth["cells"])
    if stated["format"] is None:
        assert len(fitting) > 1
        return
    assert len(fitting) == 1
    found = times.read_moments(truth["cells"], stated["format"], frozenset())
    assert list(found.local) == [np.datetime64(moment, "us") for moment in truth["Début"]]


def _check_numbers(file: dict, truth: dict) -> None:
    """With the marks that are stated every number that can be read is the one that was written."""
    if file.get("decimal", ".") is None:
        return
    read = number_reader(file.get("decimal", "."), [_SPACES.get(one, one) for one in file.get("thousands", [])])
    for cell, value in zip(truth["numbers"], truth["Offerts"], strict=True):
        try:
            found = read(cell)
        except Reject:  # it goes to quarantine, and is told
            continue
        assert found == pytest.approx(value)


def _check_duration(columns: dict, shape: dict, truth: dict) -> None:
    stated = columns["wait_answered_s"]["unit"]
    if stated is None:
        assert shape["duration"] in ("mm:ss", "s")
        return
    read = duration_reader(stated, number_reader(".", []))
    assert [read(cell) for cell in truth["durations"]] == truth["Attente totale des répondus"]


@given(
    st.lists(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), min_size=1, max_size=6),
    st.sampled_from(DAYS),
    st.sampled_from(DAYS),
)
@settings(max_examples=120, deadline=None)
def test_a_format_is_stated_only_if_it_alone_reads_every_row(days, one, other):
    """Also where the file mixes two formats, as a spreadsheet does that has exchanged what it could."""
    cells = [day.strftime(f"{one if at % 2 else other} %H:%M") for at, day in enumerate(days)]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_text(
            "Identifiant;Début;Issue\n" + "".join(f"A{at};{cell};Abandon\n" for at, cell in enumerate(cells))
        )
        source, _ = of(path, table="calls")
    fitting, stated = readings(cells), source["columns"]["arrived_at"]["format"]

    assert (stated is None) == (len(fitting) != 1)
    if stated is not None:
        assert {"%Y-%m-%d %H:%M" if stated == "iso" else stated} == fitting
