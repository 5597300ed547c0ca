"""What a delivered file really is, whatever its name says.

In:   the first bytes of a file.
Out:  the slug of what it is ("is_workbook", "is_text", …), None where its beginning tells nothing.
Why:  an export that was saved under another ending, or a portal's login page, must be called by its name: "not in
      utf-8" or "no zip file" sends people on a search.
Not here: whether the file is whole (`guards`).
"""

from __future__ import annotations

import codecs
from pathlib import Path

from kit.language.later import Later, later

_BEGINS = (
    (b"PAR1", "is_parquet"),
    (b"\x1f\x8b", "is_gzip"),
    (b"%PDF", "is_pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is_old_workbook"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second one: without a file in it
_PAGES = (b"<!doctype html", b"<html", b"<table", b"<?xml", b"<head")
_ENOUGH = 4096


def kind_of(path: Path) -> str | None:
    """What the file's beginning says that it is."""
    with path.open("rb") as file:
        return kind_of_bytes(file.read(_ENOUGH))


def kind_of_bytes(start: bytes) -> str | None:
    """The same, of its first bytes."""
    start = start[:_ENOUGH]
    for begins, kind in _BEGINS:
        if start.startswith(begins):
            return kind
    if start.startswith(_ZIP):
        # The parts of a workbook lie in xl/, and its list of contents stands first.
        return "is_workbook" if b"[Content_Types].xml" in start or b"xl/" in start else "is_archive"
    if start.removeprefix(codecs.BOM_UTF8).lstrip().lower().startswith(_PAGES):
        return "is_page"
    return "is_text" if _is_text(start) else None


def told(kind: str, table: str) -> Later:
    """What a file is instead of what was expected, and what to ask for where it can be said."""
    if kind == "is_pdf" and table == "carrier_counts":
        kind = "is_carrier_pdf"  # carriers send a monthly report by mail, and have an export on their portal
    return later(f"intake.{kind}")


def _is_text(start: bytes) -> bool:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    return not any(byte < 32 for byte in set(start) - set(b"\t\r\n\f"))
