"""Callers' numbers to keyed pseudonyms, before anything is written.

In:   cells of calling numbers, the year of each call.
Out:  16 hex digits per caller (HMAC-SHA-256, first 64 bits), None where the number is withheld or unreadable.
Why:  a hash without key is no protection: all French numbers are tried in under an hour. The key stays in
      `params/local/`, which is never committed; a new year gets a new key, so that no caller can be followed for
      years. Repeat calls across the night of 31 December are therefore not seen. The files of a back office do span
      that night: what is theirs (their key, who worked on them) has one key that stays, and is scoped to its log.
Not here: who called again (`kit.analysis`).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from kit import params
from kit.errors import BadParams
from kit.intake.cells import Reject, Values, read_each, text
from kit.intake.coded import Bytes, Coded, Instants, objects
from kit.language.later import later
from kit.store.room import room

LASTING = 0  # the year of the key that stays: for what one year does not end, such as a file of the back office
_KEY = re.compile(r"^[0-9a-f]{64}$")
KEPT = "pseudonym"  # `as:` of a column of pseudonyms that another home has made
_MADE = re.compile(r"^p-([0-9a-f]{16})$")
_SEPARATORS = re.compile(r"[\s.\-/()\u00a0\u202f\u2011]")


_USUAL_MARKS = dict.fromkeys(map(ord, " .-/()\u00a0\u202f\u2011"))


def _figures(cell: object, country: str) -> str | None:
    """The number of a cell that holds figures, marks and perhaps a + in front; None where it needs a closer look."""
    if not isinstance(cell, str) or "(0)" in cell:
        return None
    written = cell.translate(_USUAL_MARKS)
    figures = written[1:] if written[:1] == "+" else written
    if not (figures.isascii() and figures.isdigit()):
        return None
    if written[0] != "+":
        return f"+{country}{written[1:]}" if len(written) == 10 and written[0] == "0" and written[1] != "0" else None
    if not 6 <= len(figures) <= 15 or figures.startswith(f"{country}0"):
        return None
    return written


def e164(cell: object, country: str) -> str:
    """A number in international form, "+33612345678"; short and internal numbers as their digits alone."""
    if (figures := _figures(cell, country)) is not None:
        return figures
    written = re.sub(r"\(0\)", "", text(cell))
    written = _SEPARATORS.sub("", written)
    written = re.sub(r"^(?:tel:|sip:)", "", written, flags=re.IGNORECASE)
    if re.fullmatch(r"00\d{6,15}", written):
        written = f"+{written[2:]}"
    if re.fullmatch(r"\+\d{6,15}", written):
        # "+33 06…": the trunk's 0 does not belong there.
        return re.sub(rf"^\+{country}0(?=\d{{8}})", f"+{country}", written)
    if re.fullmatch(r"0\d{9}", written):
        return f"+{country}{written[1:]}"
    if country == "33" and re.fullmatch(r"[1-9]\d{8}", written):
        return f"+33{written}"  # a spreadsheet has eaten the 0
    if re.fullmatch(rf"{country}\d{{8,10}}", written):
        return f"+{written}"
    if re.fullmatch(r"\d{2,15}", written):
        return written
    raise Reject("unreadable_caller")


def made(cell: object) -> str:
    """A pseudonym as a package hands it over, "p-0123456789abcdef", without its mark.

    Anything else is none: a column of telephone numbers that is called one by mistake gives no caller, rather than
    numbers in the tables.
    """
    found = _MADE.match(text(cell))
    if not found:
        raise Reject("unreadable_caller")
    return found[1]


def read_callers(cells: Coded, withheld: Sequence[str], country: str, nulls: frozenset[str]) -> Values:
    """Callers' numbers of a column; a mark for a withheld one is None."""
    marks = {mark.casefold() for mark in withheld}

    def read(cell: object) -> str | None:
        if isinstance(cell, str) and cell[:1] in "+0" and cell.strip().casefold() not in marks:
            return e164(cell, country)
        return None if text(cell).casefold() in marks else e164(cell, country)

    usual, apart = re.compile(r"0[1-9]\d{8}", re.ASCII).fullmatch, marks | nulls
    if not cells.is_text:
        return read_each(cells, read, nulls)
    prefix = f"+{country}"
    # Most of a million are written like that: they are told without another look.
    if _are_usual(cells.raw) and not any(usual(mark) for mark in apart):
        none = objects([None] * (len(cells.held) + 1))
        return Values(cells.codes, objects([*(prefix + cell[1:] for cell in cells.held), None]), none)
    plain = [usual(cell) is not None and cell not in apart for cell in cells.held]
    others = read_each(Coded(np.array([], dtype="int32"), cells.held[np.logical_not(plain)]), read, nulls)
    held, why = objects([None] * (len(plain) + 1)), objects([None] * (len(plain) + 1))
    left = np.flatnonzero(np.logical_not(plain))
    held[np.flatnonzero(plain)] = [prefix + cell[1:] for cell in cells.held[plain]]
    held[left], why[left] = others.held[:-1], others.why[:-1]
    return Values(cells.codes, held, why)


def _are_usual(raw: Bytes | Instants | None) -> bool:
    """Whether every number is one of ten figures that begins with a single 0."""
    table = raw.table() if raw else None
    if table is None or table.shape[1] != 10:
        return False
    return bool((table[:, 0] == 48).all() and (table[:, 1] > 48).all() and ((table >= 48) & (table <= 57)).all())


class Pseudonyms:
    """Callers of one file; each number of a block is made a pseudonym once."""

    def __init__(self, key_of: Callable[[int], bytes]) -> None:
        self._key_of = key_of
        self._of: dict[int, Callable[[list[str]], list[str]]] = {}

    def of(self, found: Values, years: np.ndarray) -> Values:
        """The pseudonyms of numbers by the year of their call; None where there is no number or no year (0)."""
        held, codes = [objects([])], np.full(len(found), -1)
        for year in np.unique(years[years > 0]):
            rows = years == year
            codes[rows] = found.codes[rows] + sum(map(len, held))
            codes[rows & (found.codes < 0)] = -1
            held.append(self._in_year(int(year), found.held, np.unique(found.codes[rows])))
        known = objects([*np.concatenate(held), None])
        return Values(codes, known, objects([None] * len(known)))

    def of_log(self, found: Values, log: str) -> Values:
        """Whoever did something in a log, as a pseudonym; in another log, the same person has another one."""
        if LASTING not in self._of:
            self._of[LASTING] = keyed(self._key_of(LASTING))
        of = self._of[LASTING]
        held = [None if who is None else of([f"{log}\x1f{text(who)}"])[0] for who in found.held]
        return Values(found.codes, objects(held), found.why)

    def _in_year(self, year: int, numbers: np.ndarray, used: np.ndarray) -> np.ndarray:
        if year not in self._of:
            self._of[year] = keyed(self._key_of(year))
        known = [code for code in used[used >= 0].tolist() if numbers[code] is not None]
        named = objects([None] * (len(numbers) - 1))
        named[known] = self._of[year](numbers[known].tolist())
        return named


def keyed(key: bytes) -> Callable[[list[str]], list[str]]:
    """The pseudonyms of numbers under a key, as `pseudonym`: what HMAC does with the key alone is done once."""
    whole = key.ljust(64, b"\0")
    inside, outside = (hashlib.sha256(bytes(byte ^ pad for byte in whole)) for pad in (0x36, 0x5C))

    def of(numbers: list[str]) -> list[str]:
        found = []
        for number in numbers:
            inner, outer = inside.copy(), outside.copy()
            inner.update(number.encode())
            outer.update(inner.digest())
            found.append(outer.hexdigest()[:16])
        return found

    return of


def pseudonym(number: str, key: bytes) -> str:
    """The pseudonym of one number."""
    return hmac.digest(key, number.encode(), "sha256").hex()[:16]


def keys(partnership: str, *, keep: bool) -> Callable[[int], bytes]:
    """The key of each calendar year, and of LASTING, made where it is missing.

    keep: False uses throwaway keys and writes nothing.
    """
    known: dict[int, bytes] = {}

    def key_of(year: int) -> bytes:
        if year not in known:
            path = _path(partnership, year)
            with room(path.parent):
                known[year] = _kept(path) if keep else secrets.token_bytes(32)
        return known[year]

    return key_of


def _path(partnership: str, year: int) -> Path:
    name = "back-office.key" if year == LASTING else f"caller-{year}.key"
    return params.inside(Path("params") / "local" / partnership / name)


def _kept(path: Path) -> bytes:
    """The key that lies there, made first where there is none: whole at once, so that no kill leaves half a key."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.parent.chmod(0o700)
        temp = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            with os.fdopen(os.open(temp, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_hex(32) + "\n")
                out.flush()
                os.fsync(out.fileno())
            with contextlib.suppress(FileExistsError):
                os.link(temp, path)
        finally:
            temp.unlink(missing_ok=True)
    return _read(path)


def _read(path: Path) -> bytes:
    written = path.read_text(encoding="ascii", errors="replace").strip()
    if not _KEY.match(written):
        raise BadParams(where=path, what=later("intake.bad_key"), fix=later("intake.fix_key"))
    return bytes.fromhex(written)
