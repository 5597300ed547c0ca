"""Looks at a delivered file before anything opens it: its size, a spreadsheet's insides.

In:   the path of a delivered file.
Out:  nothing, or OversizedFile, TruncatedFile, EmptyFile, UnreadableFile.
Why:  a 40 KB spreadsheet can unpack to gigabytes, and an export that was cut off must not pass for a quiet week.
Not here: text exports that come packed (`packed`), what the bytes mean (`kit.intake.readers`).
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from kit.errors import EmptyFile, InputError, KitError, OversizedFile, TruncatedFile, UnreadableFile
from kit.intake import kinds, packed
from kit.intake.delivered import Delivered
from kit.intake.limits import MAX_RATIO, SMALL
from kit.language.later import later

MAX_FILE = 4 * 2**30
MAX_UNPACKED = 512 * 2**20
MAX_PARTS = 2_000
_PIECE = 2**16
PARQUET = b"PAR1"


def check_kept(path: Path) -> None:
    """Refuses what is no file, or is too large to be kept. Raises InputError, OversizedFile."""
    if not path.is_file():
        what = later("intake.a_folder" if path.is_dir() else "intake.no_such_file")
        raise InputError(where=path, what=what, fix=later("intake.fix_path"))
    size = path.stat().st_size
    if size > MAX_FILE:
        raise OversizedFile(
            file=path.name, what=later("intake.bytes", size=_mb(size)), limit=later("intake.bytes", size=_mb(MAX_FILE))
        )


def check_size(file: Delivered) -> None:
    """Refuses a file without a byte in it."""
    if file.path.stat().st_size == 0:
        raise file.refuse(EmptyFile, what=later("intake.no_bytes"))


def check_filled(file: Delivered) -> None:
    """Refuses a text export that holds nothing but blanks."""
    with packed.opened(file) as text:
        while piece := text.read(_PIECE):
            if piece.strip():
                return
    raise file.refuse(EmptyFile, what=later("intake.no_bytes"))


def check_workbook(file: Delivered) -> None:
    """Refuses a workbook that is cut off, is none, or would unpack beyond all measure. Opens no part of it."""
    try:
        with zipfile.ZipFile(file.path) as book:
            parts = book.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        # Besides BadZipFile: a version or flag that zipfile does not know, a name that is no text, an offset beyond.
        raise _no_workbook(file, error) from None
    total = sum(part.file_size for part in parts)
    if len(parts) > MAX_PARTS:
        raise file.refuse(OversizedFile, what=later("intake.many_parts", count=len(parts)), limit=MAX_PARTS)
    if total > MAX_UNPACKED:
        raise packed.oversized(file, total, MAX_UNPACKED)
    for part in parts:
        if part.file_size > SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise packed.oversized(file, part.file_size, MAX_RATIO * part.compress_size)


def _no_workbook(file: Delivered, error: Exception) -> KitError:
    if kinds.kind_of(file.path) == "is_workbook":
        return file.refuse(TruncatedFile, place="", what=later("intake.zip_cut"))
    return file.refuse(UnreadableFile, what=_kind_or(file, error))


def _kind_or(file: Delivered, otherwise: object) -> object:
    """What the file is instead; `otherwise` where its beginning does not tell."""
    kind = kinds.kind_of(file.path)
    return kinds.told(kind, file.source.table) if kind else otherwise


def check_parquet(file: Delivered) -> None:
    """Refuses a file that does not begin and end as Parquet does."""
    with file.path.open("rb") as data:
        first = data.read(4)
        data.seek(max(0, file.path.stat().st_size - 4))
        last = data.read(4)
    if first != PARQUET:
        raise file.refuse(UnreadableFile, what=_kind_or(file, later("intake.no_parquet")))
    if last != PARQUET or file.path.stat().st_size < 12:
        raise file.refuse(TruncatedFile, place="", what=later("intake.parquet_cut"))


def _mb(size: int) -> str:
    return f"{max(1, round(size / 2**20))}"
