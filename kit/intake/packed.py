"""The bytes of a delivered text export as one stream, whether it came plain, as .gz or as .zip with one file in it.

In:   a delivered file; how it is packed is told by its first bytes, never by its name.
Out:  `opened(file)`, a binary stream to read in pieces; while it is read, OversizedFile at a limit, TruncatedFile where
      the archive is cut, UnreadableFile where it is damaged or holds anything but one text export.
Why:  a few kilobytes can unpack to more than there is memory or disk: what is unpacked is counted as it goes by, so a
      reader that stops has spent nothing.
Not here: workbooks, which are zip archives too (`workbook`, `guards.check_workbook`); what the bytes mean (`readers`).
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from typing import BinaryIO, cast

from kit.errors import KitError, OversizedFile, TruncatedFile, UnreadableFile
from kit.intake import kinds, zips
from kit.intake.delivered import Delivered
from kit.intake.limits import MAX_RATIO, MAX_UNPACKED_TEXT, SMALL
from kit.language.later import later

_BUFFER = 2**18
_START = 4_096
_ARCHIVES = ("is_archive", "is_gzip")
_MARKUP = ("xes",)  # formats that are XML: elsewhere a file that begins so is a portal's page


def opened(file: Delivered, limit: int = MAX_UNPACKED_TEXT) -> BinaryIO:
    """The unpacked bytes of a text export. Close it, or use it as a context.

    limit: bytes after which OversizedFile is raised. Also raises TruncatedFile, UnreadableFile, at once or while it is
    read.
    """
    size = file.path.stat().st_size
    source = _source(file)
    packed = size if not isinstance(source, io.FileIO) else None
    if packed is None and size > limit:
        source.close()
        raise oversized(file, size, limit)
    stream = io.BufferedReader(_Measured(file, source, packed, limit), _BUFFER)
    try:
        _check_kind(file, stream.peek(_START)[:_START], packed=packed is not None)
    except KitError:
        stream.close()
        raise
    return cast(BinaryIO, stream)


def oversized(file: Delivered, size: int, limit: int) -> OversizedFile:
    """The error for a file of more bytes than a limit, both told in megabytes."""
    what, most = (later("intake.bytes", size=f"{max(1, round(count / 2**20))}") for count in (size, limit))
    return file.refuse(OversizedFile, what=what, limit=most)


def _source(file: Delivered) -> io.FileIO | gzip.GzipFile | zipfile.ZipExtFile:
    kind = kinds.kind_of(file.path)
    if kind == "is_gzip":
        return gzip.open(file.path)
    return zips.only_member(file) if kind == "is_archive" else io.FileIO(file.path)


def _check_kind(file: Delivered, start: bytes, *, packed: bool) -> None:
    """Refuses what is no text, by what it is: an archive in an archive, a PDF, a login page."""
    kind = kinds.kind_of_bytes(start)
    if kind in ("is_text", None) or (kind == "is_page" and file.source.file.format in _MARKUP):
        return
    nested = packed and kind in _ARCHIVES
    what = later("intake.nested_archive") if nested else kinds.told(kind, file.source.table)
    raise file.refuse(UnreadableFile, what=what)


class _Measured(io.RawIOBase):
    """What a file unpacks to, counted while it is read.

    packed: bytes of the archive, None where the file is plain.
    """

    def __init__(
        self, file: Delivered, source: io.FileIO | gzip.GzipFile | zipfile.ZipExtFile, packed: int | None, limit: int
    ) -> None:
        self.file, self.source, self.limit = file, source, limit
        self.most = None if packed is None else max(SMALL, MAX_RATIO * packed)
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self._piece(len(buffer))
        self.count += len(piece)
        if self.count > self.limit:
            raise oversized(self.file, self.count, self.limit)
        if self.most is not None and self.count > self.most:
            raise oversized(self.file, self.count, self.most)
        buffer[: len(piece)] = piece
        return len(piece)

    def _piece(self, size: int) -> bytes:
        try:
            return self.source.read(size)
        except EOFError:
            cut = later("intake.gzip_cut" if isinstance(self.source, gzip.GzipFile) else "intake.archive_cut")
            raise self.file.refuse(TruncatedFile, place="", what=cut) from None
        except (OSError, zlib.error, zipfile.BadZipFile) as error:
            form = "gzip" if isinstance(self.source, gzip.GzipFile) else "zip"
            raise self.file.refuse(UnreadableFile, format=form, what=error) from None

    def close(self) -> None:
        self.source.close()
        super().close()
