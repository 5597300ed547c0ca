"""What the files of a store show where CURRENT is lost, or older than they are.

In:   the files below `tables/`, the notes of commits that are being made or were killed (`journal`).
Out:  the snapshot that may be taken for the newest; DamagedStore where anything shows that there was more.
Why:  an older state that is taken silently, or "nothing received", accuses both sides of owing what they delivered.
Not here: reading a snapshot (`snapshot`), which file is damaged how (`verify`), building it anew (`kit.intake.repair`).

Files that a killed commit left are no evidence: until CURRENT names them, the state is the one before.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from kit.errors import DamagedStore
from kit.store import disk, journal
from kit.store.disk import Place


def numbers(at: Place) -> list[int]:
    """Numbers of the snapshots that have a file, whole or not, newest first."""
    names = [path.stem for path in at.snapshot(0).parent.glob("*.json")]
    return sorted((int(name) for name in names if re.fullmatch(r"[1-9]\d*", name)), reverse=True)


def later_snapshot(at: Place, number: int) -> bool:
    """Whether there is a snapshot after this one that no commit is about to make."""
    return at.snapshot(number + 1).exists() and number + 1 not in journal.pending(at)


def newest_number(at: Place, error: DamagedStore) -> int | None:
    """The number of the newest snapshot, found without CURRENT; None before the first commit has ended.

    error: what is wrong with CURRENT. Raises DamagedStore where the files show more than that snapshot holds.
    """
    pending = journal.pending(at)
    own = {str(path.relative_to(at.base)) for path in _files(at)}.difference(*pending.values())
    if not own and not _is_there(at.current):
        return None
    found = numbers(at)
    named = _named(at, found)
    if not found or named.get(found[0]) is None:
        raise at.damaged(at.current, "no_snapshot") from error
    stray = own.difference(*(names for names in named.values() if names))
    if stray:
        raise at.damaged(at.current, "shows_more", found=min(stray)) from error
    return found[0]


def _is_there(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _files(at: Place) -> Iterator[Path]:
    """Every file that a commit adds below `tables/`."""
    for pattern in ("_snapshots/*.json", "_deliveries/*.json", "*/week=*/*.parquet"):
        yield from at.tables.glob(pattern)


def _named(at: Place, found: list[int]) -> dict[int, set[str] | None]:
    """By snapshot: the files that it consists of, its own included, below `at.base`; None where it cannot be read."""
    named: dict[int, set[str] | None] = dict.fromkeys(found)
    for number in found:
        with contextlib.suppress(DamagedStore):
            content = disk.read_checked(at, at.snapshot(number))
            paths = [at.snapshot(number), *(at.delivery(name) for name in content["deliveries"])]
            paths += [at.tables / name for name in file_names(content)]
            named[number] = {str(path.relative_to(at.base)) for path in paths}
    return named


def file_names(content: disk.Content) -> list[str]:
    """Paths below `tables/` that a snapshot's content names."""
    return [
        disk.table_file(table, week, entry[0])
        for table, sources in content["files"].items()
        for weeks in sources.values()
        for week, entry in weeks.items()
    ]
