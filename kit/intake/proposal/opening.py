"""A delivered file of which nothing is known, opened: what format it is, its rows, where they begin.

In:   a path, perhaps a sheet's name.
Out:  `Opened`: format, header rows, names of columns, numbered rows as often as they are asked for.
Why:  every format ends here, so that what is looked at is the same for all.
Not here: texts (`texts`), workbooks and Parquet (`sheets`), which row is the header (`heads`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from kit.errors import InputError
from kit.intake import grid, guards, kinds
from kit.intake.proposal import heads, sheets, texts
from kit.language.later import later

_HEAD = 64  # rows among which the header is looked for


@dataclass
class Opened:
    """A file that can be read. `form`: format of the mapping language. head: what is known of its header; text: of a
    text export; sheet: that was chosen; alike: further visible sheets with the same header; others: their rows."""

    path: Path
    form: str
    head: heads.Head
    source: Callable[[], Iterator[tuple[int, Sequence]]]
    text: texts.Text | None = None
    sheet: str | None = None
    alike: tuple[str, ...] = ()
    others: list[tuple[heads.Head, sheets.Rows]] = field(default_factory=list)
    excel_1904: bool = False

    def rows(self) -> Iterator[tuple[int, Sequence]]:
        """The rows below the header of the chosen sheet, numbered as in the file; empty ones left out."""
        return _below(self.head, self.source)

    def tables(self) -> list[Iterator[tuple[int, Sequence]]]:
        """The rows of every sheet that may be meant, each below its header."""
        return [self.rows(), *(_below(head, source) for head, source in self.others)]


def _below(head: heads.Head, source: sheets.Rows) -> Iterator[tuple[int, Sequence]]:
    last = head.rows[-1]
    return ((at, row) for at, row in source() if at > last and not all(map(grid.is_empty, row)))


def opened(path: Path, sheet: str | None = None) -> Opened:
    """The file, opened. Raises InputError, OversizedFile, TruncatedFile, UnreadableFile."""
    guards.check_kept(path)
    if path.stat().st_size == 0:
        raise _refusal(path, "no_bytes")
    kind = kinds.kind_of(path)
    if kind in ("is_pdf", "is_page", "is_old_workbook"):
        raise _refusal(path, kind)
    if kind == "is_workbook":
        return _workbook(path, sheet)
    if kind == "is_parquet":
        names, rows = sheets.parquet(path)
        return Opened(path, "parquet", heads.Head([1], names), rows)
    if texts.begins_with_objects(path):  # the seam for records of JSON: names and rows of their fields
        raise InputError(where=path, what=later("map.of_json"), fix=later("map.fix_json"))
    text = texts.opened(path)
    return Opened(path, "csv", _head(path, text.rows), text.rows, text)


def _workbook(path: Path, wanted: str | None) -> Opened:
    book = sheets.workbook(path)
    if wanted and wanted not in book.titles:
        listed = ", ".join(f'"{title}"' for title in book.titles)
        raise InputError(where=path, what=later("map.no_sheet", sheet=wanted), fix=later("map.fix_sheet", known=listed))
    found = {title: head for title in book.titles if (head := _head_or_none(book.rows(title)))}
    if not found:
        raise _refusal(path, "header_only")
    title = wanted if wanted is not None and wanted in found else next(iter(found))
    same = [] if wanted else [other for other in found if other != title and found[other].names == found[title].names]
    others = [(found[other], book.rows(other)) for other in same]
    return Opened(path, "xlsx", found[title], book.rows(title), None, title, tuple(same), others, book.excel_1904)


def _head_or_none(rows: Callable[[], Iterator[tuple[int, Sequence]]]) -> heads.Head | None:
    return heads.found(list(islice(rows(), _HEAD)))


def _head(path: Path, rows: Callable[[], Iterator[tuple[int, Sequence]]]) -> heads.Head:
    head = _head_or_none(rows)
    if head is None:
        raise _refusal(path, "header_only")
    return head


def _refusal(path: Path, what: str) -> InputError:
    fix = "fix_pdf" if what == "is_pdf" else "fix_file"
    return InputError(where=path, what=later(f"intake.{what}"), fix=later(f"map.{fix}"))
