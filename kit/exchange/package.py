"""A folder that one side hands to the other: files, manifest, fingerprints, the mapping that reads them back.

In:   a partnership, a period, what is wanted of it.
Out:  `Package`: what was written, or would be.
Why:  the other side must be able to see what it got, that nothing of it was changed on the way, and read it without
      asking. The folder appears whole or not at all, and one that is there is never touched.
Not here: which rows (`content`), files (`written`), the mapping (`readback`), a planning tool's own format (`wfm`).
Never in it: delivered files, quarantine, keys, callers' numbers.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit import __version__, params, schema, store
from kit.errors import InputError
from kit.exchange import content, readback, wfm, written
from kit.exchange.content import Part
from kit.exchange.written import CSV
from kit.language.later import later
from kit.period import Period
from kit.store import Tables
from kit.store.tables import LATEST

WFM = "wfm"
MANIFEST, MAPPING, SUMS, ASIDE = "manifest.json", "sources.yml", "SHA256SUMS", "for_information"


@dataclass(frozen=True)
class Wanted:
    """What is asked for. tables: names of `schema.DELIVERABLE`, all where empty. form: parquet, csv or wfm."""

    partnership: str
    period: str
    form: str = "parquet"
    tables: tuple[str, ...] = ()
    callers: bool = True
    as_of: str = LATEST


@dataclass(frozen=True)
class Package:
    """What was written. files: names and rows. callers: whether it holds pseudonyms of callers. unknown: fields of a
    planning tool's format that hold 0 because nobody knows them."""

    folder: Path
    files: list[tuple[str, int]]
    callers: bool
    unknown: tuple[str, ...] = ()


def export(wanted: Wanted, folder: Path, *, dry_run: bool = False) -> Package:
    """Writes the package. Raises InputError where the folder is there or there is nothing to write, NoData, …"""
    if folder.exists() or folder.is_symlink():
        raise InputError(where=folder, what=later("exchange.there"), fix=later("exchange.fix_there"))
    tables = store.tables(wanted.partnership, wanted.period, wanted.as_of, look_back=0)
    with tables.con:
        if wanted.form == WFM:
            return _planning(wanted, tables, folder, dry_run)
        return _tables(wanted, tables, folder, dry_run)


def _tables(wanted: Wanted, tables: Tables, folder: Path, dry_run: bool) -> Package:
    names = wanted.tables or schema.DELIVERABLE
    parts = content.parts(tables, [name for name in schema.DELIVERABLE if name in names], callers=wanted.callers)
    if not parts:
        raise _nothing(wanted, ", ".join(names))
    form, period = wanted.form, _named(tables.period)
    files = {f"{part.stem}.{period}.{form}": part for part in parts}
    found = Package(folder, [(name, part.rows) for name, part in files.items()], any(p.holds_callers for p in parts))
    if dry_run:
        return found

    def fill(place: Path) -> None:
        listed = []
        for name, part in files.items():
            written.write(place / name, tables.con, part.query, part.in_utc)
            listed.append(_file(place, name, part))
        sources = params.sources(wanted.partnership)
        (place / MAPPING).write_text(readback.text(parts, sources, tables.con, form), encoding="utf-8")
        (place / ASIDE).mkdir()
        left_out = place / ASIDE / f"exclusions.{period}.csv"
        rows = written.write(left_out, tables.con, content.exclusions(tables), ("start",))
        _manifest(place, wanted, tables, {"files": listed, "for_information": [_bare(place, left_out, rows)]})

    _whole(folder, fill)
    return found


def _planning(wanted: Wanted, tables: Tables, folder: Path, dry_run: bool) -> Package:
    """The period's intervals in the order of a planning tool."""
    if wanted.tables:
        raise InputError(where="--table", what=later("exchange.no_tables"), fix=later("exchange.fix_no_tables"))
    plan = wfm.plan(tables)
    if plan is None:
        raise _nothing(wanted, "intervals, calls")
    name = f"queues.{_named(tables.period)}.csv"
    found = Package(folder, [(name, plan.rows)], False, plan.unknown)
    if dry_run:
        return found

    def fill(place: Path) -> None:
        wfm.write(place / name, tables.con, plan)
        told = _bare(place, place / name, plan.rows) | {"fields": plan.fields(), "queues": plan.queues}
        _manifest(place, wanted, tables, {"files": [told]})

    _whole(folder, fill)
    return found


def _named(period: Period) -> str:
    return str(period).replace("..", "_")


def _nothing(wanted: Wanted, names: str) -> InputError:
    what = later("exchange.nothing", tables=names, period=wanted.period)
    return InputError(where=wanted.partnership, what=what, fix=later("exchange.fix_nothing"))


def _file(place: Path, name: str, part: Part) -> dict[str, Any]:
    columns = [
        {"name": column, "type": spec.type, "unit": spec.unit, "meaning": spec.meaning}
        for column in part.columns
        for spec in [part.table.columns[column]]
    ]
    told = {"table": part.table.name, "source": part.source, "minutes": part.minutes or None}
    return _bare(place, place / name, part.rows) | told | {"columns": columns, "deliveries": list(part.deliveries)}


def _bare(place: Path, path: Path, rows: int) -> dict[str, Any]:
    name = path.relative_to(place).as_posix()
    return {"file": name, "sha256": written.sha256(path), "bytes": path.stat().st_size, "rows": rows}


def _manifest(place: Path, wanted: Wanted, tables: Tables, listed: dict[str, Any]) -> None:
    """The manifest, and the list of fingerprints that `sha256sum -c` reads."""
    period, contract = tables.period, params.contract(wanted.partnership)
    told = {
        "schema": 1,
        "kit": __version__,
        "partnership": wanted.partnership,
        "period": str(period),
        "days": [str(period.first), str(period.last)],
        "as_of": tables.as_of.isoformat(),
        "snapshot": tables.snapshot,
        "time_zone": contract.time_zone,
        "format": {"name": wanted.form} | _FORMS[wanted.form],
        "callers": _callers(listed["files"]),
        **listed,
    }
    (place / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    files = sorted(path for path in place.rglob("*") if path.is_file())
    lines = [f"{written.sha256(path)}  {path.relative_to(place).as_posix()}\n" for path in files]
    (place / SUMS).write_text("".join(lines), encoding="utf-8")


_FORMS: dict[str, dict[str, str]] = {
    "parquet": {"moments": "UTC, without zone mark", "not known": "null"},
    CSV: {
        "encoding": "UTF-8 with a byte order mark",
        "separator": written.SEPARATOR,
        "decimal": written.DECIMAL,
        "moments": "columns whose unit is UTC in ISO 8601 with Z; others on the partnership's own clock",
        "not known": "an empty cell; 0 is a counted nought",
        "apostrophe": "a text that begins with = + - @ or ' has one more apostrophe before it",
    },
    WFM: wfm.FORM,
}


def _callers(files: list[dict[str, Any]]) -> str:
    held = any(column["name"] == "caller" for file in files for column in file.get("columns", []))
    return "keyed pseudonyms of the sender, p- and 16 hexadecimal digits; never hashed again" if held else "none"


def _whole(folder: Path, fill: Callable[[Path], None]) -> None:
    """The folder with all that `fill` writes into it, or no folder."""
    staged = folder.with_name(f".{folder.name}.tmp-{os.getpid()}-{secrets.token_hex(4)}")
    staged.mkdir(mode=0o700, parents=True)
    try:
        fill(staged)
        os.rename(staged, folder)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
