"""The rows of a list of a register: mapped, checked, each to the table, the excluded or the quarantine.

In:   the cells of a delivered file whose source is one of a register.
Out:  `Sorted`, as for daily files, without days: a list speaks of its keys.
Why:  the checks of daily files ask each row for a moment; a row of a list may have none, or span weeks.
Not here: daily files (`sorting`), what the list changes of what stood (`kit.store.lists`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kit import params, schema
from kit.errors import EmptyFile
from kit.intake import ends, late_keys, persons, written
from kit.intake.conditions import rows_where
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.late import Late
from kit.intake.mapped import Mapped
from kit.intake.mapping import Mapper
from kit.intake.newest import STAMP, Stamps
from kit.intake.sorting import Sorted, counted, too_many, with_sheets
from kit.intake.stage import Stage
from kit.intake.stream import Stream
from kit.language.later import Later, later

_SHOWN = 4
# Days in the order in which they must come, and what is wrong where they do not.
_IN_ORDER = (("decided_on", "due_on", "due_before_decided"), ("decided_on", "done_on", "done_before_decided"))
_HAPPENED = ("decided_on", "done_on")  # what lies ahead has not been decided or done


def sort_list(file: Delivered, stream: Stream, key_of: Callable[[int], bytes], stage: Stage) -> Sorted:
    """Maps and checks one list. Raises what refuses it as a whole (errors 20 to 38, 45)."""
    apart: list[str] = []
    mapper, persons_, stamps = Mapper(file, key_of), persons.Persons(file, key_of), Stamps(file)
    whole = stream.whole()
    foot = ends.footers(whole)
    apart += [ends.FOOTER] * int(foot.sum())
    rows = whole.rows(~foot) if apart else whole
    if not len(rows):
        raise file.refuse(EmptyFile, what=later("intake.header_only"))
    mapped = mapper.map(rows)
    persons_.look(mapped)
    persons_.settle(None, mapped)
    persons_.write(mapped)
    _withdraw(file, mapper.filled(rows), mapped)
    mapped.frame = mapped.frame.assign(**stamps.of(rows))
    stage.put(rows, mapped, mapped.faults.rows())
    stage.replace(STAMP, stamps.expression())
    late_keys.supersede(file, stage)
    _check_days(file, mapped, stage)
    late = Late(file, lambda: iter([(0, mapped)]))
    late_keys.duplicates(file, stage, late)
    return _sorted(file, stream, rows, mapped, late, stage, apart)


def _withdraw(file: Delivered, grid: Grid, mapped: Mapped) -> None:
    """Rows that the mapping's `withdrawn:` marks, whatever their status says."""
    if file.source.withdrawn:
        marked = rows_where(grid, file.source.withdrawn, frozenset(file.source.file.nulls))
        mapped.frame.loc[marked, "status"] = schema.WITHDRAWN


def _check_days(file: Delivered, mapped: Mapped, stage: Stage) -> None:
    """Days that contradict each other, or the state of their row."""
    frame, before = mapped.frame, mapped.faults.rows()
    today = pd.Timestamp(file.now.astimezone(file.contract.zone).date())
    for name in _HAPPENED:
        if name in frame:
            written.fault(file, mapped, name, (frame[name] > today).to_numpy(), "future")
    for first, then, reason in _IN_ORDER:
        if first in frame and then in frame:
            written.fault(file, mapped, then, (frame[then] < frame[first]).to_numpy(), reason)
    if "done_on" in frame:
        still_open = frame["done_on"].notna() & (frame["status"] == schema.OPEN)
        written.fault(file, mapped, "done_on", still_open.to_numpy(), "done_and_open")
    stage.mark(np.flatnonzero(mapped.faults.rows() & ~before), worse=True)


def _sorted(
    file: Delivered, stream: Stream, rows: Grid, mapped: Mapped, late: Late, stage: Stage, apart: list[str]
) -> Sorted:
    decided = stage.ask("n, excluded, bad or worse as aside", tail="order by n")
    left_out = decided["excluded"].notna().to_numpy()
    faults = pd.concat([mapped.faults.table(rows.row_numbers, left_out), late.table()], ignore_index=True)
    faults = faults.sort_values("row_number", kind="stable", ignore_index=True).astype({"row_number": "int64"})
    quarantine = with_sheets(stream.sheets, faults)
    usable = ~left_out & ~decided["aside"].to_numpy(dtype=bool)
    bad = int((~usable & ~left_out).sum())
    # A row in quarantine stays as it stood, so a short list may have one; half of it means that the mapping is wrong.
    if 2 * bad > len(rows):
        raise too_many(file, quarantine, bad, len(rows) + len(apart))
    told = {"source": file.source.name, "delivery": file.sha256, "row_number": rows.row_numbers}
    scope = "" if file.source.shared_keys else file.source.name
    own = [name for name in mapped.frame if name in schema.TABLES[file.source.table].columns]
    frame = mapped.frame[own].assign(key_scope=scope, **told)
    table, key = frame[usable].reset_index(drop=True), schema.TABLES[file.source.table].key[0]
    return Sorted(
        frames={file.source.table: table},
        quarantine=quarantine,
        rows_read=len(rows) + len(apart),
        accepted=len(table),
        excluded=counted([*decided["excluded"][left_out], *apart]),
        quarantined=bad,
        first_date="",
        last_date="",
        weeks=(),
        by_week={},
        repaired=mapped.repaired,
        gaps={},
        withdrawn=frame.loc[~usable, ["key_scope", key]].dropna().reset_index(drop=True),
        doubts=[*stream.asides, *persons.doubts(file, persons.first_values(table)), *_unknown_figures(mapped, table)],
    )


def _unknown_figures(mapped: Mapped, table: pd.DataFrame) -> list[Later]:
    """Figures that the glossary does not know: nothing would ever be measured of them."""
    named = [] if "figure" not in table else list(dict.fromkeys(table["figure"].dropna()))
    known = params.glossary().figures
    strangers = [f'"{name}"' for name in named if name not in known]
    label = mapped.labels.get("figure", "figure")
    listed = ", ".join(strangers[:_SHOWN])
    return [later("intake.unknown_figures", column=label, listed=listed)] if strangers else []
