"""What the sender of files reads at once: one receipt for each file, to be understood on a screen of 80 columns.

In:   the receipts of `kit.intake`.
Out:  lines on standard output: the sums, then only what there is to tell (excluded, repaired, missing, set aside).
Why:  whoever has just exported a file can still fix it; a folder to open later is a folder that nobody opens.
Not here: the sentences (`kit/language/locale/`: cli, intake), what became of the rows (`kit.intake`).
"""

from __future__ import annotations

import os
import shutil
import textwrap
from pathlib import Path

from kit.cli.speaker import Speaker, echo
from kit.errors import ChangeHeld

_SHOWN = 3  # rows in quarantine
_NARROWEST, _WIDEST = 60, 100


def tell_receipts(tell: Speaker, receipts: list, *, dry_run: bool) -> None:
    """Every receipt in the order of the files; several ones end in a line of their sums."""
    for receipt in receipts:
        for indent, line in _lines(tell, receipt, dry_run):
            _echo(line, indent)
    if len(receipts) > 1:
        echo()
        _together(tell, receipts)


def counted(tell: Speaker, key: str, count: int, **fields: object) -> str:
    """A sentence in the singular or the plural: the text of `key` holds both, parted by "|". French 0 is singular."""
    # Filled after the bar has parted them: a name in a field may hold one, too.
    one, many = tell.text(key, count="{count}", **{name: f"{{{name}}}" for name in fields}).split("|")
    return (one if tell.numbers.singular(count) else many).format(count=tell.numbers.number(count), **fields)


def span(weeks) -> str:
    """`2026-W47`, or the first and last of several."""
    ordered = sorted(weeks)
    if not ordered:
        return "-"
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}…{ordered[-1]}"


def _echo(line: str, indent: int) -> None:
    width = min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)
    blanks = " " * indent
    wrapped = textwrap.wrap(
        line, width, initial_indent=blanks, subsequent_indent=blanks + "  ",
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    echo("\n".join(wrapped))


def _lines(tell: Speaker, receipt, dry_run: bool) -> list[tuple[int, str]]:
    """Indented lines of one receipt."""
    name = Path(receipt.file).name
    if receipt.error:
        held = isinstance(receipt.error, ChangeHeld)
        said = tell.text("held_back" if held else "refused")
        return [(0, f"{name} ({receipt.source})" if receipt.source else name), (2, said)]
    told = [(0, f"{name} ({of_source(receipt)})"), (2, _sums(tell, [receipt]))]
    if receipt.already:
        told.append((2, tell.text("already")))
    told += [(2, line) for line in _changed(tell, receipt)]
    parts = (_of_list, _unpivoted, _left_out, _repaired, _formats, _gaps, _aside)
    told += [(2, line) for part in parts for line in part(tell, receipt)]
    told += [(2, tell.text("to_look_at", doubt=doubt(tell.lang))) for doubt in receipt.doubts]
    return told + _quarantine(tell, receipt, dry_run)


def of_source(one) -> str:
    """The source of a receipt or delivery, with the weeks that it speaks of; a list speaks of none."""
    return f"{one.source}, {span(one.weeks)}" if one.weeks else one.source


def _of_list(tell: Speaker, receipt) -> list[str]:
    """What a list of a register changed, and how many rows it is missing: they stay, and somebody may wonder."""
    from kit.intake import reasons

    found = receipt.change.of_list
    if found is None:
        return []
    counts = ("new", "changed", "withdrawn", "unchanged")
    listed = [counted(tell, f"list_{name}", getattr(found, name)) for name in counts if getattr(found, name)]
    told = [tell.text("list_rows", listed=", ".join(listed))] if listed else []
    if found.absent:
        told.append(counted(tell, "list_absent", found.absent, still_open=tell.numbers.number(found.absent_open)))
    if found.late:
        told.append(reasons.text("effect_changed_late", tell.lang, listed=_few(list(found.late))))
    return told


def _sums(tell: Speaker, receipts: list) -> str:
    parts = {
        "rows_read": sum(receipt.rows_read for receipt in receipts),
        "rows_accepted": sum(receipt.accepted for receipt in receipts),
        "rows_excluded": sum(sum(receipt.excluded.values()) for receipt in receipts),
        "rows_quarantined": sum(receipt.quarantined for receipt in receipts),
    }
    read, accepted, excluded, quarantined = (counted(tell, key, count) for key, count in parts.items())
    return f"{read} = {accepted} + {excluded} + {quarantined}"


def _changed(tell: Speaker, receipt) -> list[str]:
    """The days that lost rows, and those that the file only touched: never without a word."""
    from kit.intake import reasons

    lost = [f"{row.local_date:%Y-%m-%d} ({row.stood} → {row.stands})" for row in receipt.change.lost.itertuples()]
    told = [counted(tell, "rows_gone", receipt.change.gone, listed=_few(lost))] if lost else []
    if receipt.touched:
        told.append(reasons.text("rows_touched", tell.lang, listed=_few(receipt.touched)))
    return told


def _unpivoted(tell: Speaker, receipt) -> list[str]:
    return [counted(tell, "rows_unpivoted", receipt.file_rows)] if receipt.file_rows else []


def _left_out(tell: Speaker, receipt) -> list[str]:
    from kit.intake import reasons

    listed = [
        f"{tell.numbers.number(count)} × {reasons.text(why, tell.lang)}"
        for why, count in receipt.excluded.items()
        if count
    ]
    return [tell.text("receipt_excluded", listed=", ".join(listed))] if listed else []


def _repaired(tell: Speaker, receipt) -> list[str]:
    from kit.intake import reasons

    listed = []
    for slug, columns in receipt.repaired.items():
        for column, count in columns.items():
            where = tell.text("in_column", column=column) if column else ""
            listed.append(f"{tell.numbers.number(count)} × {reasons.text(slug, tell.lang)}{where}")
    return [tell.text("receipt_repaired", listed=", ".join(listed))] if listed else []


def _formats(tell: Speaker, receipt) -> list[str]:
    """How the cells of a column of several units were read: a unit that fits by mistake shows here."""
    return [
        tell.text(
            "receipt_units",
            column=column,
            listed=", ".join(f"{tell.numbers.number(n)} × {unit}" for unit, n in of.items()),
        )
        for column, of in receipt.formats.items()
        if of
    ]


def _gaps(tell: Speaker, receipt) -> list[str]:
    return [counted(tell, slug, len(listed), listed=_few(listed)) for slug, listed in receipt.gaps.items()]


def _aside(tell: Speaker, receipt) -> list[str]:
    """The days that came and were set aside, as a whole or in part: nobody owes them, somebody must correct them."""
    told = []
    partly = [day for day in receipt.aside if day not in receipt.whole_aside]
    for key, days in (("days_aside", receipt.whole_aside), ("days_partly_aside", partly)):
        listed = _few([counted(tell, "day_rows", receipt.aside[day], day=day) for day in days])
        told += [counted(tell, key, len(days), listed=listed)] if days else []
    if receipt.undated and receipt.gaps:
        told.append(counted(tell, "rows_undated", receipt.undated))
    return told


def _few(listed: list[str]) -> str:
    """Up to four of them, else the first three and the last one."""
    return ", ".join(listed) if len(listed) <= 4 else f"{', '.join(listed[:3])} … {listed[-1]}"


def _quarantine(tell: Speaker, receipt, dry_run: bool) -> list[tuple[int, str]]:
    """Every fault of the first rows that were set aside, and where the rest is to be read."""
    if not receipt.quarantined:
        return []
    rejects = receipt.rejects
    first = rejects["row_number"].drop_duplicates().head(_SHOWN)
    key = "quarantine_some" if receipt.quarantined > len(first) else "quarantine_all"
    told = [(2, tell.text(key, shown=len(first), count=tell.numbers.number(receipt.quarantined)))]
    told += [(4, _fault(tell, row)) for row in rejects[rejects["row_number"].isin(first)].itertuples()]
    if "stray_day" in set(rejects["reason"]):
        told.append((4, tell.text("lone_days", source=receipt.source)))
    if receipt.quarantine and not dry_run:
        told.append((4, tell.text("quarantine_file", path=short(receipt.quarantine))))
    return told


def _fault(tell: Speaker, row) -> str:
    from kit.intake import reasons
    from kit.intake.grid import SHEET_ROWS

    # Of several sheets, the row is told as it stands in its own, which is named before the column.
    number = row.row_number % SHEET_ROWS if "!" in row.column else row.row_number
    place = tell.text("at_row", row=number)
    place += tell.text("at_column", column=row.column) if row.column else ""
    place += tell.text("at_value", value=row.value) if row.value else ""
    return tell.text("fault", place=place, reason=reasons.text(row.reason, tell.lang))


def short(path: Path) -> str:
    """A path as one would type it here."""
    beside = os.path.relpath(path)
    return str(path) if beside.startswith("..") else beside


def _together(tell: Speaker, receipts: list) -> None:
    taken = [receipt for receipt in receipts if not receipt.error]
    refused = len(receipts) - len(taken)
    if taken:
        _echo(tell.text("together", files=counted(tell, "files_read", len(taken)), sums=_sums(tell, taken)), 0)
    if refused:
        _echo(counted(tell, "files_refused", refused), 0)
