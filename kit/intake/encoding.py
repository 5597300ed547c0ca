"""Bytes to text in the stated encoding, strictly.

In:   the bytes of a text export and the encodings that its source states, in order.
Out:  the text as lines to read, without byte-order mark; WrongEncoding with the byte and what would read it;
      TruncatedFile where the last character is cut.
Why:  cp1252 reads almost anything: UTF-8 taken for it turns every accent into two letters without a complaint; and
      UTF-16 without its mark passes for UTF-8 with a blank after each letter.
Not here: rows and columns (`kit.intake.textfile`).
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from typing import TextIO

from kit.errors import KitError, TruncatedFile, WrongEncoding
from kit.intake.delivered import Delivered
from kit.language.later import later

KNOWN = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_START, _PIECE = 4_096, 2**20
_ASCII_SHARE = 0.4  # of the first characters: names, figures and marks of a French export are ASCII far more often


def opened(file: Delivered, data: bytes) -> TextIO:
    """The text of `data` in the first stated encoding that reads all of it."""
    faults = []
    for encoding in file.source.file.encoding:
        fault = _fault(data, encoding)
        if fault is None:
            return _text(data, encoding)
        faults.append(fault)
    raise _refusal(file, data, faults[0])


def _text(data: bytes, encoding: str) -> TextIO:
    encoding = "utf-8-sig" if encoding == "utf-8" else encoding
    if encoding in _MARKS.values() and data.startswith(tuple(_MARKS)):
        encoding = "utf-16"  # takes the mark off
    return io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline="")


def _refusal(file: Delivered, data: bytes, fault: UnicodeDecodeError) -> KitError:
    if fault.end >= len(data) > 0 and ("end of data" in fault.reason or "truncated" in fault.reason):
        return file.refuse(
            TruncatedFile, place=later("intake.at_row", row=data.count(b"\n") + 1), what=later("intake.character_cut")
        )
    candidates = [name for name in KNOWN if _fault(data, name) is None]
    # The byte alone: its neighbours may be somebody's name.
    sample = data[fault.start : fault.start + 1].decode("latin-1").encode("unicode_escape").decode()
    return file.refuse(
        WrongEncoding,
        position=fault.start,
        encoding=", ".join(file.source.file.encoding),
        sample=sample or "-",
        candidates=", ".join(candidates) or "-",
        candidate=candidates[0] if candidates else "?",
    )


def _fault(data: bytes, encoding: str) -> UnicodeDecodeError | None:
    """Why `data` is not in `encoding`; None where it is."""
    marked = next((name for mark, name in _MARKS.items() if data.startswith(mark)), None)
    wide = marked or _wide(data)
    if encoding == "utf-16" and not marked:
        return UnicodeDecodeError(encoding, data, 0, min(2, len(data)), "no byte-order mark")
    if encoding in _MARKS.values() and wide != encoding:
        return UnicodeDecodeError(encoding, data, 0, min(2, len(data)), "another encoding")
    if not encoding.startswith("utf-16") and wide:
        at = max(data.find(b"\0", 0, _START), 0)
        return UnicodeDecodeError(encoding, data, at, at + 1, "another encoding")
    if encoding == "cp1252" and _is_utf8(data):
        at = next((at for at, byte in enumerate(data) if byte > 127), 0)
        return UnicodeDecodeError(encoding, data, at, at + 1, "another encoding")
    return _decoding_fault(data, encoding)


def _decoding_fault(data: bytes, encoding: str) -> UnicodeDecodeError | None:
    """Decodes piece by piece: the whole text at once would need up to four bytes for each of the file's."""
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)("strict")
    start = 0
    try:
        for start, piece in _pieces(data):
            held = len(decoder.getstate()[0])
            decoder.decode(piece, final=start + len(piece) >= len(data))
    except UnicodeDecodeError as error:
        at = start - held
        return UnicodeDecodeError(encoding, data, at + error.start, at + error.end, error.reason)
    return None


def _pieces(data: bytes) -> Iterator[tuple[int, bytes]]:
    for start in range(0, len(data), _PIECE):
        yield start, data[start : start + _PIECE]


def _wide(data: bytes) -> str | None:
    """Which UTF-16 text without a mark is in: every other byte of what is ASCII is then a zero."""
    start = data[: _START // 2 * 2]
    pairs = len(start) // 2
    if not pairs:
        return None
    first, second = start[0 : 2 * pairs : 2], start[1 : 2 * pairs : 2]
    for zeros, letters, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if zeros.count(0) >= _ASCII_SHARE * pairs and letters.count(0) <= (1 - _ASCII_SHARE) / 10 * pairs:
            return name
    return None


def _is_utf8(data: bytes) -> bool:
    """Whether accents stand there as UTF-8 writes them, a cut last one included: no French cp1252 does by chance."""
    if data.isascii():
        return False
    decoder = codecs.getincrementaldecoder("utf-8")()
    accents = False
    try:
        for _, piece in _pieces(data):
            accents |= not decoder.decode(piece).isascii()
    except UnicodeDecodeError:
        return False
    return accents
