"""Callers and keys that a spreadsheet rounded, once all of a file is known.

In:   what was noted of the file's numbers (`rounded`), its staged rows.
Out:  callers left empty, keys at fault; RoundedNumbers where most keys are rounded.
Why:  one number that ends in zeros is a number; half of a column that does is a column that lost its digits.
Not here: what is noted of each number (`rounded`).
"""

from __future__ import annotations

from kit.errors import RoundedNumbers
from kit.intake import rounded
from kit.intake.delivered import Delivered
from kit.intake.ends import place
from kit.intake.pipeline import Passed

_LEGS_SHARE = "leg"  # legs share their call's key


def settle(file: Delivered, found: Passed) -> None:
    """Settles both. Raises RoundedNumbers."""
    _callers(found)
    _keys(file, found)


def _callers(found: Passed) -> None:
    habit, lost, alone = found.mapper.rounded.lost_callers()
    label = found.mapper.labels.get("caller", "caller")
    if lost:
        of = found.mapper.repaired.setdefault(rounded.CALLER, {})
        of[label] = of.get(label, 0) + lost
        within = ", ".join(map(str, habit))
        found.stage.replace("caller", f"case when s.{rounded.CALLER_ZEROS} in ({within}) then null else s.caller end")
    if alone:
        found.mapper.repaired.setdefault(rounded.SAME, {})[label] = alone
        found.stage.replace("caller", "null::varchar")


def _keys(file: Delivered, found: Passed) -> None:
    stage, keys = found.stage, found.mapper.rounded.keys
    if not stage.holds(rounded.KEY_MARK):
        return
    bits = rounded.SURE | (rounded.ENDS_AT_15 if keys.are_cut() else 0)
    if keys.may_be_shown_short() and file.source.counting_unit != _LEGS_SHARE and _are_alike(found):
        bits |= rounded.ENDS_IN_ZEROS
    lost = f"excluded is null and ({rounded.KEY_MARK} & {bits}) > 0"
    count, first = stage.one("count(*), min(row_number)", lost)
    if count and 2 * count >= keys.filled:
        where = place(found.grid, int(first))
        raise file.refuse(RoundedNumbers, column=keys.label, count=int(count), rows=keys.filled, place=where)
    rows = stage.ask("n, row_number", f"{lost} and ({rounded.KEY_MARK} & {rounded.SURE}) = 0", "order by n")
    stage.mark(rows["n"].to_numpy(), bad=True)
    found.late.fault(rows["n"].to_numpy(), rows["row_number"].to_numpy(), ["call_key"], "", rounded.KEY)


def _are_alike(found: Passed) -> bool:
    """Whether keys that end in zeros are no longer different: they were saved as they were shown, 1.23457E+17."""
    meant = f"excluded is null and ({rounded.KEY_MARK} & {rounded.ENDS_IN_ZEROS}) > 0"
    different, rows = found.stage.one("count(distinct call_key), count(*)", meant)
    return bool(2 * different <= rows)
