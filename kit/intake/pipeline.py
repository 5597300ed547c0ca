"""The blocks of a delivered file on their way to the table: sums taken off, mapped, checked row by row, staged.

In:   the stream of a delivered file whose source is known.
Out:  `Passed`: every row staged on disk, what was noted on the way; the blocks again, where a late fault must be shown.
Why:  each row goes through once, in blocks; counts and lists, whose rows are compared with each other, are one block.
Not here: what only the whole file tells (`sorting`, `late_keys`), reading (`readers`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from kit.errors import EmptyFile
from kit.intake import back_office, checks, ends, header, identities, readers, unpivot
from kit.intake.assembly import is_streamed
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.handle import Handle
from kit.intake.late import Late
from kit.intake.mapped import Mapped
from kit.intake.mapping import Mapper
from kit.intake.newest import Stamps
from kit.intake.persons import Persons
from kit.intake.stage import Stage
from kit.intake.stream import Stream
from kit.intake.totals import Totals
from kit.language.later import later

TOTALS = "totals_row"


@dataclass
class Passed:
    """What became of a file's blocks.

    apart: reasons of rows that were taken off before the mapping; faults: of rows, in the file's order (COLUMNS);
    file_rows: rows of the file where columns became rows, else 0; event_rows: the same where events became calls. last:
    the last block, all of a file that is one.
    """

    stage: Stage
    mapper: Mapper
    persons: Persons
    handle: Handle
    stamps: Stamps
    late: Late
    last: Mapped
    grid: Grid
    asides: tuple = ()
    sheets: tuple[str, ...] = ()
    apart: list[str] = field(default_factory=list)
    faults: list = field(default_factory=list)
    file_rows: int = 0
    event_rows: int = 0

    @property
    def rows(self) -> int:
        """Every row of the file that counts as one."""
        return self.stage.rows + len(self.apart)


def passed(file: Delivered, stream: Stream, key_of: Callable[[int], bytes], stage: Stage) -> Passed:
    """Takes every block of a file to its stage. Raises what refuses it as a whole (errors 20 to 33)."""
    totals = Totals(file)
    mapper, persons, handle, stamps = Mapper(file, key_of), Persons(file, key_of), Handle(file.source), Stamps(file)
    apart: list[str] = []
    faults: list = []
    file_rows = 0
    mapped = grid = None
    for block in _blocks(file, stream):
        header.check_repeated(file, block)
        rows, left_out = _without_sums(file, block, totals)
        apart += left_out
        grid = unpivot.unpivoted(file, rows)
        file_rows += len(rows)
        mapped, bad = _mapped(file, grid, mapper, persons, handle)
        mapped.frame = mapped.frame.assign(**stamps.of(grid))
        stage.put(grid, mapped, bad)
        if is_streamed(file):
            faults.append(mapped.faults.table(grid.row_numbers, mapped.excluded != None))  # noqa: E711 - elementwise
    if mapped is None or grid is None or not stage.rows:
        raise file.refuse(EmptyFile, what=later("intake.header_only"))
    late = Late(file, lambda: _again(file, key_of))
    whole = 0 if grid.of is None else file_rows + len(apart)
    asides, sheets, events = stream.asides, stream.sheets, stream.event_rows
    return Passed(
        stage, mapper, persons, handle, stamps, late, mapped, grid, asides, sheets, apart, faults, whole, events
    )


def _blocks(file: Delivered, stream: Stream) -> Iterator[Grid]:
    yield from stream.grids() if is_streamed(file) else [stream.whole()]


def _without_sums(file: Delivered, block: Grid, totals: Totals) -> tuple[Grid, list[str]]:
    """A block without its footers and totals rows, and what these are called."""
    foot = ends.footers(block)
    rows = block.rows(~foot) if foot.any() else block
    sums = totals.apart(rows)
    apart = [ends.FOOTER] * int(foot.sum()) + [TOTALS] * int(sums.sum())
    return (rows.rows(~sums) if sums.any() else rows), apart


def _mapped(file: Delivered, grid: Grid, mapper: Mapper, persons: Persons, handle: Handle) -> tuple[Mapped, np.ndarray]:
    """A mapped and checked block, and which of its rows are at fault by themselves."""
    mapped = mapper.map(grid)
    handle.settle(mapped)
    persons.look(mapped)
    if file.source.time_column:
        checks.name_calls(file, mapped)
    bad = mapped.faults.rows()
    if file.source.time_column and is_streamed(file):
        checks.future(file, mapped)
        back_office.check(file, mapped)
        identities.check(file, grid, mapped)
    return mapped, bad


def _again(file: Delivered, key_of: Callable[[int], bytes]) -> Iterator[tuple[int, Mapped]]:
    """The mapped blocks once more, each with the place of its first row."""
    totals, mapper, at = Totals(file), Mapper(file, key_of), 0
    with readers.read(file) as stream:
        for block in _blocks(file, stream):
            rows, _ = _without_sums(file, block, totals)
            mapped = mapper.map(unpivot.unpivoted(file, rows))
            yield at, mapped
            at += len(mapped.frame)


def frame_of(found: Passed) -> Mapped:
    """The mapped rows of a file that is one block, their texts written out."""
    found.persons.write(found.last)
    return replace(found.last)
