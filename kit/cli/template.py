"""`kit template`: the workbook of a table that people fill.

In:   the name of a table, a language, perhaps a partnership.
Out:  an .xlsx file.
Why:  a list that is begun in it is read back as it is; one that is begun on an empty sheet must first be mapped.
Not here: what stands in it (`kit.forms`), reading it (`kit receive`).
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import click

from kit.cli.speaker import Speaker, echo, pass_speaker
from kit.errors import InputError
from kit.language.later import later
from kit.language.texts import LANGUAGES

NAMES = (
    "staffing", "incidents", "unresolved", "campaigns", "actions", "partner_reports", "sessions", "attendance",
    "listening",
)  # fmt: skip


@click.command(short_help="An Excel workbook for a table that people fill.")
@click.argument("table", type=click.Choice(NAMES), metavar="TABLE")
@click.option(
    "-o", "--output", metavar="FILE", type=click.Path(path_type=Path), help="Where to write it.  [default: here]"
)
@click.option(
    "--lang", type=click.Choice(LANGUAGES), help="Of headers, words and explanations.  [default: the messages']"
)
@click.option("--partnership", metavar="NAME", help="Offer the queues that its contract names.")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@pass_speaker
def template(
    tell: Speaker, table: str, output: Path | None, lang: str | None, partnership: str | None, dry_run: bool
) -> None:
    """Write a workbook to fill by hand: headers, lists of words, explanations, example rows that are never taken in.
    What it writes, `kit receive` reads back.

    TABLE is one of staffing, incidents, unresolved (questions and special cases), campaigns, actions, partner_reports,
    sessions, attendance, listening.

    \b
    Example: kit template incidents -o incidents.xlsx --lang fr
    Reads:   the kit's mappings and glossary; params/PARTNERSHIP/contract.yml and sources.yml where it is named
    Writes:  FILE, an Excel workbook; a file that is there is never overwritten
    Exits:   0 done, 11 parameter error, 12 the file is there already or cannot be written
    """
    from kit import forms

    spoken = lang or tell.lang
    path = output or Path(forms.file_name(table, spoken))
    if path.exists() or path.is_symlink():
        raise InputError(where=path, what=later("cli.file_there"), fix=later("cli.fix_file_there"))
    data = forms.write(table, spoken, _queues(partnership) if partnership else ())
    if not dry_run:
        _write(path, data)
    echo(path)
    if partnership and not forms.is_read_by(table, spoken, partnership):
        tell.aside("template_not_read", partnership=partnership, mapping=forms.mapping(table))
    tell.aside("nothing_written" if dry_run else "template_next", pattern=forms.pattern(table, spoken))


def _queues(partnership: str) -> list[str]:
    """The queues that a contract has ever named, in its order."""
    from kit import params

    return list(dict.fromkeys(name for terms in params.contract(partnership).terms for name in terms.queues))


def _write(path: Path, data: bytes) -> None:
    """The whole file, or none. Raises InputError where the place cannot be written."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as staged:
            staged.write(data)
        os.chmod(staged.name, 0o644)
        os.replace(staged.name, path)
    except OSError as error:
        raise InputError(where=path, what=error.strerror, fix=later("cli.fix_place")) from None
