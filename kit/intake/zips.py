"""The one file of a delivered .zip archive.

In:   a delivered file that begins as a zip archive does.
Out:  `only_member(file)`, a stream of its unpacked bytes; TruncatedFile where the archive has lost its end,
      UnreadableFile where it is a workbook, has a password, or holds no file or several, with what to do.
Why:  of two files in an archive, none is more likely to be the delivery than the other; and an archive's own list of
      contents may be longer than the memory, so its length is looked at before it is read.
Not here: limits of what it unpacks to, damage inside (`packed`).
"""

from __future__ import annotations

import struct
import zipfile

from kit.errors import OversizedFile, TruncatedFile, UnreadableFile
from kit.intake import kinds
from kit.intake.delivered import Delivered
from kit.intake.limits import MAX_ARCHIVE_LIST
from kit.intake.scrub import scrubbed
from kit.language.later import later
from kit.visible import visible_line

_END, _END_SIZE = b"PK\x05\x06", 22
_END64 = b"PK\x06\x06"
_LOCATOR, _LOCATOR_SIZE = b"PK\x06\x07", 20
_COMMENT = 2**16  # the longest comment below the list
_UNKNOWN = 2**32 - 1  # the length stands in the 64-bit record
_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SHOWN = 5  # names


def only_member(file: Delivered) -> zipfile.ZipExtFile:
    """The unpacked bytes of the archive's only file."""
    if kinds.kind_of(file.path) == "is_workbook":
        raise file.refuse(UnreadableFile, what=later("intake.is_workbook"))
    _check_list(file)
    try:
        # Closed with its member: the archive itself is no longer needed, and its file stays open as long as that.
        with zipfile.ZipFile(file.path) as archive:
            member = _member(file, archive.infolist())
            return archive.open(member)  # type: ignore[return-value]  # what it returns in the mode "r"
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error, RuntimeError) as error:
        raise file.refuse(UnreadableFile, format="zip", what=error) from None


def _member(file: Delivered, listed: list[zipfile.ZipInfo]) -> zipfile.ZipInfo:
    files = [one for one in listed if not one.is_dir() and not _is_aside(one.filename)]
    if not files:
        raise file.refuse(UnreadableFile, what=later("intake.archive_empty"))
    if len(files) > 1:
        names = ", ".join(visible_line(scrubbed(one.filename)) for one in files[:_SHOWN])
        raise file.refuse(UnreadableFile, what=later("intake.archive_of_several", count=len(files), names=names))
    if files[0].flag_bits & _ENCRYPTED:
        raise file.refuse(UnreadableFile, what=later("intake.archive_encrypted"))
    if files[0].compress_type not in _METHODS:  # of others, one small piece may unpack to eighty megabytes at once
        raise file.refuse(UnreadableFile, what=later("intake.archive_method", method=files[0].compress_type))
    return files[0]


def _is_aside(name: str) -> bool:
    """What macOS adds to the archives that it makes: no file of anybody's."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2] == ".DS_Store"


def _check_list(file: Delivered) -> None:
    """Refuses an archive without its list of contents, or with one of more bytes than any delivery needs."""
    length = _length_of_list(file)
    if length is None:
        raise file.refuse(TruncatedFile, place="", what=later("intake.archive_cut"))
    if length > MAX_ARCHIVE_LIST:
        what = later("intake.archive_list", size=length)
        raise file.refuse(OversizedFile, what=what, limit=MAX_ARCHIVE_LIST)


def _length_of_list(file: Delivered) -> int | None:
    """How many bytes the archive's list of contents has; None where its end is missing."""
    size = file.path.stat().st_size
    with file.path.open("rb") as data:
        tail_at = max(0, size - _COMMENT - _END_SIZE - _LOCATOR_SIZE)
        data.seek(tail_at)
        tail = data.read()
        at = tail.rfind(_END)
        if at < 0 or len(tail) - at < _END_SIZE:
            return None
        (length,) = struct.unpack_from("<L", tail, at + 12)
        before = at - _LOCATOR_SIZE
        if length != _UNKNOWN or before < 0 or tail[before : before + 4] != _LOCATOR:
            return length
        (place,) = struct.unpack_from("<Q", tail, before + 8)
        data.seek(min(place, size))
        record = data.read(56)
        return struct.unpack_from("<Q", record, 40)[0] if len(record) == 56 and record[:4] == _END64 else None
