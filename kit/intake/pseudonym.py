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
import hmac
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path

from kit import params
from kit.errors import BadParams
from kit.intake.cells import Reject, Values, read_each, text
from kit.language.later import later
from kit.store.room import room

LASTING = 0  # the year of the key that stays: for what one year does not end, such as a file of the back office
_KEY = re.compile(r"^[0-9a-f]{64}$")
_SEPARATORS = re.compile(r"[\s.\-/()\u00a0\u202f\u2011]")


def e164(cell: object, country: str) -> str:
    """A number in international form, "+33612345678"; short and internal numbers as their digits alone."""
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


def pseudonym(number: str, key: bytes) -> str:
    """The pseudonym of one number."""
    return hmac.digest(key, number.encode(), "sha256").hex()[:16]


def resources(found: Values, log: str, key_of: Callable[[int], bytes]) -> Values:
    """Whoever did something in a log, as a pseudonym; in another log, the same person has another one."""
    key = key_of(LASTING) if any(value is not None for value in found.values) else b""
    who = read_each(found.values, lambda value: pseudonym(f"{log}\x1f{text(value)}", key))
    return Values(who.values, found.reasons)


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
