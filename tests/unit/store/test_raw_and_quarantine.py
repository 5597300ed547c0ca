"""What is kept of a file beside its rows: the file itself, and the rows that were set aside."""

import csv
import dataclasses
import hashlib

import pytest

from kit import store
from kit.errors import InputError
from kit.store import disk

MONDAY = "2026-11-16"


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def sha(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def delivered(tmp_path):
    path = tmp_path / "Appels Été.CSV"
    path.write_bytes(b"id;at\n1;2\n")
    path.chmod(0o644)
    return path


def test_a_raw_file_is_kept_by_its_hash_for_its_owner_only(delivered, data):
    """It holds callers' numbers: nobody else on the machine may read it."""
    kept = store.keep_raw("line", delivered, sha(delivered.read_bytes()))

    assert kept == data / "received" / f"{sha(delivered.read_bytes())}.csv"
    assert kept.read_bytes() == delivered.read_bytes()
    assert (mode(kept), mode(kept.parent)) == ("0o600", "0o700")
    assert list((data / ".tmp").iterdir()) == []


def test_a_raw_file_is_kept_once_and_mended(delivered):
    """A second delivery of the same file finds it there; a damaged copy is replaced by the good one."""
    content = delivered.read_bytes()
    kept = store.keep_raw("line", delivered, sha(content))
    number = kept.stat().st_ino
    assert store.keep_raw("line", delivered, sha(content)).stat().st_ino == number

    kept.write_bytes(b"damaged")
    assert store.keep_raw("line", delivered, sha(content)).read_bytes() == content


def test_a_file_that_changes_while_it_is_read_is_refused(delivered, data):
    """A copy under a hash that is not its own would prove nothing."""
    with pytest.raises(InputError) as caught:
        store.keep_raw("line", delivered, sha(b"what it was"))

    assert caught.value.text("fr") != caught.value.text("en")
    assert list((data / "received").iterdir()) == [] and list((data / ".tmp").iterdir()) == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "A" * 64, "", "0" * 63])
def test_a_hash_that_is_a_path_is_refused(delivered, name):
    """The hash becomes a file name."""
    with pytest.raises(ValueError, match="SHA-256"):
        store.keep_raw("line", delivered, name)


def test_a_strange_suffix_is_left_out(delivered):
    """A file name comes from outside."""
    odd = delivered.with_name("calls.csv; rm -rf")
    odd.write_bytes(b"1")
    assert store.keep_raw("line", odd, sha(b"1")).name == sha(b"1")


CELLS = [
    ('=cmd|" /C calc"!A0', '\'=cmd|" /C calc"!A0'),
    ("+33612345678", "'+33612345678"),
    ("-12", "'-12"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1+1", "'\t=1+1"),
    ("\r=1+1", "'\\x0d=1+1"),  # a carriage return would overwrite the line in a terminal
    ('12;30,"x"\nœ', '12;30,"x"\nœ'),
    ("a=b", "a=b"),
    (None, ""),
]


def test_a_cell_that_a_spreadsheet_would_run_is_written_as_text(batch, take, data):
    """The correspondent opens this file in Excel: a formula in it would run on that machine."""
    rejects = [(row, "=column", cell, "bad_value") for row, (cell, _) in enumerate(CELLS)]
    handed = batch("2026-11-19", {MONDAY: 3}, rejects=rejects)
    take(handed)

    path = data / "quarantine" / f"{handed.delivery.sha256[:16]}-acd.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))

    assert rows[0] == ["row_number", "column", "value", "reason"]
    assert rows[1:] == [[str(row), "'=column", shown, "bad_value"] for row, (_, shown) in enumerate(CELLS)]
    assert (mode(path), mode(path.parent)) == ("0o600", "0o700")


def test_a_quarantine_folder_that_was_opened_up_is_closed_again(batch, take, data):
    """A copy or a restore often loses the mode."""
    (data / "quarantine").mkdir(parents=True, mode=0o755)
    take(batch("2026-11-19", {MONDAY: 3}, rejects=[(1, "a", "b", "c")]))
    assert mode(data / "quarantine") == "0o700"


def test_a_file_read_again_without_rejects_leaves_no_quarantine(batch, take, data):
    """After a mapping is fixed the old rejects would look as if they still stood."""
    take(batch("2026-11-19", {MONDAY: 3}, rejects=[(1, "a", "b", "c")]))
    take(batch("2026-11-20", {MONDAY: 3}))

    assert list((data / "quarantine").iterdir()) == []


def test_one_file_under_two_sources_keeps_both_quarantines(batch, take, data):
    """The second overwrote the first: whoever was to fix those rows saw them nowhere."""
    first = batch("2026-11-19", {MONDAY: 3}, rejects=[(1, "a", "b", "c")])
    second = batch("2026-11-19", {MONDAY: 3}, rejects=[(2, "d", "e", "f")])
    second.delivery = dataclasses.replace(second.delivery, source="other")
    second.frames["calls"]["source"] = "other"
    take(first, second)

    sha = first.delivery.sha256[:16]
    assert {path.name: path.read_text("utf-8-sig").split()[1] for path in (data / "quarantine").iterdir()} == {
        f"{sha}-acd.csv": "1,a,b,c",
        f"{sha}-other.csv": "2,d,e,f",
    }


@pytest.mark.parametrize("rejects", [[], [(1, "a", "b", "c")]], ids=["without rejects", "with rejects"])
def test_a_quarantine_of_an_older_kit_goes_when_its_file_is_read_again(batch, take, data, rejects):
    """Named by the hash alone, it would stay for ever beside the new one."""
    old = data / "quarantine" / f"{batch('2026-11-19', {MONDAY: 3}).delivery.sha256[:16]}.csv"
    disk.private(old.parent)
    old.write_text("row_number;")
    take(batch("2026-11-20", {MONDAY: 3}, rejects=rejects))

    assert len(list((data / "quarantine").iterdir())) == len(rejects) and not old.exists()
