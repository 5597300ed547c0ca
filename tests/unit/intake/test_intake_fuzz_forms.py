"""More than two thousand spoilt files, of every form that is read: a message, or every row accounted for; no person."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import forms
import pytest

from kit import store
from kit.errors import KitError

pytestmark = pytest.mark.slow

FILES = 220  # of each form
PARTS = 4  # so that two workers can share them, and a failure names sixty files


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("name", forms.FORMS)
def test_whatever_is_spoilt_each_row_is_accounted_for_and_nobody_is_named(desk, name, part):
    """No traceback, no row that ends nowhere or under another's number, no caller and no adviser in what is written."""
    form = forms.FORMS[name]
    if not form.is_known():
        pytest.skip(f"{name} is not read yet")
    desk.sources(rows=form.source.replace("READER", form.reader))
    files = {number: forms.spoilt(name, number) for number in range(part, FILES, PARTS)}
    paths = {number: desk.deliver(one.data, f"{number}.{form.suffix}") for number, one in files.items()}

    receipts = received(desk, paths)

    wrong = [(number, fault) for number, receipt in receipts for fault in faults(receipt, files[number])]
    assert wrong == []
    sound = {number: receipt for number, receipt in receipts if not receipt.error}
    assert len(sound) > len(files) / 6, "spoilt so that hardly anything is read: nothing is proved"
    if name in PLACED:
        assert sum(len(marked(receipt, files[number])) for number, receipt in sound.items()) > 5
    assert named_in(written(desk.home)) == set()
    assert named_in(" ".join(told(receipt) for _, receipt in receipts)) == set()


PLACED = [name for name, form in forms.FORMS.items() if form.source == forms.CALLS]


def received(desk, paths: dict[int, Path]) -> list[tuple]:
    """Each file's receipt, or what was raised instead of one. All in one call; one by one where that raises."""
    try:
        return list(zip(paths, desk.receive(*paths.values(), accept_change=True), strict=True))
    except Exception:  # whatever it is: the numbers of the files are what helps
        return [(number, alone(desk, path)) for number, path in paths.items()]


def alone(desk, path: Path):
    try:
        return desk.receive(path, accept_change=True)[0]
    except Exception as error:
        return error


def faults(receipt, file: forms.Spoilt) -> list[str]:
    """What is wrong with a receipt; `Desk.receive` has added up its rows."""
    if isinstance(receipt, Exception):
        return [repr(receipt)]
    if receipt.error:
        texts = isinstance(receipt.error, KitError) and receipt.error.text("fr") and receipt.error.text("en")
        return [] if texts else ["no message"]
    found = []
    if receipt.rejects["row_number"].nunique() != receipt.quarantined:
        found.append("quarantine and receipt disagree")
    if not receipt.rows_read:
        found.append("taken in without a row")
    misplaced = [(row, at) for row, at in marked(receipt, file) if row != at]
    return found + [f"row {at} set aside as row {row}" for row, at in misplaced]


def marked(receipt, file: forms.Spoilt) -> list[tuple[int, int]]:
    """Of the cells that were planted and set aside: the row that the quarantine says, and the row that it is."""
    told = zip(receipt.rejects["row_number"], receipt.rejects["value"], strict=True)
    return [(row, file.markers[value]) for row, value in told if value in file.markers]


def told(receipt) -> str:
    """All that a receipt says, in both languages."""
    if isinstance(receipt, Exception):
        return repr(receipt)
    texts = [receipt.error.text("fr"), receipt.error.text("en")] if receipt.error else []
    texts += [doubt(lang) for doubt in receipt.doubts for lang in ("fr", "en")]
    return " ".join([*texts, receipt.rejects.to_csv(), repr(receipt.repaired), repr(receipt.excluded), receipt.file])


def written(home: Path) -> str:
    """All that stands below a home but the delivered files themselves, tables as texts."""
    kept = {home / "inbox", home / "data" / "line" / "received"}
    texts = []
    for path in sorted(home.rglob("*")):
        if not path.is_file() or kept & set(path.parents):
            continue
        if path.suffix == ".parquet":
            texts.append(str(duckdb.sql(f"select * from read_parquet('{path}')").fetchall()))
        else:
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
    return " ".join(texts)


def named_in(text: str) -> set[str]:
    """Callers and advisers of the seed that stand in a text, however their numbers are written."""
    close = re.sub(r"(?<=\d)[ .\-](?=\d)", "", text)
    numbers = {number for number in forms.NUMBERS if re.search(rf"(?<!\d)(?:0|\+?33)?{number}(?!\d)", close)}
    return numbers | {name for name in forms.ADVISERS if name.casefold() in text.casefold()}


def test_a_caller_and_an_adviser_are_found_where_they_stand(desk):
    """A search that finds nobody proves nothing."""
    number, name = forms.NUMBERS[0], forms.ADVISERS[0]

    assert named_in(f"x{' '.join(re.findall('..', '0' + number))};") == {number}
    assert named_in(f"+33{number} {name.upper()}") == {number, name}
    assert store.current("line") is None and named_in(written(desk.home)) == set()
