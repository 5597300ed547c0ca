"""Every file of the store is looked at, and a store that lost more than one of them says so."""

import shutil

import pytest

from kit import store
from kit.errors import DamagedStore
from kit.store import disk, verify

MONDAY, NEXT = "2026-11-16", "2026-11-23"


@pytest.fixture
def kept(data):
    """Writes the raw file of a batch, as intake does before it reads it. The hash of a file is its name."""

    def keep(*batches):
        for batch in batches:
            path = disk.private(data / "received") / f"{batch.delivery.sha256}.csv"
            path.write_bytes(repr(RAW[batch.delivery.sha256]).encode())

    return keep


RAW = {}


@pytest.fixture
def stood(batch, take, kept):
    """Three weeks' deliveries, the second of them corrected by the third."""
    found = []
    for came, counts in (("2026-11-20", {MONDAY: 3}), ("2026-11-27", {NEXT: 4}), ("2026-11-28", {NEXT: 9})):
        one = batch(came, counts)
        RAW[one.delivery.sha256] = (counts, "")
        kept(one)
        found.append(take(one))
    return found


def faults(data):
    return verify.health(disk.Place(data)).faults


def test_a_store_as_it_was_written_has_no_fault(stood, data):
    """A check that cries wolf is soon not read any more."""
    found = verify.health(disk.Place(data))
    assert (found.faults, found.tables, found.raw, len(found.snapshots)) == ([], 3, 3, 3)


def test_nothing_received_is_no_fault(data):
    """A new partnership has no store yet."""
    assert verify.health(disk.Place(data)) == verify.Health()


@pytest.mark.parametrize("damage", ["lost", "longer", "one bit"])
@pytest.mark.parametrize("kind", ["table", "raw", "snapshot", "current"])
def test_each_file_that_is_lost_or_changed_is_told(stood, data, kind, damage):
    """Today's page may not need it; the one of next Monday will."""
    path = {
        "table": data / "tables" / stood[1].files[-1].name,
        "raw": data / "received" / f"{stood[0].deliveries[0].sha256}.csv",
        "snapshot": data / "tables" / "_snapshots" / "1.json",
        "current": data / "tables" / "CURRENT",
    }[kind]
    content = path.read_bytes()
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(content + b"x" if damage == "longer" else bytes([content[0] ^ 1]) + content[1:])

    found = faults(data)

    assert [(fault.path, fault.kind) for fault in found] == [(path, kind)]
    assert found[0].what("fr") != found[0].what("en")


def test_a_raw_file_under_another_ending_is_found(stood, data):
    """The same bytes may have been delivered first under another name."""
    path = data / "received" / f"{stood[0].deliveries[0].sha256}.csv"
    path.rename(path.with_suffix(".txt"))
    assert faults(data) == []


LOSSES = {
    "newest snapshot and CURRENT": ["_snapshots/3.json", "CURRENT"],
    "two snapshots and CURRENT": ["_snapshots/3.json", "_snapshots/2.json", "CURRENT"],
    "all snapshots and CURRENT": ["_snapshots", "CURRENT"],
    "all but the table files": ["_snapshots", "_deliveries", "CURRENT"],
    "all but the records": ["_snapshots", "table", "CURRENT"],
}


@pytest.mark.parametrize("names", LOSSES.values(), ids=LOSSES)
def test_a_store_that_shows_more_than_it_can_read_is_damaged(stood, data, names):
    """An older state, or none, would say that both sides owe what they delivered long ago."""
    for name in names:
        path = data / "tables" / ("calls" if name == "table" else name)
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    for read in (
        lambda: store.current("line"),
        lambda: store.tables("line", "2026-W48"),
        lambda: store.snapshots("line"),
    ):
        with pytest.raises(DamagedStore, match="CURRENT.*kit repair line"):
            read()
    assert [fault.kind for fault in faults(data)][:1] == ["current"]


def test_nothing_is_taken_in_on_top_of_a_damaged_store(stood, data, batch, take):
    """A new snapshot 1 beside the remains of two years would bury them."""
    shutil.rmtree(data / "tables" / "_snapshots")
    (data / "tables" / "CURRENT").unlink()
    with pytest.raises(DamagedStore, match="kit repair line"):
        take(batch("2026-12-04", {"2026-11-30": 1}))


def test_an_older_current_is_told(stood, data):
    """Restored from last week's backup, it names a state that is whole, and not the last one."""
    current = data / "tables" / "CURRENT"
    number = stood[1].id
    current.write_bytes(disk.checked({"id": number, "snapshot": stood[1].check}))

    with pytest.raises(DamagedStore, match=r"older than the snapshots: 3\.json"):
        store.current("line")


def test_a_first_delivery_that_was_killed_is_no_damage(batch, take, data, monkeypatch):
    """Until CURRENT is written nothing has been taken in, whatever files lie there."""
    from kit.store import journal

    at = disk.Place(data)
    journal.begin(at, 1, [at.snapshot(1), at.tables / "calls/week=2026-W47/00.parquet"])
    for path in (at.snapshot(1), at.tables / "calls/week=2026-W47/00.parquet"):
        path.parent.mkdir(parents=True)
        path.write_text("unfinished")

    assert store.current("line") is None
    assert faults(data) == []
    assert take(batch("2026-11-20", {MONDAY: 3})).id == 1
