"""Cells to values: text, numbers, percentages, flags, stated vocabularies; each distinct cell is read once.

In:   the cells of one column, a function that reads one cell or raises `Reject`.
Out:  `Values`: what was read, and per cell the reason why it could not be.
Why:  an export repeats few distinct cells many times, so plain functions on distinct cells are fast enough.
Not here: durations (`durations`), moments (`times`), callers (`pseudonym`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from kit.intake.coded import Bytes, Coded, Instants, objects

_MINUS = str.maketrans("\u2212\u2010\u2011\u2013", "----")
_FLAGS = {
    **dict.fromkeys(("true", "yes", "y", "1", "oui", "o", "vrai"), True),
    **dict.fromkeys(("false", "no", "n", "0", "non", "faux"), False),
}


class Reject(Exception):
    """A cell that cannot be read; `reason` is a slug of `kit/language/locale/intake.*.yml`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Values:
    """What a column's cells say. codes: which of `held` and `why` each row has; the last entries are those of -1.

    held: what was read, None where nothing; why: the reason why a cell could not be read, else None.
    """

    def __init__(self, codes: np.ndarray, held: np.ndarray, why: np.ndarray) -> None:
        self.codes, self.held, self.why = codes, held, why

    @classmethod
    def of_rows(cls, values: Iterable, reasons: Iterable | None = None) -> Values:
        """Values that are read row by row."""
        held = objects([*values, None])
        why = objects([None] * len(held)) if reasons is None else objects([*reasons, None])
        return cls(np.arange(len(held) - 1), held, why)

    def __len__(self) -> int:
        return len(self.codes)

    @property
    def values(self) -> np.ndarray:
        """Each row's value."""
        return self.held[self.codes]

    @property
    def reasons(self) -> np.ndarray:
        """Each row's reason."""
        return self.why[self.codes]

    def of(self, reason: str) -> np.ndarray:
        """A mask of the rows with a reason."""
        return (self.why == reason)[self.codes]

    def unread(self) -> np.ndarray:
        """A mask of the rows whose cell could not be read."""
        return (self.why != None)[self.codes]  # noqa: E711 - elementwise

    def empty(self) -> np.ndarray:
        """A mask of the rows whose cell says nothing, and had nothing to be read."""
        return ((self.held == None) & (self.why == None))[self.codes]  # noqa: E711 - elementwise

    def floats(self) -> np.ndarray:
        """The values as floats, NaN for none."""
        return self.held_floats()[self.codes]

    def held_floats(self) -> np.ndarray:
        """The distinct values as floats, NaN for none."""
        return np.array([np.nan if value is None else value for value in self.held], dtype="float64")


def only(kept: np.ndarray, values: np.ndarray) -> np.ndarray:
    """The values where `kept` holds, None elsewhere."""
    return np.where(kept, values, np.array(None, dtype=object))


def is_null(cell: object, nulls: frozenset[str]) -> bool:
    """Whether a cell says nothing: empty, or one of the stated null marks."""
    return cell is None or (isinstance(cell, str) and (not (text := cell.strip()) or text in nulls))


def read_each(cells: Iterable, read: Callable[[object], object], nulls: frozenset[str] = frozenset()) -> Values:
    """Every cell through `read`, distinct cells once; a null mark is None, a `Reject` becomes the cell's reason."""
    coded = cells if isinstance(cells, Coded) else Coded.of(cells)
    size = len(coded.held) + 1
    values, reasons = objects([None] * size), objects([None] * size)
    if read is text and coded.is_text and _are_bare(coded.raw, nulls):
        values[:-1] = coded.held
        return Values(coded.codes, values, reasons)
    if read is text and coded.is_text:
        written = [cell.strip() for cell in coded.held]
        values[:-1] = [cell if cell and cell not in nulls else None for cell in written]
        return Values(coded.codes, values, reasons)
    for at, cell in enumerate(coded.held):
        if not is_null(cell, nulls):
            try:
                values[at] = read(cell)
            except Reject as fault:
                reasons[at] = fault.reason
    return Values(coded.codes, values, reasons)


def _are_bare(raw: Bytes | Instants | None, nulls: frozenset[str]) -> bool:
    """Whether no text is empty, a null mark or begins or ends with a blank: then each says what it is."""
    if (
        not isinstance(raw, Bytes)
        or not len(raw.starts)
        or (raw.ends - raw.starts).min() <= max(map(len, nulls), default=0)
    ):
        return False
    data = np.frombuffer(raw.data, dtype="uint8")
    edges = np.concatenate([data[raw.starts], data[raw.ends - 1]])
    return bool(((edges > 32) & (edges < 127)).all())


def text(cell: object) -> str:
    """A cell as text; a whole number of a spreadsheet without its ".0"."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def is_formula(cell: object) -> bool:
    """Whether a spreadsheet would compute the cell instead of showing it."""
    return isinstance(cell, str) and cell.lstrip().startswith("=")


def number_reader(decimal: str, thousands: Iterable[str]) -> Callable[[object], float]:
    """Reads numbers with the stated marks; thousands must stand in groups of three ("12.5" is not 125)."""
    point, marks = re.escape(decimal), "".join(re.escape(mark) for mark in thousands)
    plain = re.compile(rf"^[-+]?(?:\d+(?:{point}\d*)?|{point}\d+)(?:[eE][-+]?\d{{1,2}})?$", re.ASCII)
    grouped = rf"^[-+]?\d{{1,3}}(?P<mark>[{marks}])\d{{3}}(?:(?P=mark)\d{{3}})*(?:{point}\d*)?$"
    groups = re.compile(grouped, re.ASCII) if marks else None

    def read(cell: object) -> float:
        if isinstance(cell, int | float):
            return _finite(float(cell))
        if is_formula(cell):
            raise Reject("formula")
        if not isinstance(cell, str):
            raise Reject("bad_number")
        written = cell.strip().translate(_MINUS)
        if groups and (found := groups.match(written)):
            written = written.replace(found["mark"], "")
        elif not plain.match(written):
            raise Reject("bad_number")
        return _finite(float(written.replace(decimal, ".")))

    return read


def _finite(value: float) -> float:
    if not abs(value) < 1e15:
        raise Reject("bad_number")
    return value


def percent_reader(number: Callable[[object], float]) -> Callable[[object], float]:
    """Reads "89,14 %" as 0.8914; a spreadsheet's own percentage is a ratio already, other bare numbers are refused."""

    def read(cell: object) -> float:
        if isinstance(cell, str) and not is_formula(cell):
            written = cell.strip()
            if not written.endswith("%"):
                raise Reject("bad_percent")
            return number(written[:-1]) / 100
        return number(cell)

    return read


def flag(cell: object) -> bool:
    """Yes or no in the usual French and English words."""
    known = _FLAGS.get(text(cell).casefold())
    if known is None:
        raise Reject("bad_flag")
    return known


def vocabulary(values: dict[str, str | bool], unknown: str) -> Callable[[object], str | bool | None]:
    """Reads a cell through a stated list; what is not on it is refused, dropped or kept as `unknown` says.

    A word is known in other letters, too, where only one is meant: a spreadsheet's own list takes "ouverte" for
    "Ouverte".
    """
    folded: dict[str, set[str | bool]] = {}
    for word, value in values.items():
        folded.setdefault(" ".join(word.split()).casefold(), set()).add(value)

    def read(cell: object) -> str | bool | None:
        written = text(cell)
        if written in values:
            return values[written]
        meant = folded.get(" ".join(written.split()).casefold(), ())
        if len(meant) == 1:
            return next(iter(meant))
        if unknown == "quarantine":
            raise Reject("unknown_value")
        return written if unknown == "keep" else None

    return read


def extractor(pattern: str) -> Callable[[object], str]:
    """Keeps what the pattern's first group (or all of it) matches in a cell's text."""
    compiled = re.compile(pattern)

    def read(cell: object) -> str:
        found = compiled.search(text(cell))
        if not found:
            raise Reject("no_match")
        return found[1] if compiled.groups else found[0]

    return read
