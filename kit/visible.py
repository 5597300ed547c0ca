"""Characters that a terminal obeys instead of showing, made visible.

In:   any text: a cell, a header, a file name.
Out:  the same text with control characters, escapes and marks of writing direction as `\\x1b`, `\\u202e`.
Why:  a file name may hold "clear the screen", a cell may turn the line round: what people read must be what is there.
Not here: HTML (`kit.present`), formulas in a spreadsheet (`kit.store.quarantine`).
"""

from __future__ import annotations

import re

# C0 without tab and line feed, C1, direction and zero-width marks, line separators, halves of characters.
_OBEYED = r"\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff"
_ANY = re.compile(f"[{_OBEYED}]")
_ANY_OF_A_LINE = re.compile(f"[{_OBEYED}\t\n]")


def visible(text: str) -> str:
    """A text of ours, line breaks and tabs kept."""
    return _ANY.sub(_written, text)


def visible_line(value: object) -> str:
    """What stands on one line, as the name of a file does: a line break in it could pass for a line of ours."""
    return _ANY_OF_A_LINE.sub(_written, str(value))


def _written(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x20 else f"\\u{code:04x}"  # the latter is what JSON writes, too
