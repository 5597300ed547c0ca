"""`kit export`: a folder that the other side can read, check and take in.

In:   a partnership, a period.
Out:  the folder of `kit.exchange`; its files on standard output, what they hold beside it.
Why:  two firms that steer by one set of figures must be able to hand it over whole, with proof that it is the same.
Not here: what goes into it (`kit.exchange`).
"""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.speaker import Speaker, echo, speaker


@click.command(short_help="The tables of a period for the other side, or for a planning tool.")
@click.argument("partnership")
@click.argument("period")
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv", "wfm"]),
    default="parquet",
    show_default=True,
    help="csv opens in Excel; wfm: the 21 fields of a planning tool.",
)
@click.option("--out", metavar="DIR", help="The folder to write.  [default: exports/PARTNERSHIP/PERIOD.FORMAT]")
@click.option("--table", "tables", metavar="NAME", multiple=True, help="This table only; may be repeated.")
@click.option("--without-callers", is_flag=True, help="Leave out the pseudonyms of callers.")
@click.option(
    "--as-of", default="latest", show_default=True, metavar="MOMENT", help="What was received by then, ISO 8601."
)
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@speaker
def export(
    tell: Speaker,
    partnership: str,
    period: str,
    form: str,
    out: str | None,
    tables: tuple[str, ...],
    without_callers: bool,
    as_of: str,
    dry_run: bool,
) -> None:
    """Write the tables of a period into a folder: files, manifest, fingerprints, the mapping that reads them back.

    The folder appears whole or not at all; one that is there is never touched. Delivered files, quarantine and keys
    never leave. On the other side: sha256sum -c SHA256SUMS, then kit receive with the sources.yml of the folder.

    \b
    Example: kit export sample 2026-W47 --format csv
    Reads:   params/PARTNERSHIP/, the tables of data/PARTNERSHIP/
    Writes:  DIR: one file for each table and source, manifest.json, sources.yml, SHA256SUMS
    Exits:   0 done, 11 parameter error, 12 the folder is there already or there is nothing to write, 14 path outside
             the home, 15 period error, 17 nothing received for the period, 19 damaged store
    """
    from kit.exchange import package

    wanted = package.Wanted(partnership, period, form, _known(tables), not without_callers, as_of)
    found = package.export(wanted, _folder(partnership, period, form, out), dry_run=dry_run)
    echo(found.folder)
    for name, rows in found.files:
        tell.answer("export_file", file=name, count=tell.numbers.calls(rows))
    tell.aside("export_callers" if found.callers else "export_no_callers")
    if found.unknown:
        tell.aside("export_unknown", fields=", ".join(found.unknown), count=len(found.unknown))
    tell.aside("nothing_written" if dry_run else "export_next", folder=found.folder)


def _known(names: tuple[str, ...]) -> tuple[str, ...]:
    """The tables that were asked for. Raises InputError for one that there is not."""
    from kit import schema
    from kit.errors import InputError
    from kit.language.later import later

    for name in names:
        if name not in schema.DELIVERABLE:
            fix = later("exchange.fix_table", known=", ".join(schema.DELIVERABLE))
            raise InputError(where=f"--table {name}", what=later("exchange.no_table"), fix=fix)
    return names


def _folder(partnership: str, period: str, form: str, out: str | None) -> Path:
    from kit import params

    if out:
        return Path(out).resolve()
    params.contract(partnership)
    return params.inside(Path("exports") / partnership / f"{period.replace('..', '_')}.{form}", where="exports")
