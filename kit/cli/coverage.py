"""What of a period is not whole, as the page says it: one computation for the terminal and the report.

In:   a partnership, a period, its contract, a moment.
Out:  a table of the days that are not whole; whether anything of it is overdue.
Why:  "nothing is missing" beside a page that says "2 whole days of 7" makes both unbelievable.
Not here: computing it (`kit.analysis`), the ledger of files (`kit.cli.receive`).
"""

from __future__ import annotations

from kit.cli.speaker import Speaker, echo
from kit.errors import NoData
from kit.period import Period

# What needs nobody's attention yet, or is told elsewhere with the file that waits.
CALM = ("not_due", "waiting")
LOOK_BACK = 9  # weeks: as far as the past says which queues and hours are usual


def _of_a_lost_table(one: dict, lost: set[str]) -> bool:
    return one["state"] == "missing" and not one["part"] and one["table"] in lost


def tell_coverage(tell: Speaker, partnership: str, period: Period, contract, now, owed) -> bool:
    """Tells the days that are not whole, by the tables of `now`; whether any of them is overdue.

    owed: the period's ledger: days of a file that it misses are told there.
    """
    from kit import store
    from kit.analysis import weekly
    from kit.present.parts import incomplete
    from kit.present.voice import voice

    try:
        tables = store.tables(partnership, period, now.isoformat(), look_back=LOOK_BACK)
    except NoData:
        return False  # nothing of the period is there: the ledger tells whose files are missing
    data = weekly.statement(tables, contract)
    lost = set(owed.loc[owed["status"] == "missing", "table"])
    found = [one for one in data["coverage"] if one["state"] not in CALM and not _of_a_lost_table(one, lost)]
    if not found:
        return False
    days = data["days"]
    for side in ("provider", "client"):
        if side in days and days[side] < days["open"]:
            whole = {"whole": days[side], "open": days["open"], "side": getattr(contract, side)[tell.lang]}
            tell.answer("days_whole", **whole)
    names = ("owed_by", "table", "day", "part", "state")
    rows: list[list[object]] = [[tell.text(f"column_{name}") for name in names]]
    said = voice(tell.lang)
    for one in found:
        side = tell.text(f"side_{one['owed_by']}")
        part = incomplete.named([one["part"]], said) if one["part"] else ""
        rows.append([side, one["source"] or one["table"], one["date"], part, incomplete.state(one, said)])
    tell.table(rows)
    echo(tell.text("not_compared"))
    return True
