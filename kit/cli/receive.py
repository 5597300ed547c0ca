"""`kit receive` and `kit check`: what was delivered, and what is still owed.

In:   delivered files; a partnership and a period.
Out:  receipts: rows read = received + excluded + quarantined; the ledger of what each side owes.
Why:  nothing that is delivered may be lost silently, and lateness counts for both sides alike.
Not here: reading the files (`kit.intake`), the tables (`kit.store`).
"""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.say import Speaker, speaker
from kit.errors import EXIT_QUARANTINED

EXIT_OVERDUE = 4  # a delivery of the period is overdue


@click.command(short_help="Take delivered files in.")
@click.argument("partnership")
@click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--source", metavar="NAME", help="The mapping of sources.yml to use, when several could.")
@click.option("--dry-run", is_flag=True, help="Read and check the files; keep nothing.")
@speaker
def receive(say: Speaker, partnership: str, files: tuple[Path, ...], source: str | None, dry_run: bool) -> None:
    """Take delivered files in: keep them raw, check and map their rows, tell what became of each.

    \b
    Example: kit receive sample appels-2026-W47.csv operateur-2026-W47.csv
    Reads:   FILE..., params/PARTNERSHIP/sources.yml and contract.yml
    Writes:  data/PARTNERSHIP/ (received/, tables/, quarantine/), all files in one step;
             the pseudonym key params/local/ at the first receive
    Exits:   0 all rows taken in or excluded by name, 3 some rows are in quarantine, 11 parameter error,
             18 another command is at work, 19 damaged file,
             20 to 32 the first file that was refused: its encoding, dates, columns, end, size, source, …
    """
    from kit import intake

    receipts = intake.receive(partnership, list(files), source=source, dry_run=dry_run)
    tell_receipts(say, receipts)
    for week in sorted({week for receipt in receipts for week in receipt.restated_weeks}):
        say.answer("restated", week=week, partnership=partnership)
    if dry_run:
        say.aside("dry_run")
    refused = [receipt.error for receipt in receipts if receipt.error]
    for error in refused:
        say.error(error)
    if refused:
        raise SystemExit(refused[0].exit_code)
    if any(receipt.quarantined for receipt in receipts):
        say.aside("quarantined", folder=f"data/{partnership}/quarantine/")
        raise SystemExit(EXIT_QUARANTINED)


def tell_receipts(say: Speaker, receipts: list) -> None:
    """One line per file: rows read = received + excluded + quarantined."""
    names = ("file", "source", "read", "received", "excluded", "quarantined", "weeks")
    rows: list[list[object]] = [[say.text(f"column_{name}") for name in names]]
    for receipt in receipts:
        rows.append(_line(say, receipt))
    say.table(rows, right=(2, 3, 4, 5))


def _line(say: Speaker, receipt) -> list[object]:
    name = Path(receipt.file).name
    if receipt.error:
        return [name, receipt.source or "-", "-", "-", "-", "-", say.text("refused")]
    excluded = sum(receipt.excluded.values())
    why = ", ".join(f"{reason} {count}" for reason, count in receipt.excluded.items() if count)
    weeks = say.text("already") if receipt.already else span(receipt.weeks)
    return [
        name,
        receipt.source,
        receipt.rows_read,
        receipt.received,
        f"{excluded} ({why})" if why else excluded,
        receipt.quarantined,
        weeks,
    ]


def span(weeks) -> str:
    """`2026-W47`, or the first and last of several."""
    ordered = sorted(weeks)
    if not ordered:
        return "-"
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]}…{ordered[-1]}"


@click.command(short_help="Validate params; tell what each side still owes.")
@click.argument("partnership")
@click.argument("period", required=False)
@speaker
def check(say: Speaker, partnership: str, period: str | None) -> None:
    """Validate the params of a partnership and tell which deliveries of a week are missing, and who owes them.

    \b
    Example: kit check sample 2026-W47
    Reads:   params/PARTNERSHIP/, the deliveries received; PERIOD is the last full week when it is not given
    Writes:  nothing
    Exits:   0 nothing overdue, 4 something overdue is missing, 11 parameter error, 15 unreadable period,
             19 damaged file
    """
    import datetime as dt

    from kit import calendar, params

    params.house()
    contract, sources = params.contract(partnership), params.sources(partnership)
    say.answer("params_fine", partnership=partnership, sources=len(sources.sources), terms=len(contract.terms))
    now = calendar.now().astimezone(contract.zone)
    week = period or calendar.week_of(now.date() - dt.timedelta(days=7))
    calendar.monday(week)
    owed = _ledger(partnership, week, contract, sources, now)
    _tell_ledger(say, owed, week, contract)
    if (owed["status"] == "missing").any():
        raise SystemExit(EXIT_OVERDUE)


def _ledger(partnership, week, contract, sources, now):
    from kit import store

    snapshot = store.current(partnership)
    return store.ledger(
        sources,
        snapshot.deliveries if snapshot else [],
        week=week,
        as_of=now,
        zone=contract.time_zone,
        closed=lambda day: not contract.open_spans(day),
    )


def _tell_ledger(say: Speaker, owed, week: str, contract) -> None:
    say.answer("ledger", week=week)
    names = ("owed_by", "source", "period", "due", "status")
    rows: list[list[object]] = [[say.text(f"column_{name}") for name in names]]
    for row in owed.itertuples():
        due = row.due_at.tz_convert(contract.time_zone)
        side = say.text(f"side_{row.owed_by}")
        rows.append([side, row.source, row.period, f"{due:%Y-%m-%d %H:%M}", _status(say, row)])
    say.table(rows)
    for side in ("client", "provider"):
        missing = int(((owed["status"] == "missing") & (owed["owed_by"] == side)).sum())
        if missing:
            say.answer("owes", side=getattr(contract, side)[say.lang], count=missing)
    if not (owed["status"] == "missing").any():
        say.answer("nothing_overdue")


def _status(say: Speaker, row) -> str:
    late = row.hours_late if row.hours_late == row.hours_late else 0.0
    unit, count = ("days", late / 24) if late >= 48 else ("hours", late)
    return say.text(f"status_{row.status}", late=say.text(unit, count=f"{count:.0f}"), file=row.file)
