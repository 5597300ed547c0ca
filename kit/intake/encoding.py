"""Bytes to text in the stated encoding, strictly.

In:   the bytes of a text export and the encodings that its source states, in order.
Out:  the text, without byte-order mark; WrongEncoding with the byte and what would read it; TruncatedFile where
      the last character is cut.
Why:  cp1252 reads almost anything: UTF-8 taken for it turns every accent into two letters without a complaint.
Not here: rows and columns (`kit.intake.readers`).
"""

from __future__ import annotations

import codecs

from kit.errors import KitError, TruncatedFile, WrongEncoding
from kit.intake.delivered import Delivered, words

KNOWN = ("utf-8-sig", "cp1252", "utf-16")
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(file: Delivered, data: bytes) -> str:
    """The text of `data` in the first stated encoding that reads all of it."""
    stated = file.source.file.encoding
    faults = []
    for encoding in stated:
        text = _read(data, encoding)
        if isinstance(text, str):
            return text
        faults.append(text)
    raise _refusal(file, data, faults[0])


def _refusal(file: Delivered, data: bytes, fault: UnicodeDecodeError) -> KitError:
    if fault.end >= len(data) > 0 and ("end of data" in fault.reason or "truncated" in fault.reason):
        return file.refuse(TruncatedFile, place=words("at_row", row=data.count(b"\n") + 1), what=words("character_cut"))
    candidates = [name for name in KNOWN if isinstance(_read(data, name), str)]
    sample = data[max(0, fault.start - 8) : fault.start + 8].decode("latin-1").encode("unicode_escape").decode()
    return file.refuse(
        WrongEncoding,
        position=fault.start,
        encoding=", ".join(file.source.file.encoding),
        sample=sample,
        candidates=", ".join(candidates) or "-",
        candidate=candidates[0] if candidates else "?",
    )


def _read(data: bytes, encoding: str) -> str | UnicodeDecodeError:
    """The text, or why `data` is not in `encoding`."""
    marked = data.startswith(_MARKS)
    if encoding == "utf-16" and not marked:
        return UnicodeDecodeError(encoding, data, 0, min(2, len(data)), "no byte-order mark")
    if encoding == "cp1252" and (marked or _is_utf8(data)):
        at = next((at for at, byte in enumerate(data) if byte > 127), 0)
        return UnicodeDecodeError(encoding, data, at, at + 1, "another encoding")
    try:
        return data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        return error


def _is_utf8(data: bytes) -> bool:
    """Whether accents stand there as UTF-8 writes them, a cut last one included: no French cp1252 does by chance."""
    if data.isascii():
        return False
    try:
        return not codecs.getincrementaldecoder("utf-8")().decode(data).isascii()
    except UnicodeDecodeError:
        return False
