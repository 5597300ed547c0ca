"""A stream of bytes to the JSON objects in it, one after the other, each with its number.

In:   unpacked bytes: one object a line (JSON lines), objects without line breaks between them, or an array of objects.
Out:  `objects(…)`: pairs of number and object; None in the place of a line that is no JSON object. TruncatedFile where
      the last one is cut, UnreadableFile where an array is damaged, TooMuch for a line beyond all measure.
Why:  Python's own reader wants the whole file as one text; a platform's export is a hundred megabytes of small objects,
      written by a stream that sets no line breaks, or by a tool that sets many. Numbers stay the digits that stand
      there: a key above 2^53 must not become its neighbour's.
Not here: fields and columns (`jsonlines`), how the file is packed (`packed`).
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from kit.errors import KitError, TruncatedFile, UnreadableFile
from kit.intake.delivered import Delivered
from kit.intake.limits import MAX_LINE, TooMuch
from kit.language.later import later

_PIECE = 2**20
_BETWEEN = re.compile(r"[\s,]*")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
Numbered = Iterator[tuple[int, dict | None]]


def objects(file: Delivered, stream: BinaryIO) -> Numbered:
    """Each object with the line on which it begins; of several on one line, each later one counts as a line more."""
    number = 0
    for line, value in _Values(file, stream):
        number = max(line, number + 1)
        yield number, value if isinstance(value, dict) else None


def _once(pairs: list[tuple[str, object]]) -> dict:
    """An object. Raises ValueError where a name is there twice: which of the two holds, nobody can say."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _no_number(word: str) -> object:
    raise ValueError(word)  # NaN and Infinity are no JSON


class _Values:
    """The values of a stream, with the line on which each begins."""

    def __init__(self, file: Delivered, stream: BinaryIO) -> None:
        self.file, self.stream = file, stream
        decoder = json.JSONDecoder(
            object_pairs_hook=_once, parse_int=str, parse_float=str, parse_constant=_no_number, strict=True
        )
        self.read = decoder.raw_decode
        # A byte that is no UTF-8 costs the line that needs it (`jsonlines`), not the file.
        self.decoded = codecs.getincrementaldecoder("utf-8-sig")("surrogateescape").decode
        self.text, self.at, self.line, self.ended = "", 0, 1, False
        self.in_array = self.array_ended = False

    def __iter__(self) -> Iterator[tuple[int, object]]:
        self._begin()
        while self._skip_between():
            if self.in_array and self.text[self.at] == "]":
                self._end_array()
                continue
            if self.array_ended:
                raise self._no_json()
            begins = self.line
            value = self._value()
            yield begins, value
        if self.in_array and not self.array_ended:
            raise self._cut()

    def _begin(self) -> None:
        self._refill()
        start = self.text[:64]
        if "\0" in start or start.encode("utf-8", "surrogateescape").startswith(_WIDE):
            raise self.file.refuse(UnreadableFile, what=later("intake.json_is_utf8"))
        if self._skip_between() and self.text[self.at] == "[":
            self.in_array, self.at = True, self.at + 1

    def _end_array(self) -> None:
        self.array_ended, self.at = True, self.at + 1

    def _refill(self) -> bool:
        """One piece more, what was read taken off; False at the end of the file."""
        piece = self.stream.read(_PIECE)
        self.ended = not piece
        self.text, self.at = self.text[self.at :] + self.decoded(piece, final=self.ended), 0
        return not self.ended

    def _skip_between(self) -> bool:
        """Goes to the next value; False where there is none."""
        while True:
            found = _BETWEEN.match(self.text, self.at)
            self._go(found.end() if found else self.at)
            if self.at < len(self.text):
                return True
            if not self._refill() and self.at == len(self.text):
                return False

    def _go(self, to: int) -> None:
        self.line += self.text.count("\n", self.at, to)
        self.at = to

    def _value(self) -> object:
        """The value that begins here; None for a line that holds none."""
        while True:
            try:
                value, end = self.read(self.text, self.at)
            except (ValueError, RecursionError) as error:
                fault_at = self._fault_at(error)
                if self._more():
                    continue
                self._pass_over(fault_at)
                return None
            # A number may go on behind the piece; an object ends with its brace.
            if end == len(self.text) and not isinstance(value, dict) and self._more():
                continue
            self._go(end)
            return value

    def _fault_at(self, error: Exception) -> int:
        """Where a value stopped being JSON, in characters from its beginning."""
        if not isinstance(error, json.JSONDecodeError):
            return 0
        # Of a text without its closing mark, the reader tells where it begins; it is amiss where the file ends.
        return (len(self.text) if error.msg.startswith("Unterminated") else error.pos) - self.at

    def _more(self) -> bool:
        """Whether the value may have been unreadable for want of the rest of it, which is then at hand."""
        ahead = len(self.text) - self.at
        one_line = self.text.find("\n", self.at) < 0
        if self.ended or ahead > (MAX_LINE if self.in_array or one_line else _PIECE):
            return False
        return self._refill() or len(self.text) > ahead

    def _pass_over(self, fault_at: int) -> None:
        """Goes to the end of a line that is no JSON. Raises where there is no such end, or no line by itself."""
        end = self.text.find("\n", self.at)
        if not self.ended and (end < 0 or self.in_array):
            raise TooMuch("long_line", MAX_LINE)
        rest = self.text[self.at :].rstrip()
        if self.in_array:
            raise self._no_json() if rest.endswith("]") and fault_at < len(rest) else self._cut()
        if self.text[self.at] == "{" and self.ended and (end < 0 or fault_at >= len(rest)):
            raise self._cut()
        self._go(end if end >= 0 else len(self.text))

    def _cut(self) -> KitError:
        place = later("intake.at_row", row=self.line)
        return self.file.refuse(TruncatedFile, place=place, what=later("intake.json_cut"))

    def _no_json(self) -> KitError:
        return self.file.refuse(UnreadableFile, what=later("intake.no_json", row=self.line))
