"""Moments as exports write them, to the source's wall clock; then to UTC and the partnership's own clock.

In:   cells with a stated format (or a spreadsheet's own dates), the source's time zone.
Out:  naive local moments, then UTC, with a reason for each that does not exist, comes twice or cannot be read.
Why:  pandas takes "03/12/2026" for 12 March without a word; and one hour of the year comes twice, another never.
Not here: durations (`durations`), which quarter-hours are open (`kit.params`).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import pandas as pd

from kit.intake import fixed, steady
from kit.intake.cells import Reject, is_formula, read_each, text
from kit.intake.coded import Coded, Instants, first_rows, objects
from kit.intake.time_formats import at_day_start, since_epoch, stated_offset
from kit.params.columns import EPOCHS

_YEAR_FIRST = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:?\d{2}|$)")
CANDIDATES = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d", "%y%m%d", "%d%m%Y")
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %Hh%M", " %I:%M %p", " %I:%M:%S %p")
_YEARS = (1971, 2199)  # outside, a cell holds no moment of a line's life
NAT = np.datetime64("NaT", "us")


@dataclass
class Moments:
    """`local`: naive, on the source's clock. `zoned`: UTC where the cell stated an offset. `reasons`: None or slug."""

    local: np.ndarray
    zoned: np.ndarray
    reasons: np.ndarray


def read_moments(cells: Iterable, written: str | None, nulls: frozenset[str]) -> Moments:
    """Every cell as a moment. Text without a stated format is "format_not_stated", unless it is ISO, year first.

    An offset is part of the moment, whether the cell states it (%z, ISO) or the format writes it out ("…Z").
    """
    coded = cells if isinstance(cells, Coded) else Coded.of(cells)
    quick = _quick(coded, written)
    if quick is not None:
        return quick
    found = read_each(coded, partial(_moment, written=written), nulls)
    local, zoned = np.full(len(found.held), NAT), np.full(len(found.held), NAT)
    texts = np.array([isinstance(value, str) for value in found.held], dtype=bool)
    if texts.any() and written:  # a text is left only where a format is to be tried on it
        offset = dt.timedelta(0) if "%z" in written else stated_offset(written)
        parsed = _parsed(found.held[texts], written)
        found.why[np.flatnonzero(texts)[np.isnat(parsed)]] = "bad_time"
        if offset is None:
            local[texts] = parsed
        else:
            zoned[texts] = parsed - np.timedelta64(offset)
    for at in np.flatnonzero(~texts):
        value = found.held[at]
        if value is not None and not _YEARS[0] < value.year < _YEARS[1]:
            found.why[at] = "bad_time"
        elif value is not None and value.tzinfo is None:
            local[at] = np.datetime64(value, "us")
        elif value is not None:
            zoned[at] = np.datetime64(value.astimezone(dt.UTC).replace(tzinfo=None), "us")
    return Moments(local[found.codes], zoned[found.codes], found.reasons)


def _quick(coded: Coded, written: str | None) -> Moments | None:
    """The moments of a column in which every cell is a text of the stated format's own form; None of any other."""
    if isinstance(coded.raw, Instants):
        return _of_instants(coded, coded.raw)
    if not written or stated_offset(written) is not None or not coded.is_text:
        return None
    parsed = fixed.of_bytes(coded.raw, written)
    if parsed is None:
        parsed = fixed.parsed(coded.held, written)
    years = parsed.astype("datetime64[Y]")
    if not ((years > np.datetime64("1971")) & (years < np.datetime64("2199"))).all():
        return None  # also where one of them is NaT
    local = np.append(parsed, NAT)[coded.codes]
    none = objects([None] * (len(coded.held) + 1))
    return Moments(local, np.full(len(local), NAT), none[coded.codes])


def _of_instants(coded: Coded, raw: Instants) -> Moments | None:
    """What a typed format holds as moments; it needs no stated format."""
    years = raw.moments.astype("datetime64[Y]")
    if not ((years > np.datetime64("1971")) & (years < np.datetime64("2199"))).all():
        return None
    told, none = np.append(raw.moments, NAT)[coded.codes], np.full(len(coded), NAT)
    reasons = objects([None] * len(coded))
    return Moments(none, told, reasons) if raw.in_utc else Moments(told, none, reasons)


def _moment(cell: object, written: str | None) -> object:
    """A datetime where the cell says one by itself; its text where a format is to be tried on it."""
    if isinstance(cell, dt.datetime):
        return cell.to_pydatetime() if isinstance(cell, pd.Timestamp) else cell
    if is_formula(cell):
        raise Reject("formula")
    if written in EPOCHS:
        return _since_epoch(cell, written)
    if not isinstance(cell, str | int):
        raise Reject("bad_time")
    if written and written != "iso":
        return text(cell)
    if written is None and not _YEAR_FIRST.match(text(cell)):
        raise Reject("format_not_stated")
    return _iso(text(cell))


def _since_epoch(cell: object, written: str) -> dt.datetime:
    moment = since_epoch(text(cell), written)
    if moment is None:
        raise Reject("bad_time")
    return moment


def _iso(written: str) -> dt.datetime:
    before = at_day_start(written, "iso")
    try:
        if before:
            return dt.datetime.fromisoformat(before) + dt.timedelta(days=1)
        return dt.datetime.fromisoformat(written)
    except (ValueError, OverflowError):
        raise Reject("bad_time") from None


def _parsed(values: np.ndarray, written: str) -> np.ndarray:
    """The moments that texts name in the stated format; NaT where they name none, or one outside a line's life."""
    parsed = fixed.parsed(values, written)
    left = np.flatnonzero(np.isnat(parsed))
    if len(left):
        texts = values[left].astype(str)
        parsed[left] = _strptime(texts, written)
        for at, text_ in zip(left, texts, strict=True):
            before = at_day_start(text_, written) if np.isnat(parsed[at]) else None
            if before:
                parsed[at] = _strptime(np.array([before]), written)[0] + np.timedelta64(1, "D")
    years = parsed.astype("datetime64[Y]")
    parsed[~((years > np.datetime64("1971")) & (years < np.datetime64("2199")))] = NAT
    return parsed


def _strptime(texts: np.ndarray, written: str) -> np.ndarray:
    """Naive moments; under %z those of UTC, for a column may hold summer's offset and winter's."""
    parsed = pd.to_datetime(pd.Series(texts, dtype="object"), format=written, errors="coerce", utc="%z" in written)
    if "%z" in written:
        parsed = parsed.dt.tz_localize(None)
    return parsed.to_numpy().astype("datetime64[us]")


def join_texts(columns: Sequence[Coded], written: str | None, nulls: frozenset[str]) -> Coded:
    """Several columns' cells as one text; a spreadsheet's own date or time is written as the format's part says."""
    parts = (written or "").split(" ")
    formats = parts if len(parts) == len(columns) else [None] * len(columns)
    texts = [
        read_each(cells, partial(_part, written=part), nulls) for cells, part in zip(columns, formats, strict=True)
    ]
    together = texts[0].codes.astype("int64")
    for one in texts[1:]:
        together = together * (len(one.held) + 1) + one.codes
    codes, held = pd.factorize(together)
    first = first_rows(codes, len(held))
    rows = zip(*(one.held[one.codes[first]] for one in texts), strict=True)
    return Coded(codes.astype("int32"), objects([None if any(part is None for part in row) else " ".join(row)
                                                  for row in rows]))  # fmt: skip


def _part(cell: object, written: str | None) -> str:
    if isinstance(cell, dt.datetime | dt.time):
        if written and written != "iso":
            return cell.strftime(written)
        return str(cell.date()) if isinstance(cell, dt.datetime) and cell.time() == dt.time() else str(cell)
    return text(cell)


def readings(examples: list[str], show: Callable[[str], str] = str) -> tuple[str, str]:
    """What dates without a stated format could mean, and the format to propose.

    show: masks an example that is no date.
    ["03/12/2026"] gives '"03/12/2026" = 2026-12-03, 2026-03-12' and "%d/%m/%Y".
    """
    formats = [day + clock for day in CANDIDATES for clock in CLOCKS]
    fits = {written: _strptime(np.array(examples), written) for written in formats}
    fits = {written: moments for written, moments in fits.items() if not np.isnat(moments).all()}
    best = max(fits, key=lambda written: (~np.isnat(fits[written])).sum(), default="%d/%m/%Y %H:%M:%S")
    told = []
    for at, example in enumerate(examples):
        days = dict.fromkeys(str(found[at])[:10] for found in fits.values() if not np.isnat(found[at]))
        told.append(f'"{show(example)}" = {", ".join(days) or "?"}')
    return "; ".join(told), best


def is_unclear(text: str) -> bool:
    """Whether day and month of a date in figures can change places: "03/12/2026", not "25/12/2026"."""
    figures = re.findall(r"\d+", text)[:2]
    return len(figures) == 2 and all(1 <= int(figure) <= 12 for figure in figures) and figures[0] != figures[1]


@dataclass
class Nights:
    """Of nights in which the clock is put back: the last moment read of each group, and how often its clock had stepped
    back: a file may end its block within such an hour."""

    known: dict[tuple, tuple[pd.Timestamp, int]] = field(default_factory=dict)


def to_utc(
    moments: Moments, zone: str, ambiguous: str, groups: pd.Series, strict: bool, nights: Nights | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """UTC of each moment and a reason where there is none: nonexistent_time, ambiguous_time.

    ambiguous: refuse, first, or in_order (the second pass of the autumn hour begins where a group's clock steps back;
    `strict`: also where it stands still, as interval rows do). nights: of the blocks before, noted on.
    """
    reasons = np.full(len(moments.local), None, dtype=object)
    zoned = ~np.isnat(moments.zoned)
    ahead = steady.distance(moments.local, zone)
    if ahead is not None:
        return np.where(zoned, moments.zoned, moments.local - ahead), reasons
    local = pd.Series(moments.local)
    winter = np.zeros(len(local), dtype=bool)
    first = _utc(local, zone, ~winter)
    second = _utc(local, zone, winter)
    reasons[np.isnat(first) & ~np.isnat(moments.local)] = "nonexistent_time"
    twice = np.flatnonzero((first != second) & ~np.isnat(first))
    utc = first
    if len(twice) and ambiguous == "in_order":
        passes = _passes(local.iloc[twice], groups.iloc[twice], strict, nights or Nights())
        utc[twice[passes == 1]] = second[twice[passes == 1]]
        twice = twice[passes > 1]
    if ambiguous != "first":
        utc[twice] = NAT
        reasons[twice] = "ambiguous_time"
    utc[zoned], reasons[zoned] = moments.zoned[zoned], None
    return utc, reasons


def after_gap(local: np.ndarray, zone: str) -> np.ndarray:
    """UTC of the moment at which the clock goes on after local moments that spring leaves out."""
    aware = pd.Series(local).dt.tz_localize(zone, ambiguous=True, nonexistent="shift_forward")
    return aware.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")


def _utc(local: pd.Series, zone: str, summer: np.ndarray) -> np.ndarray:
    aware = local.dt.tz_localize(zone, ambiguous=summer, nonexistent="NaT")
    return aware.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy().astype("datetime64[us]")


def _passes(local: pd.Series, groups: pd.Series, strict: bool, nights: Nights) -> np.ndarray:
    """How often the clock of each row's group had stepped back before it, within that night."""
    keys = list(zip(groups.astype(object).where(groups.notna(), None), local.dt.normalize(), strict=True))
    passes = np.zeros(len(local), dtype="int64")
    for at, (key, moment) in enumerate(zip(keys, local, strict=True)):
        last, count = nights.known.get(key, (None, 0))
        count += last is not None and (moment <= last if strict else moment < last)
        nights.known[key] = moment, count
        passes[at] = count
    return passes


def local_clock(utc: np.ndarray, zone: str) -> np.ndarray:
    """Naive local moments of UTC ones."""
    ahead = steady.distance(utc, zone)
    if ahead is not None:
        return np.asarray(utc + ahead)
    aware = pd.Series(utc).dt.tz_localize("UTC").dt.tz_convert(zone)
    return aware.dt.tz_localize(None).to_numpy().astype("datetime64[us]")
