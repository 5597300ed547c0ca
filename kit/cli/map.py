"""`kit map`: a first mapping of an export that nobody has described yet.

In:   a delivered file.
Out:  a commented `sources:` fragment on standard output; on standard error how much of it is certain, and what is next.
Why:  an hour of looking at cells becomes some minutes of answering questions; nothing is guessed.
Not here: looking at the file (`kit.intake.proposal`), taking it in (`kit receive`).
"""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.receipts import counted
from kit.cli.speaker import Speaker, echo, pass_speaker
from kit.errors import InputError
from kit.language.later import later


@click.command(name="map", short_help="Propose a mapping of an export.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--table", metavar="NAME", help="The table that the file belongs to, where it is known: calls, intervals, …"
)
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook.  [default: the first visible one with a table]")
@click.option(
    "-o", "--output", metavar="PATH", type=click.Path(path_type=Path), help="A new file to write the mapping to."
)
@click.option("--dry-run", is_flag=True, help="Show the mapping; write no file.")
@pass_speaker
def map_(tell: Speaker, file: Path, table: str | None, sheet: str | None, output: Path | None, dry_run: bool) -> None:
    """Propose a commented mapping of an export: what is certain is filled in, what is ambiguous is asked and left
    blank, what is unknown is left out and listed. Every row is looked at; no cell of a caller or a person is shown.

    \b
    Example: kit map appels-2026-W47.csv
             kit map report.xlsx --table intervals -o mapping.yml
    Reads:   FILE (CSV, Excel, Parquet; a CSV also as .gz or .zip)
    Writes:  the mapping to PATH where -o names one, which must not be there yet; else nothing
    Exits:   0 done, questions or not; 12 a file that cannot be read, an unknown table or sheet, a PATH that is there;
             24 cut off, 26 too large, 29 unreadable
    """
    from kit.intake.proposal.proposing import proposed
    from kit.intake.proposal.writing import written
    from kit.intake.scrub import scrubbed

    if output is not None and output.exists():
        raise InputError(where=output, what=later("cli.file_there"), fix=later("cli.fix_output"))
    proposal = proposed(file, table, sheet)
    text = written(proposal, scrubbed(file.name, True), tell.lang)
    if output is None or dry_run:
        echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")
        tell.answer("map_written", path=output)
    tell.aside(
        "map_summary",
        certain=counted(tell, "map_certain", len(proposal.certain)),
        asked=len(proposal.asked),
        left=len(proposal.left),
        questions=counted(tell, "map_questions", proposal.questions),
    )
    tell.aside("map_next" if proposal.table else "map_table_first", source=proposal.name, file=file)
