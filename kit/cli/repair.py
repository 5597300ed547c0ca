"""`kit repair`: the store made whole again from the raw files.

In:   a partnership whose store has missing or damaged files.
Out:  what was put back, what was read anew, what must be delivered again.
Why:  a lost file of the tables is no reason to ask both sides for two years of exports.
Not here: finding the faults (`kit check`), the work itself (`kit.intake.repair`).
"""

from __future__ import annotations

import click

from kit.cli.health import tell_faults
from kit.cli.receipts import counted, short, span
from kit.cli.speaker import Speaker, echo, speaker
from kit.errors import RepairIncomplete


@click.command(short_help="Rebuild what is missing in the store from the raw files.")
@click.argument("partnership")
@click.option(
    "--read-again",
    metavar="SOURCE",
    help="Instead: read again, with today's mapping, the weeks of this source that an older one read (kit check).",
)
@click.option("--accept-change", is_flag=True, help="Read again although that takes away much of what stood.")
@click.option("--dry-run", is_flag=True, help="Find out what could be repaired; change nothing.")
@speaker
def repair(tell: Speaker, partnership: str, read_again: str | None, accept_change: bool, dry_run: bool) -> None:
    """Rebuild missing or damaged files of the tables from received/, by the records of the deliveries.

    \b
    Example: kit repair sample
    Reads:   every file of data/PARTNERSHIP/ with its hash, params/PARTNERSHIP/
    Writes:  data/PARTNERSHIP/tables/: files that come out as they were are put back; weeks that today's mapping
             reads in another way make a new snapshot; lost snapshots are made again, one for each receipt
    Exits:   0 the store is whole, 11 parameter error, 18 another command is at work,
             37 held back until --accept-change says that it is right,
             46 some files must be delivered again, 47 the disk is full
    """
    from kit.intake.repair import repair as rebuilt

    if read_again:
        _read_again(tell, partnership, read_again, accept_change, dry_run)
        return
    done = rebuilt(partnership, dry_run=dry_run)
    if not done.faults:
        tell.answer("repair_nothing", partnership=partnership)
        return
    tell_faults(tell, partnership, done.faults)
    for line in (
        *_made(tell, done, dry_run),
        *_weeks(tell, partnership, done, dry_run),
        *_records(tell, partnership, done),
    ):
        echo(line)
    if dry_run:
        tell.aside("nothing_written")
    if not done.is_complete:
        _tell_rest(tell, partnership, done)
        raise _incomplete(partnership, done)


def _read_again(tell: Speaker, partnership: str, source: str, accept_change: bool, dry_run: bool) -> None:
    from kit import intake

    old = intake.read_again(partnership, source, dry_run=dry_run, accept_change=accept_change)
    if old is None:
        tell.answer("reread_nothing", source=source)
        return
    of_list = "_list" if old.deliveries[0].is_list else ""
    fields = {"source": source, "weeks": span(old.weeks)}
    if dry_run:
        tell.answer(f"would_reread{of_list}", **fields)
        tell.aside("nothing_written")
    else:
        tell.answer(f"reread{of_list}", **fields, partnership=partnership, week=old.weeks[-1])


def _made(tell: Speaker, done, dry_run: bool) -> list[str]:
    lines = []
    if done.put_back:
        lines.append(counted(tell, "would_put_back" if dry_run else "repair_put_back", len(done.put_back)))
    if done.recovered:
        lines.append(counted(tell, "would_recover" if dry_run else "repair_recovered", len(done.recovered)))
    if done.current:
        lines.append(tell.text("would_current" if dry_run else "repair_current"))
    if done.given_up:
        lines.append(counted(tell, "repair_given_up", len(done.given_up)))
    return lines


def _weeks(tell: Speaker, partnership: str, done, dry_run: bool) -> list[str]:
    lines = []
    for source, weeks in done.rebuilt.items():
        was, now = done.mappings[source]
        before = [mark or tell.text("mapping_not_recorded") for mark in was if mark != now]
        told = ", ".join(before) or tell.text("mapping_same")
        fields = {"source": source, "weeks": span(weeks), "mapping": now, "before": told}
        if _is_register(partnership, source):
            lines.append(tell.text("would_reread_list" if dry_run else "reread_list", **fields))
        elif dry_run:
            lines.append(tell.text("would_rebuild", **fields))
        else:
            lines.append(tell.text("repair_rebuilt", **fields, partnership=partnership, week=weeks[-1]))
    return lines


def _is_register(partnership: str, source: str) -> bool:
    from kit import params

    known = params.sources(partnership).sources
    return source in known and known[source].is_register


def _records(tell: Speaker, partnership: str, done) -> list[str]:
    lines = [
        tell.text("repair_record", file=one.file, source=one.source, moment=_moment(partnership, one))
        for one in done.records.made
    ]
    if done.records.lost:
        lines.append(counted(tell, "repair_records_lost", done.records.lost))
    return lines


def _tell_rest(tell: Speaker, partnership: str, done) -> None:
    from kit import params

    contract = params.contract(partnership)
    for one in done.missing:
        owner = getattr(contract, one.owed_by)[tell.lang]
        fields = {"file": one.file, "source": one.source, "moment": _moment(partnership, one)}
        tell.answer("repair_missing", owner=owner, **fields)
    for one, error in done.unreadable:
        fields = {"file": one.file, "source": one.source, "moment": _moment(partnership, one)}
        tell.answer("repair_unreadable", error=error.text(tell.lang), **fields)
    for path in done.left:
        tell.answer("repair_left", path=short(path))


def _moment(partnership: str, delivery) -> str:
    from kit import params

    return f"{delivery.came.astimezone(params.contract(partnership).zone):%Y-%m-%d %H:%M}"


def _incomplete(partnership: str, done) -> RepairIncomplete:
    from kit import params
    from kit.language.later import later

    path = params.folder("data", partnership)
    if done.missing:
        return RepairIncomplete(
            path=path, todo=later("store.todo_deliver", count=len(done.missing), partnership=partnership)
        )
    if done.unreadable:
        where = params.folder("params", partnership) / "sources.yml"
        return RepairIncomplete(path=path, todo=later("store.todo_read", where=where, partnership=partnership))
    return RepairIncomplete(path=path, todo=later("store.todo_backup", partnership=partnership))
