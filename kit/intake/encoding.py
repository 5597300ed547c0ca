"""Bytes to text in the stated encoding, strictly.

In:   the bytes of a text export and the encodings that its source states, in order.
Out:  the first of them that reads all of the file; pieces of whole lines in UTF-8, without byte-order mark;
      WrongEncoding with the byte and what would read it; TruncatedFile where the last character is cut.
Why:  cp1252 reads almost anything: UTF-8 taken for it turns every accent into two letters without a complaint; and
      UTF-16 without its mark passes for UTF-8 with a blank after each letter.
Not here: rows and columns (`kit.intake.textfile`), how the file is packed (`packed`).

The file is gone through once for each encoding that is tried, and once to be read: never is all of it in memory.
"""

from __future__ import annotations

import codecs
from collections.abc import Generator, Iterator
from dataclasses import dataclass

from kit.errors import KitError, TruncatedFile, WrongEncoding
from kit.intake import limits, packed
from kit.intake.delivered import Delivered
from kit.intake.limits import MAX_LINE, TooMuch
from kit.language.later import later

KNOWN = ("utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be")
_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_START, _PIECE = 4_096, 2**20
_ASCII_SHARE = 0.4  # of the first characters: names, figures and marks of a French export are ASCII far more often


@dataclass(frozen=True)
class Fault:
    """Why a file is not in an encoding: from which byte on, and whether it only ends too early."""

    start: int
    byte: bytes = b""
    is_cut: bool = False


def of(file: Delivered) -> str:
    """The first stated encoding that reads all of the file. Raises WrongEncoding, TruncatedFile."""
    faults = []
    for encoding in file.source.file.encoding:
        fault = _fault(file, encoding)
        if fault is None:
            return encoding
        faults.append(fault)
    raise _refusal(file, faults[0])


def pieces(file: Delivered, encoding: str) -> Generator[bytes]:
    """The file in pieces of whole lines, each in UTF-8. Raises TooMuch for a line without end.

    A piece ends behind a line feed, the last one anywhere; a file without line feeds (old exports end their lines with
    carriage returns) is cut behind those.
    """
    decoder = _decoder(encoding)
    held = b""
    for raw in _raw(file, limits.BLOCK_BYTES):
        text = held + decoder.decode(raw).encode() if decoder else held + raw
        end = text.rfind(b"\n") + 1 or text.rfind(b"\r", 0, -1) + 1  # at the very end, a line feed may follow
        if not end and len(text) > MAX_LINE * 4 + 4:
            raise TooMuch("long_line", MAX_LINE)
        if end:
            yield text[:end].removeprefix(codecs.BOM_UTF8) if not held else text[:end]
        held = text[end:]
    if decoder:
        held += decoder.decode(b"", final=True).encode()
    if held:
        yield held


def _decoder(encoding: str) -> codecs.IncrementalDecoder | None:
    """What makes text of the bytes; None where they are UTF-8 already."""
    return None if encoding in ("utf-8", "utf-8-sig") else codecs.getincrementaldecoder(encoding)("strict")


def _raw(file: Delivered, size: int = _PIECE) -> Iterator[bytes]:
    with packed.opened(file) as data:
        while raw := data.read(size):
            yield raw


def _start(file: Delivered) -> bytes:
    with packed.opened(file) as data:
        return data.read(_START)


def _refusal(file: Delivered, fault: Fault) -> KitError:
    if fault.is_cut:
        rows = sum(raw.count(b"\n") for raw in _raw(file)) + 1
        return file.refuse(TruncatedFile, place=later("intake.at_row", row=rows), what=later("intake.character_cut"))
    candidates = [name for name in KNOWN if _fault(file, name) is None]
    # The byte alone: its neighbours may be somebody's name.
    sample = fault.byte.decode("latin-1").encode("unicode_escape").decode()
    return file.refuse(
        WrongEncoding,
        position=fault.start,
        encoding=", ".join(file.source.file.encoding),
        sample=sample or "-",
        candidates=", ".join(candidates) or "-",
        candidate=candidates[0] if candidates else "?",
    )


def _fault(file: Delivered, encoding: str) -> Fault | None:
    """Why the file is not in `encoding`; None where it is."""
    start = _start(file)
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    wide = marked or _wide(start)
    if encoding == "utf-16" and not marked or encoding in _MARKS.values() and wide != encoding:
        return Fault(0, start[:1])
    if not encoding.startswith("utf-16") and wide:
        at = max(start.find(b"\0"), 0)
        return Fault(at, start[at : at + 1])
    if encoding == "cp1252" and (accent := _first_accent_of_utf8(file)) is not None:
        return Fault(*accent)
    return _decoding_fault(file, encoding)


def _decoding_fault(file: Delivered, encoding: str) -> Fault | None:
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)("strict")
    narrow = not encoding.startswith("utf-16")
    before = held = 0
    try:
        for raw in _raw(file):
            held = len(decoder.getstate()[0])
            if not (narrow and not held and before and raw.isascii()):
                decoder.decode(raw)
            before += len(raw)
        held = len(decoder.getstate()[0])
        raw = b""
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        byte = bytes(error.object[error.start : error.start + 1])
        return Fault(before - held + error.start, byte, is_cut=not raw)
    return None


def _first_accent_of_utf8(file: Delivered) -> tuple[int, bytes] | None:
    """Where the first accent stands of a file that is UTF-8, a cut last one included: no French cp1252 is by chance."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first, before, told = None, 0, False
    try:
        for raw in _raw(file):
            if not raw.isascii():
                told |= not decoder.decode(raw).isascii()
                if first is None:
                    at = next(at for at, byte in enumerate(raw) if byte > 127)
                    first = before + at, raw[at : at + 1]
            elif decoder.getstate()[0]:
                return None
            before += len(raw)
    except UnicodeDecodeError:
        return None
    return first if told else None


def _wide(start: bytes) -> str | None:
    """Which UTF-16 text without a mark is in: every other byte of what is ASCII is then a zero."""
    start = start[: len(start) // 2 * 2]
    pairs = len(start) // 2
    if not pairs:
        return None
    first, second = start[0 : 2 * pairs : 2], start[1 : 2 * pairs : 2]
    for zeros, letters, name in ((second, first, "utf-16-le"), (first, second, "utf-16-be")):
        if zeros.count(0) >= _ASCII_SHARE * pairs and letters.count(0) <= (1 - _ASCII_SHARE) / 10 * pairs:
            return name
    return None
