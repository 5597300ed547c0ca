"""Damaged files are told, or done without; they are never read as if they were whole."""

import pickle
import shutil

import pytest

from kit import store
from kit.errors import DamagedStore

MONDAY = "2026-11-16"


@pytest.fixture
def two_snapshots(batch, take):
    """The week delivered with 3 calls, then corrected to 9."""
    return take(batch("2026-11-20", {MONDAY: 3})), take(batch("2026-11-21", {MONDAY: 9}))


def cut(path):
    path.write_bytes(path.read_bytes()[:-20])


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def to_folder(path):
    path.unlink()
    path.mkdir()


DAMAGES = pytest.mark.parametrize(
    "damage", [cut, flip, lambda path: path.unlink(), to_folder], ids=["cut", "one bit", "lost", "a folder"]
)


@DAMAGES
def test_a_damaged_table_file_stops_the_report(two_snapshots, data, damage):
    """Figures from half of a file would look like a bad week."""
    path = data / "tables" / two_snapshots[1].files[0].name
    damage(path)

    with pytest.raises(DamagedStore) as caught:
        store.tables("line", "2026-W47", look_back=1)

    assert str(path) in str(caught.value) and str(data / "received") in str(caught.value)
    assert caught.value.text("fr") != caught.value.text("en")


def test_a_week_folder_that_is_no_folder_stops_the_report(two_snapshots, data):
    """Whatever became of the disk, the user is told which file to restore."""
    path = data / "tables" / two_snapshots[1].files[0].name
    shutil.rmtree(path.parent)
    path.parent.write_text("")
    with pytest.raises(DamagedStore, match=path.name):
        store.tables("line", "2026-W47", look_back=1)


@DAMAGES
@pytest.mark.parametrize("which", ["_snapshots", "_deliveries"])
def test_a_damaged_snapshot_that_is_current_is_told(two_snapshots, data, damage, which):
    """To fall back silently would show the week as it was before its correction."""
    newest = max((data / "tables" / which).iterdir(), key=lambda path: path.stat().st_mtime_ns)
    damage(newest)
    forget_records()

    with pytest.raises(DamagedStore, match=newest.name):
        store.current("line")


def forget_records():
    """Delivery records are read once per process; a test that damages one stands for a new process."""
    from kit.store.snapshot import _delivery_at

    _delivery_at.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize(
    "damage",
    [
        cut,
        flip,
        lambda path: path.unlink(),
        lambda path: path.write_text("1\n"),
        lambda path: path.write_text("[]"),
        lambda path: path.write_bytes(b"\xff\x00"),
    ],
    ids=["cut", "one bit", "lost", "only a number", "other JSON", "no text"],
)
def test_without_current_the_newest_whole_snapshot_counts(two_snapshots, data, batch, take, damage):
    """One lost small file must not cost two years of deliveries; the next commit fixes it."""
    damage(data / "tables" / "CURRENT")

    assert store.current("line") == two_snapshots[1]
    assert take(batch("2026-11-22", {MONDAY: 1})).id == 3
    assert store.current("line").id == 3


def test_a_snapshot_that_is_not_the_one_made_current_is_told(two_snapshots, data):
    """A file restored from another backup is whole, and yet not what was committed."""
    (data / "tables" / "_snapshots" / "2.json").write_bytes((data / "tables" / "_snapshots" / "1.json").read_bytes())
    with pytest.raises(DamagedStore):
        store.current("line")


def test_a_delivery_record_under_another_name_is_told(two_snapshots, data):
    """Its counts would be shown as those of a file they do not belong to."""
    first, second = (data / "tables" / "_deliveries").iterdir()
    first.write_bytes(second.read_bytes())
    forget_records()
    with pytest.raises(DamagedStore, match=first.name):
        store.current("line")


def test_without_current_a_lost_table_file_does_not_bring_an_older_state_back(two_snapshots, data):
    """The week as it was before its correction would be shown without a word."""
    (data / "tables" / "CURRENT").unlink()
    (data / "tables" / two_snapshots[1].files[0].name).unlink()

    assert store.current("line") == two_snapshots[1]
    with pytest.raises(DamagedStore, match=two_snapshots[1].files[0].name):
        store.tables("line", "2026-W47", "latest", look_back=1)


def test_without_current_and_without_a_whole_snapshot_the_store_is_damaged(two_snapshots, data):
    """To say "no data" would send the user to receive everything again as if nothing had happened."""
    (data / "tables" / "CURRENT").write_text("")
    for path in (data / "tables" / "_snapshots").iterdir():
        cut(path)

    with pytest.raises(DamagedStore, match="CURRENT"):
        store.current("line")


@pytest.mark.slow
def test_an_old_damaged_snapshot_hurts_only_who_needs_it(batch, take, data):
    """One bad file of last year must not stop this week's page."""
    taken = [take(batch(f"2026-11-{day}", {MONDAY: day})) for day in range(17, 23)]
    cut(data / "tables" / "_snapshots" / "3.json")

    for snapshot in taken:
        if snapshot.id == 3:
            with pytest.raises(DamagedStore, match="3.json"):
                store.current("line", snapshot.at)
        else:
            assert store.current("line", snapshot.at) == snapshot


def test_a_moment_before_the_first_snapshot_sees_nothing(two_snapshots):
    """Nothing had been received then."""
    at = two_snapshots[0].at
    assert store.current("line", at) == two_snapshots[0]
    assert store.current("line", at.replace(hour=6)) is None


def test_the_message_survives_a_forked_run(two_snapshots, data):
    """A report runs in a child process; what is wrong must still be told by its parent."""
    cut(data / "tables" / two_snapshots[1].files[0].name)
    with pytest.raises(DamagedStore) as caught:
        store.tables("line", "2026-W47", look_back=1)
    assert "not what was written" in pickle.loads(pickle.dumps(caught.value)).text("en")
