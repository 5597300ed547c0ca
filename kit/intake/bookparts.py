"""The parts of a workbook: its sheets by name, whether they are shown, and how their cells are read.

In:   the path of a workbook.
Out:  `Parts`; whatever openpyxl raises on a damaged workbook, TooMuch, Contradiction.
Why:  openpyxl knows lists of parts, styles and their date formats; but opening a workbook with it reads each sheet
      that does not state its size (a whole pass, for nothing), and one call for each shared text.
Not here: the rows of a sheet (`sheetrows`).
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.xml.constants import SHARED_STRINGS

from kit.intake import sheetscan
from kit.intake.sheetcells import Cells


@dataclass(frozen=True)
class Sheet:
    """One worksheet. part: the name of its part in the archive."""

    part: str
    shown: bool


@dataclass(frozen=True)
class Parts:
    """An open workbook. sheets: by their names, in its order."""

    archive: zipfile.ZipFile
    sheets: dict[str, Sheet]
    cells: Cells

    @property
    def excel_1904(self) -> bool:
        """Whether its days count from 1904."""
        return self.cells.epoch == MAC_EPOCH

    def opened(self, title: str) -> IO[bytes]:
        """The XML of a sheet."""
        return self.archive.open(self.sheets[title].part)


@contextmanager
def opened(path: Path) -> Iterator[Parts]:
    """The parts of a workbook, open as long as they are used."""
    texts = sheetscan.shared_texts(path)
    reader = ExcelReader(path, read_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        yield Parts(reader.archive, _sheets(reader), _cells(reader, texts))


def _sheets(reader: ExcelReader) -> dict[str, Sheet]:
    """Worksheets only, and only those whose part is there."""
    listed = ((sheet, rel) for sheet, rel in reader.parser.find_sheets() if rel.target in reader.valid_files)
    return {
        sheet.name: Sheet(rel.target, sheet.state == "visible") for sheet, rel in listed if "chartsheet" not in rel.Type
    }


def _cells(reader: ExcelReader, texts: dict[str, list[str]]) -> Cells:
    book: Any = reader.wb  # its lists of formats have no hints
    spans = frozenset(map(str, book._timedelta_formats))
    dates = frozenset(map(str, book._date_formats)) | spans
    epoch: dt.datetime = book.epoch
    return Cells(_shared(reader, texts), dates, spans, epoch)


def _shared(reader: ExcelReader, texts: dict[str, list[str]]) -> list[str]:
    stated = reader.package.find(SHARED_STRINGS)
    if stated is None:
        return []
    name = stated.PartName[1:]
    if name not in texts:
        with reader.archive.open(name) as part:
            texts[name] = sheetscan.texts(part)
    return texts[name]
