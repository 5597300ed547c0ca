"""A store that lost files is rebuilt from the raw files, and says what it could not rebuild."""

from __future__ import annotations

import datetime as dt
import shutil

import pytest

from kit import store
from kit.errors import ChangeHeld, DamagedStore
from kit.intake.repair import repair
from kit.store import disk, verify
from kit.store.snapshot import _delivery_at
from tests.unit.intake.conftest import CALLS

pytestmark = pytest.mark.slow

HEADER = "id;at;issue;wait\n"


def rows(day: str, ids: range, wait: int = 5) -> str:
    """A file of answered calls on one day, every call a minute after the one before."""
    return HEADER + "".join(f"{number};{day} 08:{number % 60:02d};A;{wait}\n" for number in ids)


WEEKS = [
    ("w45.csv", rows("02/11/2026", range(1, 8)), dt.datetime(2026, 11, 9, 7, tzinfo=dt.UTC)),
    ("w46.csv", rows("09/11/2026", range(11, 19)), dt.datetime(2026, 11, 16, 7, tzinfo=dt.UTC)),
    ("w46b.csv", rows("09/11/2026", range(11, 21)), dt.datetime(2026, 11, 17, 7, tzinfo=dt.UTC)),
    ("w47.csv", rows("16/11/2026", range(31, 37)), dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)),
]


@pytest.fixture(scope="module")
def three_weeks(prepared):
    """The home of a desk that took in three weeks, the second of them twice: four snapshots."""

    def receive(desk) -> None:
        desk.sources(calls=CALLS)
        for name, content, came in WEEKS:
            desk.take(content, name, now=came)

    return prepared(receive)


@pytest.fixture
def stood(three_weeks, desk):
    """A desk with three weeks behind it."""
    return desk.begin(three_weeks)


@pytest.fixture
def base(stood):
    return stood.home / "data" / "line"


def content(base) -> dict[str, bytes]:
    """Every file of the store and what it holds."""
    return {
        str(path.relative_to(base)): path.read_bytes()
        for path in sorted(base.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def faults(base) -> list:
    _delivery_at.cache_clear()
    return verify.health(disk.Place(base)).faults


def counts(desk) -> dict[str, int]:
    return desk.rows("calls").groupby(desk.rows("calls")["local_date"].astype(str)).size().to_dict()


ALL = {"2026-11-02": 7, "2026-11-09": 10, "2026-11-16": 6}


def tables(base) -> list:
    return sorted(base.glob("tables/calls/week=*/*.parquet"))


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_table_files_come_back_byte_for_byte(stood, base, damage):
    """Same file, same snapshot: no report changes, not even one of an earlier moment."""
    before = content(base)
    for path in tables(base):
        path.unlink() if damage == "lost" else path.write_bytes(b"PAR1 spoilt")

    done = repair("line")

    assert sorted(done.put_back) == [base / name for name in before if name.endswith(".parquet")]
    assert content(base) == before and done.is_complete and not done.rebuilt
    assert faults(base) == []


def test_a_whole_store_is_left_alone(stood, base):
    """Whoever is unsure runs it once more."""
    before = content(base)
    assert repair("line").faults == [] and content(base) == before


def test_a_dry_run_says_the_same_and_changes_nothing(stood, base):
    """One looks before one leaps."""
    tables(base)[0].unlink()
    before = content(base)

    done = repair("line", dry_run=True)

    assert len(done.put_back) == 1 and content(base) == before


def test_a_week_that_todays_mapping_reads_otherwise_makes_a_new_snapshot(stood, base):
    """Nothing may claim to be what it was; the weeks that were not lost keep their figures."""
    stood.sources(calls=CALLS.replace("unit: s", "unit: min"))
    lost = next(base.glob("tables/calls/week=2026-W47/*.parquet"))
    lost.unlink()

    done = repair("line")

    newest = store.current("line")
    assert done.rebuilt == {"calls": ["2026-W47"]} and done.put_back == []
    assert (newest.id, newest.reason) == (5, "rebuilt")
    waits = stood.rows("calls").groupby("delivery")["wait_s"].max()
    by_file = {one.file: waits.get(one.sha256) for one in newest.deliveries}
    assert by_file == {"w45.csv": 5, "w46.csv": None, "w46b.csv": 5, "w47.csv": 300}
    was, now = done.mappings["calls"]
    assert [one.mapping for one in newest.deliveries] == [*was * 3, now] and was != [now]
    assert faults(base) == []


@pytest.mark.parametrize(
    "names",
    [["CURRENT"], ["_snapshots/4.json", "CURRENT"], ["_snapshots/4.json"], ["_snapshots/2.json"], ["_snapshots/1.json"],
     ["_snapshots/2.json", "_snapshots/3.json"], ["_snapshots", "CURRENT"], ["_snapshots", "CURRENT", "calls"]],
    ids=lambda names: " and ".join(names),
)  # fmt: skip
def test_lost_snapshots_are_made_again_with_their_moments(stood, base, names):
    """A report of an old Monday must speak of what was there on that Monday."""
    before = store.snapshots("line")
    for name in names:
        path = base / "tables" / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    done = repair("line")

    after = store.snapshots("line")
    assert faults(base) == [] and done.is_complete and done.current
    assert [(one.id, one.at, one.files, one.deliveries, one.before, one.follows) for one in after] == [
        (one.id, one.at, one.files, one.deliveries, one.before, one.follows) for one in before
    ]
    lost = sum(4 if name == "_snapshots" else name.startswith("_snapshots") for name in names)
    assert len(done.recovered) == lost
    assert repair("line").faults == []
    stood.take(rows("23/11/2026", range(41, 44)), "w48.csv", now=dt.datetime(2026, 11, 30, 7, tzinfo=dt.UTC))
    assert counts(stood) == ALL | {"2026-11-23": 3}


def test_a_raw_file_that_is_missing_is_asked_for_and_the_rest_is_repaired(stood, base):
    """Who must deliver what, and when it had come: then it is not late when it comes again."""
    sha = store.current("line").deliveries[-1].sha256
    (base / "received" / f"{sha}.csv").unlink()
    for path in tables(base):
        path.unlink()

    done = repair("line")

    assert not done.is_complete
    assert [(one.file, one.owed_by, one.received_at[:10]) for one in done.missing] == [
        ("w47.csv", "provider", "2026-11-23")
    ]
    assert len(done.put_back) == 3 and [path.parent.name for path in done.left] == ["week=2026-W47"]

    with pytest.raises(DamagedStore, match="kit repair line"):
        stood.take(WEEKS[-1][1], "w47.csv")
    assert repair("line").is_complete
    assert counts(stood) == ALL and faults(base) == []


def test_a_lost_raw_file_that_no_table_needs_is_asked_for_too(stood, base):
    """It is the proof of what stands in the tables."""
    sha = store.current("line").deliveries[0].sha256
    (base / "received" / f"{sha}.csv").write_text("another file")
    assert [one.file for one in repair("line").missing] == ["w45.csv"]
    assert stood.take(WEEKS[0][1], "w45.csv").already
    assert faults(base) == []


def test_a_superseded_raw_file_is_not_needed(stood, base):
    """The corrected file holds the whole week: what it replaced need not be read again."""
    sha = next(one.sha256 for one in store.current("line").deliveries if one.file == "w46.csv")
    (base / "received" / f"{sha}.csv").unlink()
    newest = {file.name for file in store.current("line").files}
    for name in newest:
        (base / "tables" / name).unlink()

    done = repair("line")

    assert [one.file for one in done.missing] == ["w46.csv"] and done.left == []
    assert len(done.put_back) == 3 and counts(stood) == ALL


def test_a_raw_file_that_todays_mapping_cannot_read_is_told_with_the_reason(stood, base):
    """The mapping is to be fixed, not the file to be delivered again."""
    stood.sources(calls=CALLS.replace("from: wait", "from: attente"))
    tables(base)[-1].unlink()

    done = repair("line")

    assert [(one.file, error.slug) for one, error in done.unreadable][-1:] == [("w47.csv", "missing_column")]
    assert done.left and not done.is_complete and done.missing == []


def test_a_lost_record_is_made_again_from_the_rows_that_name_it(stood, base):
    """One lost small file of a few hundred bytes must not cost every later snapshot."""
    record = disk.fingerprint(store.current("line").deliveries[-1].record)
    (base / "tables" / "_deliveries" / f"{record}.json").unlink()
    _delivery_at.cache_clear()

    done = repair("line")

    made = store.current("line").deliveries[-1]
    assert done.records.made == [made] and done.records.lost == 0
    assert (made.accepted, made.weeks, made.stated, made.came.day) == (6, ("2026-W47",), True, 23)
    assert faults(base) == [] and counts(stood) == ALL


def test_a_raw_file_is_received_again_under_its_own_hash(stood, base):
    """Their names match no source, and yet they are known; what was corrected since stays corrected."""
    before = store.current("line").files

    receipts = stood.receive(*sorted((base / "received").iterdir()))

    assert {receipt.source for receipt in receipts} == {"calls"}
    assert {type(receipt.error) for receipt in receipts} <= {type(None), ChangeHeld}
    assert {one.file for one in store.current("line").deliveries} == {name for name, *_ in WEEKS}
    assert store.current("line").files == before


def test_a_hash_that_nobody_delivered_is_a_name_like_any_other(calls):
    """Only a known delivery lends its name."""
    calls.sources(calls=CALLS.replace("*.csv", "acd*.csv"))
    path = calls.deliver(rows("02/11/2026", range(3)), "0.csv")
    hashed = path.with_name(f"{disk.sha256_of(path)}.csv")
    path.rename(hashed)
    assert calls.receive(hashed)[0].error.slug == "no_source_matches"


def test_repair_waits_for_another_command(stood, base, monkeypatch):
    """Two at once would each build on what the other replaces."""
    from kit.errors import HomeBusy

    monkeypatch.setenv("KIT_LOCK_WAIT", "0")
    import threading

    caught = []

    def other():
        try:
            repair("line")
        except HomeBusy as error:
            caught.append(error)

    with store.lock("line"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert len(caught) == 1


def test_repair_before_anything_came_has_nothing_to_do(calls):
    """A new partnership has no store yet."""
    assert repair("line").faults == []
