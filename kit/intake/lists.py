"""The rows of a list of a register: mapped, checked, each to the table, the excluded or the quarantine.

In:   the cells of a delivered file, perhaps none, whose source is one of a register.
Out:  `Sorted`, as for daily files, without days: a list speaks of its keys.
Why:  the checks of daily files ask each row for a moment; a row of a list may have none, or span weeks.
Not here: daily files (`sorting`), what the list changes of what stood (`kit.store.lists`).
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kit import params, schema
from kit.intake import checks, ends, list_checks, mapping, newest, persons, unpivot
from kit.intake.conditions import rows_where
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.mapping import Mapped
from kit.intake.sorting import Sorted, counts, too_many, with_sheets
from kit.language.later import Later, later

_SHOWN = 4
EXAMPLE = "example"  # the name under which the shipped mappings leave out the example rows of a workbook


def sort_list(file: Delivered, grid: Grid, key_of: Callable[[int], bytes]) -> Sorted:
    """Maps and checks one list. Raises what refuses it as a whole (errors 20 to 38, 45)."""
    foot = ends.footers(grid)
    apart = [ends.FOOTER] * int(foot.sum())
    rows = grid.rows(~foot) if apart else grid
    rows = unpivot.unpivoted(file, rows)
    mapped = mapping.map_rows(file, rows, key_of)
    persons.clear(file, mapped, key_of)
    _withdraw(file, mapping.filled(file, rows), mapped)
    newest.supersede(file, rows, mapped)
    list_checks.run(file, rows, mapped)
    checks.duplicates(file, mapped)
    return _sorted(file, rows, mapped, apart)


def _withdraw(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Rows that the mapping's `withdrawn:` marks, whatever their status says."""
    if file.source.withdrawn:
        marked = rows_where(grid, file.source.withdrawn, frozenset(file.source.file.nulls), file.source.named)
        [word, *_] = schema.TABLES[file.source.table].words(schema.WITHDRAWN)
        mapped.frame.loc[marked, "status"] = word


def _sorted(file: Delivered, rows: Grid, mapped: Mapped, apart: list[str]) -> Sorted:
    left_out = mapped.excluded != None  # noqa: E711 - elementwise
    quarantine = with_sheets(rows, mapped.faults.table(rows.row_numbers, left_out))
    usable = mapped.usable()
    bad = int((~usable & ~left_out).sum())
    # A row in quarantine stays as it stood, so a short list may have one; half of it means that the mapping is wrong.
    if 2 * bad > len(rows):
        raise too_many(file, quarantine, bad, len(rows) + len(apart))
    nothing = [] if usable.any() or bad else [_nothing(mapped)]
    told = {"source": file.source.name, "delivery": file.sha256, "row_number": rows.row_numbers}
    scope = "" if file.source.shared_keys else file.source.name
    frame = mapped.frame.assign(key_scope=scope, **told)
    table, key = frame[usable].reset_index(drop=True), schema.TABLES[file.source.table].key[0]
    return Sorted(
        frames={file.source.table: table},
        quarantine=quarantine,
        rows_read=len(rows) + len(apart),
        accepted=len(table),
        excluded=counts([str(reason) for reason in mapped.excluded[left_out]] + apart),
        quarantined=bad,
        first_date="",
        last_date="",
        weeks=(),
        by_week={},
        repaired=mapped.repaired,
        gaps={},
        withdrawn=frame.loc[~usable, ["key_scope", key]].dropna().reset_index(drop=True),
        doubts=[*rows.asides, *persons.doubts(file, table), *_unknown_figures(mapped, table), *nothing],
        file_rows=0 if rows.of is None else len(apart) + len(set(rows.of)),
    )


def _nothing(mapped: Mapped) -> Later:
    """A list without a row is a statement, and may also be a template that came back as it was sent."""
    return later("intake.only_examples" if EXAMPLE in mapped.excluded else "intake.empty_list")


def _unknown_figures(mapped: Mapped, table: pd.DataFrame) -> list[Later]:
    """Figures that the glossary does not know: nothing would ever be measured of them."""
    named = [] if "figure" not in table else list(dict.fromkeys(table["figure"].dropna()))
    known = params.glossary().figures
    strangers = [f'"{name}"' for name in named if name not in known]
    label = mapped.labels.get("figure", "figure")
    listed = ", ".join(strangers[:_SHOWN])
    return [later("intake.unknown_figures", column=label, listed=listed)] if strangers else []
