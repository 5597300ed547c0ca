"""`kit receive` and `kit check`: what was delivered, and what is still owed.

In:   delivered files; a partnership and a period.
Out:  receipts: rows read = accepted + excluded + quarantined; the ledger of what each side owes.
Why:  a row that is left out without a line on the receipt is missed by nobody; and lateness counts for both sides
      alike.
Not here: reading the files (`kit.intake`), the tables (`kit.store`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kit.cli.coverage import tell_coverage
from kit.cli.explain import tell_row
from kit.cli.health import tell_health, tell_mappings
from kit.cli.queue_hours import tell_unknown_queues
from kit.cli.receipts import counted, of_source, tell_receipts
from kit.cli.speaker import Speaker, echo, speaker
from kit.cli.status import tell_reports
from kit.errors import EXIT_QUARANTINED, BadMoment, DamagedStore, InputError
from kit.language.later import later

if TYPE_CHECKING:
    from kit.period import Period

EXIT_OVERDUE = 4  # a delivery of the period is overdue


@click.command(short_help="Take delivered files in.")
@click.argument("partnership")
@click.argument("files", nargs=-1, metavar="FILE...", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", metavar="NAME", help="The mapping of sources.yml to use, when several could.")
@click.option(
    "--received-at",
    metavar="MOMENT",
    help="When the files really came, for history that is loaded later: 2025-01-06T08:00 on the contract's clock, or "
    "with an offset. Files are on time or late by it; it is recorded as stated, not measured.  [default: now]",
)
@click.option(
    "--accept-change",
    is_flag=True,
    help="Take a file in although it takes away much of what stood, or does not look like its source's past.",
)
@click.option("--undo", is_flag=True, help="Take the last receive back: the tables are again what they were before it.")
@click.option("--dry-run", is_flag=True, help="Read and check the files; keep nothing.")
@click.option(
    "--explain",
    metavar="ROW",
    type=click.IntRange(min=1),
    help="Show one row of one file, by its number in the file: from its cells to where it ends. Writes nothing.",
)
@speaker
def receive(
    tell: Speaker,
    partnership: str,
    files: tuple[Path, ...],
    source: str | None,
    received_at: str | None,
    accept_change: bool,
    undo: bool,
    dry_run: bool,
    explain: int | None,
) -> None:
    """Take delivered files in: keep them raw, check and map their rows, tell what became of each.

    \b
    Example: kit receive sample appels-2026-W47.csv operateur-2026-W47.csv
             kit receive sample --undo
             kit receive sample appels-2026-W47.csv --explain 17
    Reads:   FILE..., params/PARTNERSHIP/sources.yml and contract.yml
    Writes:  data/PARTNERSHIP/ (received/, tables/, quarantine/), all files in one step;
             the pseudonym key params/local/ at the first receive
    Exits:   0 all rows taken in or excluded by name, 3 some rows are in quarantine, 11 parameter error,
             12 a moment that cannot be used, 18 another command is at work, 19 damaged file,
             20 to 36, 38, 39, 44, 45, 48, 49, 52 the first file that was refused: its encoding, dates, columns, …,
             37 held back until --accept-change says that it is right, 47 the disk is full,
             54 parts of one log that speak of the same time
    """
    from kit import intake

    if explain is not None:
        _explain(tell, partnership, files, source, explain, undo)
        return
    if undo or not files:
        _undo(tell, partnership, undo and not files, dry_run)
        return
    came = _moment(partnership, received_at) if received_at is not None else None
    receipts = intake.receive(
        partnership,
        list(files),
        source=source,
        now=came,
        stated=came is not None,
        dry_run=dry_run,
        accept_change=accept_change,
    )
    tell_receipts(tell, receipts, dry_run=dry_run)
    _tell_changed(tell, receipts, partnership, dry_run)
    if dry_run:
        tell.aside("dry_run")
    elif came and not all(receipt.error or receipt.already for receipt in receipts):
        tell.aside("as_stated", moment=f"{came:%Y-%m-%d %H:%M %Z}")
    _stop(tell, receipts)


def _explain(
    tell: Speaker, partnership: str, files: tuple[Path, ...], source: str | None, row: int, undo: bool
) -> None:
    """Shows one row of one file. Raises UsageError where several files, or none, are named."""
    if undo or len(files) != 1:
        raise click.UsageError(tell.text("explain_one_file"))
    tell_row(tell, partnership, files[0], row, source)


def _undo(tell: Speaker, partnership: str, asked: bool, dry_run: bool) -> None:
    """Takes the last receive back. Raises UsageError where files are named too, or neither is."""
    from kit import calendar, store

    if not asked:
        raise click.UsageError(tell.text("files_or_undo"))
    undone = store.undo(partnership, calendar.now(), dry_run=dry_run)
    if undone is None:
        tell.answer("nothing_to_undo", partnership=partnership)
        return
    tell.answer("undone", at=f"{undone.at:%Y-%m-%d %H:%M} UTC")
    for one in undone.deliveries:
        echo(f"  {one.file} ({of_source(one)}): {counted(tell, 'rows_accepted', one.accepted)}")
    for week in [] if dry_run else undone.weeks:
        tell.answer("restated", week=week, partnership=partnership, then=_then(partnership, week))
    if dry_run:
        tell.aside("nothing_written")


def _tell_changed(tell: Speaker, receipts: list, partnership: str, dry_run: bool) -> None:
    """The weeks whose report must be run again, and whether it is the mapping that changed them."""
    changed = {}
    for receipt in receipts:
        for week in receipt.restated_weeks:
            changed[week] = receipt.source if receipt.remapped else ""
    for week, source in sorted(changed.items()):
        then = _then(partnership, week)
        if source:
            key = "would_remap" if dry_run else "remapped"
            tell.answer(key, week=week, partnership=partnership, source=source, then=then)
        else:
            tell.answer("would_change" if dry_run else "restated", week=week, partnership=partnership, then=then)


def _then(partnership: str, week: str) -> str:
    """A report speaks at the meeting after its week: what came later is asked for."""
    from kit import calendar, params
    from kit.period import Period

    meeting = Period.week(week).meeting(params.contract(partnership).time_zone)
    return " --set as_of=latest" if calendar.now() > meeting else ""


def _stop(tell: Speaker, receipts: list) -> None:
    """Tells why files were refused, and leaves with the code of the first one, or of a quarantine."""
    refused = [receipt.error for receipt in receipts if receipt.error]
    for error in refused:
        tell.error(error)
    if refused:
        raise SystemExit(refused[0].exit_code)
    if any(receipt.quarantined for receipt in receipts):
        raise SystemExit(EXIT_QUARANTINED)


def _moment(partnership: str, text: str) -> dt.datetime:
    """The moment that `--received-at` states, on the contract's clock. Raises InputError: unreadable, or to come."""
    from kit import calendar, params

    zone, where = params.contract(partnership).zone, f"--received-at {text}"
    try:
        came = calendar.moment(text, zone.key).astimezone(zone)
    except BadMoment:
        raise InputError(where=where, what=later("cli.bad_moment"), fix=later("cli.fix_moment")) from None
    now = calendar.now().astimezone(zone)
    if came > now:
        raise InputError(
            where=where, what=later("cli.future_moment", now=f"{now:%Y-%m-%d %H:%M}"), fix=later("cli.fix_moment")
        )
    return came


@click.command(short_help="Validate params; tell what each side still owes.")
@click.argument("partnership")
@click.argument("period", required=False)
@speaker
def check(tell: Speaker, partnership: str, period: str | None) -> None:
    """Validate params and the store of a partnership; tell which deliveries of a period are missing, who owes them,
    and which days are not whole.

    \b
    Example: kit check sample 2026-W47
    Reads:   params/PARTNERSHIP/, every file of data/PARTNERSHIP/ with its hash;
             PERIOD is a week, a month (2026-11), a quarter (2026-Q4) or days (2026-10-05..2026-11-01); the last full
             week when it is not given
    Writes:  nothing
    Exits:   0 nothing overdue, 4 something overdue is missing or a day is not whole, 11 parameter error,
             15 unreadable period, 19 a file of the store is missing or damaged (kit repair)
    """
    from kit import calendar, params, store
    from kit.period import Period

    params.house()
    contract, sources = params.contract(partnership, on=""), params.sources(partnership)
    now = calendar.now().astimezone(contract.zone)
    params.outlook.check_terms(contract, partnership, now.date())
    tell.answer(
        "params_fine",
        partnership=partnership,
        terms=counted(tell, "terms", len(contract.terms)),
        sources=counted(tell, "sources", len(sources.sources)),
    )
    _tell_verified(tell, partnership, sources)
    asked = Period.parse(period) if period else Period.holding("week", now.date() - dt.timedelta(days=7))
    first = asked.first  # a campaign has none: its name does not tell its dates
    damaged = tell_health(tell, partnership)
    if damaged and not _is_readable(partnership):
        raise damaged  # nothing can be said of who owes what
    tell_mappings(tell, partnership, sources, contract.time_zone)
    if not damaged:
        tell_unknown_queues(tell, partnership, contract, first)
    owed = _ledger(partnership, asked, contract, sources, now)
    _tell_ledger(tell, owed, asked, contract)
    gaps = not damaged and tell_coverage(tell, partnership, asked, contract, now, owed)
    if not gaps and not (owed["status"] == "missing").any():
        tell.answer("nothing_overdue")
    _tell_held(tell, partnership, store.held.waiting(partnership), contract)
    if not damaged:
        tell_reports(tell, partnership, asked)
    if damaged:
        raise damaged
    if gaps or (owed["status"] == "missing").any():
        raise SystemExit(EXIT_OVERDUE)


def _is_readable(partnership: str) -> bool:
    from kit import store

    try:
        store.current(partnership)
    except DamagedStore:
        return False
    return True


def _tell_verified(tell: Speaker, partnership: str, sources) -> None:
    """The files that were read, and what is sound by itself and will still go wrong together."""
    from kit import params

    tell.answer("params_read", files=", ".join(path.name for path in params.outlook.files(partnership)))
    for one, other in params.outlook.twins(sources.sources):
        tell.answer("twin_sources", one=one, other=other)


def _ledger(partnership, period, contract, sources, now):
    from kit import store

    snapshot = store.current(partnership)
    return store.ledger(
        sources,
        snapshot.deliveries if snapshot else [],
        period=period,
        as_of=now,
        zone=contract.time_zone,
        closed=lambda day: not contract.open_spans(day),
        waiting=store.held.waiting(partnership),
    )


def _tell_held(tell: Speaker, partnership: str, waiting: list, contract) -> None:
    """The files that wait, with the reasons, whatever the period."""
    for one in waiting:
        came = one.came.astimezone(contract.zone)
        tell.answer("held", file=one.file, source=one.source, came=f"{came:%Y-%m-%d %H:%M}", partnership=partnership)
        for why in one.why[tell.lang]:
            echo(f"  - {why}")


def _tell_ledger(tell: Speaker, owed, period: Period, contract) -> None:
    tell.answer("ledger", period=period)
    names = ("owed_by", "source", "period", "due", "status")
    rows: list[list[object]] = [[tell.text(f"column_{name}") for name in names]]
    for row in owed.itertuples():
        due = row.due_at.tz_convert(contract.time_zone)
        side = tell.text(f"side_{row.owed_by}")
        rows.append([side, row.source, row.period, f"{due:%Y-%m-%d %H:%M}", _status(tell, row)])
    tell.table(rows)
    for side in ("client", "provider"):
        missing = int(((owed["status"] == "missing") & (owed["owed_by"] == side)).sum())
        if missing:
            echo(counted(tell, "owes", missing, side=getattr(contract, side)[tell.lang]))


def _status(tell: Speaker, row) -> str:
    late = row.hours_late if row.hours_late == row.hours_late else 0.0
    unit, count = ("days", late / 24) if late >= 48 else ("hours", late)
    status = tell.text(f"status_{row.status}", late=tell.text(unit, count=f"{count:.0f}"), file=row.file)
    return tell.text("status_stated", status=status) if row.stated else status
