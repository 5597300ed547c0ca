"""Files of one command that are parts of one log, put together into one file.

In:   the paths that a command names; the sources of the partnership.
Out:  the paths to take in, each with its source where that is known: files of a source that states `files: one_stream`
      stand together as one, in the order of their first moments.
Why:  a log is rotated at night or at a size, in the middle of calls. Read apart, such a call has a beginning in one
      file and an end in the next, and is lost from both. Put together, it is whole, and what follows need not know: the
      raw file that is kept, its hash and its row numbers are those of the whole, and it can be read again from it. The
      parts are kept as well, as they were delivered.
Not here: making calls (`eventful`), calls that are cut all the same (`kit.params.events.CUT`).
"""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import hashlib
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np

from kit import store
from kit.errors import KitError, OverlappingParts
from kit.intake import guards, match, packed, times
from kit.intake.delivered import Delivered
from kit.intake.grid import tidy
from kit.intake.receipt import Desk
from kit.intake.scrub import scrubbed
from kit.params import Source
from kit.visible import visible_line

_BOM = b"\xef\xbb\xbf"
_TRIED = 200  # lines at either end of a file among which a moment is looked for
_APART = np.timedelta64(60, "s")  # several processes write one log: its moments are not quite in order
_NAMED = 3  # parts that stand in the name of the whole


@dataclass(frozen=True)
class _Part:
    """One file of a log: the first and the last moment that can be read in it."""

    file: Delivered
    first: np.datetime64
    last: np.datetime64


@contextlib.contextmanager
def of(desk: Desk, files: Iterable[Path | str], source: str | None) -> Iterator[list[tuple[Path, str | None]]]:
    """The files to take in, in the order given; parts of one log as one file, where the first of them stood.

    Raises OverlappingParts.
    """
    paths = [Path(path) for path in files]
    logs = _logs(desk, paths, source)
    if not logs:
        yield [(path, source) for path in paths]
        return
    with tempfile.TemporaryDirectory(prefix="parts-", dir=desk.room.made()) as folder:
        whole = {parts[0].file.path: (name, parts) for name, parts in _wholes(desk, logs)}
        first = {part.file.path: parts[0].file.path for _, parts in whole.values() for part in parts}
        taken: list[tuple[Path, str | None]] = []
        for path in paths:
            if path not in first:
                taken.append((path, source))
            elif first[path] in whole:
                name, parts = whole.pop(first[path])
                taken.append((_written(desk, Path(folder), parts), name))
        yield taken


def _logs(desk: Desk, paths: list[Path], source: str | None) -> dict[str, list[Path]]:
    """Of each source that states it, its files of this command, where there are several."""
    found: dict[str, list[Path]] = {}
    for path in dict.fromkeys(paths):
        names = [source] if source else match.by_name(desk.sources.sources, path.name)
        events = desk.sources.sources[names[0]].events if len(names) == 1 else None
        if events and events.files == "one_stream" and path.is_file():
            found.setdefault(names[0], []).append(path)
    return {name: listed for name, listed in found.items() if len(listed) > 1}


def _wholes(desk: Desk, logs: dict[str, list[Path]]) -> Iterator[tuple[str, list[_Part]]]:
    """The parts of each log in the order of their first moments. A file without any moment is left to itself."""
    for name, paths in logs.items():
        seen = [_part(_delivered(desk, desk.sources.sources[name], path)) for path in paths]
        parts = sorted((part for part in seen if part), key=lambda part: part.first)
        for one, other in zip(parts, parts[1:], strict=False):
            if other.first < one.last - _APART:
                first, last = (f"{moment:%Y-%m-%d %H:%M:%S}" for moment in (_told(other.first), _told(one.last)))
                raise OverlappingParts(file=_shown(other.file), other=_shown(one.file), first=first, last=last)
        if len(parts) > 1:
            yield name, parts


def _told(moment: np.datetime64) -> dt.datetime:
    return cast(dt.datetime, moment.astype("datetime64[s]").item())


def _shown(file: Delivered) -> str:
    return visible_line(scrubbed(file.name))


def _delivered(desk: Desk, source: Source, path: Path) -> Delivered:
    return Delivered(path, path.name, "", source, desk.contract, desk.where, desk.now)


def _part(file: Delivered) -> _Part | None:
    """The file with its first and last moment; None where it has none, or cannot be read: its own receipt says why."""
    try:
        guards.check_size(file)
        with packed.opened(file) as data:
            head = [line for _, line in zip(range(_TRIED), data, strict=False)]
            tail = deque(data, _TRIED)
    except KitError:
        return None
    at = _place(file, head)
    found = [moment for line in [*head, *tail] if (moment := _moment(file, line, at)) is not None]
    return _Part(file, found[0], found[-1]) if found else None


def _place(file: Delivered, head: list[bytes]) -> int:
    """Where the column of moments stands; behind every cell where the file does not have it."""
    events, row = file.source.events, file.source.file.header_row[-1]
    assert events is not None and events.at is not None
    names = {f"#{at}": at - 1 for at in range(1, 1000)} if row == 0 else {}
    if row and len(head) >= row:
        names |= {tidy(name): at for at, name in enumerate(_cells(file, head[row - 1].removeprefix(_BOM)))}
    return next((names[tidy(name)] for name in events.at.from_ if tidy(name) in names), 10**6)


def _cells(file: Delivered, line: bytes) -> list[str]:
    shape = file.source.file
    text = line.decode("utf-8", "replace")
    return next(csv.reader([text], delimiter=shape.separator, quotechar=shape.quote or None), [])


def _moment(file: Delivered, line: bytes, at: int) -> np.datetime64 | None:
    """The moment of a line, on the file's own clock or in UTC: within one source it is always the same."""
    events = file.source.events
    assert events is not None and events.at is not None
    with contextlib.suppress(csv.Error):
        cells = _cells(file, line)
        if at < len(cells):
            read = times.read_moments([cells[at]], events.at.format, frozenset(file.source.file.nulls))
            found = read.local[0] if np.isnat(read.zoned[0]) else read.zoned[0]
            return None if np.isnat(found) else found
    return None


def _written(desk: Desk, folder: Path, parts: list[_Part]) -> Path:
    """The parts as one file; the header stands once."""
    files = [part.file for part in parts]
    more = f" +{len(files) - _NAMED}" if len(files) > _NAMED else ""
    whole = folder / (" + ".join(file.name for file in files[:_NAMED])[:180] + more)
    with whole.open("wb") as out:
        for at, file in enumerate(files):
            _keep(desk, file.path)
            with packed.opened(file) as data:
                _copy(data, out, skipped=_header_lines(file) if at else 0)
    return whole


def _header_lines(file: Delivered) -> int:
    shape = file.source.file
    return shape.header_row[-1] + shape.skip_after_header if shape.header_row[-1] else 0


def _copy(data: BinaryIO, out: BinaryIO, skipped: int) -> None:
    """The lines of one part without its first ones; the last ends in a line break, or the next part would join it."""
    last = b"\n"
    for number, line in enumerate(data):
        if number >= skipped:
            last = line.removeprefix(_BOM) if number == 0 and out.tell() else line
            out.write(last)
    if not last.endswith(b"\n"):
        out.write(b"\n")


def _keep(desk: Desk, path: Path) -> None:
    """The part as it was delivered, among the raw files."""
    if not desk.dry_run:
        with path.open("rb") as data:
            sha256 = hashlib.file_digest(data, "sha256").hexdigest()
        store.keep_raw(desk.partnership, path, sha256)
