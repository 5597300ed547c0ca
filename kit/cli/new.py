"""`kit new`: the params of a new partnership, commented.

In:   `kit/templates/`.
Out:  `params/<partnership>/` with contract.yml, calendar.yml and sources.yml.
Why:  a commented file that passes `kit check` is a better start than an empty one.
Not here: what the keys mean (`kit.params`).
"""

from __future__ import annotations

import os
import shutil
from importlib.resources import files

import click

from kit.cli.speaker import Speaker, echo, founder
from kit.errors import InputError
from kit.language.later import later

# As comments: lists that not all keep; and what stands instead of another mapping, not beside it: staffing that is
# typed, counts for providers that deliver no calls.
LISTS = ("actions", "incidents", "unresolved", "campaigns", "partner_reports", "sessions", "attendance", "listening")
COMMENTED = (*(f"{name}.yml" for name in LISTS), "staffing_workbook.yml", "acd_intervals.yml")


@click.command(short_help="A commented set of params for a new partnership.")
@click.argument("partnership")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@founder
def new(tell: Speaker, partnership: str, dry_run: bool) -> None:
    """Make a commented set of params for a new partnership. What is already there is never overwritten.

    \b
    Example: kit new acme
    Reads:   the kit's templates
    Writes:  params/PARTNERSHIP/ (contract.yml, calendar.yml, sources.yml)
    Exits:   0 done, 12 the name is not usable or the folder is already there, 14 path outside the home
    """
    from kit import params
    from kit.params.home import NAME

    if not NAME.match(partnership):
        raise InputError(where=partnership, what=later("cli.bad_name"), fix=later("cli.fix_name"))
    place = params.inside(f"params/{partnership}", where=partnership)
    if place.exists():
        raise InputError(where=place, what=later("cli.already_there"), fix=later("cli.fix_already_there"))
    texts = _templates()
    if not dry_run:
        _write(place, texts)
    for name in texts:
        echo(place / name)
    tell.aside("nothing_written" if dry_run else "new_next", partnership=partnership)


def _templates() -> dict[str, str]:
    """Content by file name; the mappings of `sources/` make one sources.yml."""
    templates = files("kit").joinpath("templates")
    texts = {name: templates.joinpath(name).read_text(encoding="utf-8") for name in ("contract.yml", "calendar.yml")}
    mappings = sorted((item for item in templates.joinpath("sources").iterdir()), key=lambda item: item.name)
    used = [item.read_text(encoding="utf-8") for item in mappings if item.name not in COMMENTED]
    sources = templates.joinpath("sources")
    ready = [commented(joined([sources.joinpath(name).read_text(encoding="utf-8")])) for name in COMMENTED]
    return texts | {"sources.yml": "\n".join([joined(used), *ready])}


def commented(text: str) -> str:
    """A mapping that is there to be taken where it fits: as comments, or it would be owed every week."""
    lines = text.partition("\n")[2].splitlines()
    return "".join(f"  # {line.removeprefix('  ')}".rstrip() + "\n" for line in lines)


def joined(mappings: list[str]) -> str:
    """Several files that each say `sources:` once, as one; what stood above it becomes the mapping's comment."""
    parts = []
    for text in mappings:
        head, _, body = text.partition("sources:\n")
        comment = "".join(f"  {line}\n" for line in head.splitlines())
        parts.append(comment + body.rstrip("\n") + "\n")
    return "sources:\n" + "\n".join(parts)


def _write(place, texts: dict[str, str]) -> None:
    """All files or none: a set that is half there would not pass `kit check`."""
    staged = place.with_name(f".{place.name}.tmp-{os.getpid()}")
    staged.mkdir(parents=True)
    try:
        for name, text in texts.items():
            staged.joinpath(name).write_text(text, encoding="utf-8")
        os.rename(staged, place)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
