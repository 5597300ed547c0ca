"""`kit new`: the params of a new partnership, commented.

In:   `kit/templates/`, the platform and the carrier in use.
Out:  `params/<partnership>/` with contract.yml, calendar.yml and sources.yml.
Why:  a commented file that passes `kit check` is a better start than an empty one.
Not here: what the keys mean (`kit.params`), which shape is meant (`kit.cli.chosen`).
"""

from __future__ import annotations

import os
import shutil

import click

from kit.cli.chosen import choose, tell_catalogue
from kit.cli.speaker import Speaker, echo, founder
from kit.errors import InputError
from kit.language.later import later


def _list(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    """Prints the catalogue in place of everything else."""
    if wanted and not context.resilient_parsing:
        tell_catalogue(context.find_object(Speaker) or Speaker("en"))
        context.exit()


@click.command(short_help="A commented set of params for a new partnership.")
@click.argument("partnership")
@click.option("--platform", metavar="NAME", help="Platform of the provider, from --list; or other, none.")
@click.option("--carrier", metavar="NAME", help="Carrier of the client, from --list; or other, none.")
@click.option("--back-office", metavar="NAME", help="Back-office export, from --list; or none.")
@click.option("--list", is_flag=True, is_eager=True, expose_value=False, callback=_list,
              help="Print the platforms, carriers and back offices that have a mapping; write nothing.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing.")
@founder
def new(
    tell: Speaker, partnership: str, platform: str | None, carrier: str | None, back_office: str | None, dry_run: bool
) -> None:
    """Make a commented set of params for a new partnership. What is already there is never overwritten.

    At a terminal, the platform and the carrier are asked for; without one, mappings that are commented line by line
    are written for both.

    \b
    Example: kit new acme --platform aircall --carrier other
    Reads:   the kit's templates
    Writes:  params/PARTNERSHIP/ (contract.yml, calendar.yml, sources.yml)
    Exits:   0 done, 12 a name is not usable or not known, or the folder is already there, 14 path outside the home
    """
    from kit import params
    from kit.params import catalogue, template
    from kit.params.home import NAME

    if not NAME.match(partnership):
        raise InputError(where=partnership, what=later("cli.bad_name"), fix=later("cli.fix_name"))
    place = params.inside(f"params/{partnership}", where=partnership)
    if place.exists():
        raise InputError(where=place, what=later("cli.already_there"), fix=later("cli.fix_already_there"))
    typed = {catalogue.PLATFORMS: platform, catalogue.CARRIERS: carrier, catalogue.BACK_OFFICE: back_office}
    chosen = choose(tell, typed)
    texts = template.texts(chosen)
    if not dry_run:
        _write(place, texts)
    for name in texts:
        echo(place / name)
    for shape in filter(None, chosen.values()):
        tell.aside("new_page", shape=shape.name)
    tell.aside("nothing_written" if dry_run else "new_next", partnership=partnership)


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
