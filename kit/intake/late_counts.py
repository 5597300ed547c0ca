"""What a file of counts says as a whole: rows that are sums of others, counts beyond all measure, wholes and parts.

In:   the one block of a file of counts, mapped and staged.
Out:  SumsAmongRows, or faults of its rows, staged as well.
Why:  a row of counts is judged beside the others of its queue and its day: they are held together here.
Not here: the checks themselves (`sums_refused`, `absurd`, `identities`).
"""

from __future__ import annotations

import datetime as dt

import numpy as np

from kit.intake import absurd, checks, identities, sums_refused
from kit.intake.delivered import Delivered
from kit.intake.mapped import Mapped
from kit.intake.pipeline import Passed


def check(file: Delivered, found: Passed, mapped: Mapped) -> None:
    """Raises SumsAmongRows. mapped: all rows of the file; those that were left out meanwhile are marked here, too."""
    stage = found.stage
    left_out = stage.ask("n, excluded", "excluded is not null")
    mapped.excluded[left_out["n"].to_numpy()] = left_out["excluded"].to_numpy(dtype=object)
    sums_refused.check(file, found.mapper.filled(found.grid), mapped)
    before = mapped.faults.rows()
    checks.future(file, mapped)
    absurd.of_counts(file, mapped, file.contract.terms_on(_last_day(mapped)).data)
    identities.check(file, found.grid, mapped)
    stage.mark(np.flatnonzero(mapped.faults.rows() & ~before), worse=True)


def _last_day(mapped: Mapped) -> dt.date:
    days = mapped.frame["local_date"].dropna()
    return days.max().date() if len(days) else dt.date.min
