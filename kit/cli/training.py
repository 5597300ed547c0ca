"""`kit training`: the modules checked, the site built, served, or compiled for another builder.

In:   training/, params/glossary.yml, mkdocs.yml.
Out:  faults by file and line; a site per edition and language.
Why:  the client's trainer and the provider's run the same check before either hands a module over.
Not here: the rules and the pages (`kit.training`).
"""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.speaker import Speaker, echo, speaker
from kit.errors import TrainingFaults

EDITIONS, LANGUAGES = ("learner", "facilitator"), ("fr", "en")


class Several(click.ParamType):
    """A list of known words, separated by commas."""

    name = "LIST"

    def __init__(self, known: tuple[str, ...]) -> None:
        self.known = known

    def convert(self, value, param, ctx) -> list[str]:
        names = value if isinstance(value, list) else [name.strip() for name in value.split(",") if name.strip()]
        for name in names:
            if name not in self.known:
                self.fail(f"{name!r}: {', '.join(self.known)}", param, ctx)
        return names or self.fail(", ".join(self.known), param, ctx)


style_option = click.option("--style", default="sample", show_default=True, help="The house style: a file of styles/.")
editions_option = click.option(
    "--edition", "editions", type=Several(EDITIONS), default=",".join(EDITIONS), show_default=True, help="Editions."
)
langs_option = click.option(
    "--lang", "langs", type=Several(LANGUAGES), default=",".join(LANGUAGES), show_default=True, help="Languages."
)


@click.group(short_help="The training site: check, build, serve.")
def training() -> None:
    """The modules of the training site: check them, build the site, serve it while writing."""


@training.command(short_help="What is wrong in the training sources, by file and line.")
@click.option("--only", metavar="MODULE", multiple=True, help="Check this module alone. May be given several times.")
@click.option("--style", default="", help="Check what this style teaches: its own modules and the common ones.")
@click.option("--release", is_flag=True, help="Expired or unconfirmed facts are errors too.")
@speaker
def check(tell: Speaker, only: tuple[str, ...], style: str, release: bool) -> None:
    """Check modules, quizzes, cards and the house's own files; report every fault with its file and line.

    \b
    Example: kit training check --only m02-call-structure
    Reads:   training/, params/glossary.yml
    Writes:  nothing
    Exits:   0 nothing wrong, or warnings only; 40 something must be fixed; 41 unknown module or style
    """
    from kit.training.rules.findings import lines
    from kit.training.site import project

    found, count = project.findings(only=only, style=style)
    for line in lines(found, tell.lang, release=release):
        echo(line)
    wrong = sum(one.level == "error" or release for one in found)
    if not found:
        echo(_text(tell, "check_clean", modules=count))
    else:
        files = len({one.place.file for one in found})
        echo(_text(tell, "check_sum", errors=wrong, warnings=len(found) - wrong, files=files))
    if wrong:
        raise SystemExit(TrainingFaults.exit_code)


@training.command(short_help="Build the site, per edition and language.")
@style_option
@editions_option
@langs_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder.  [default: site/ of the home]")
@click.option("--dry-run", is_flag=True, help="Check the sources and say what would be built.")
@speaker
def build(tell: Speaker, style: str, editions: list[str], langs: list[str], out: Path | None, dry_run: bool) -> None:
    """Build the training site with MkDocs, strictly, and print where it opens.

    \b
    Example: kit training build --edition learner --lang fr
    Reads:   training/, params/glossary.yml, mkdocs.yml, mkdocs.en.yml
    Writes:  OUT/STYLE/EDITION/LANG/ (opens from the folder, without a server or a network)
    Exits:   0 done, 40 something must be fixed first, 41 unknown style, 42 MkDocs stopped
    """
    from kit.training.site import build as made
    from kit.training.site import project

    sources = project.clean_sources(style, told=lambda line: echo(line, err=True), lang=tell.lang)
    sites = made.wanted(style, editions, langs, _folder(out, "site"))
    for site in sites if dry_run else made.build(sources, sites):
        where = site.place if dry_run else site.home.as_uri()
        edition = _text(tell, f"edition_{site.edition}")
        echo(_text(tell, "would_build" if dry_run else "built", edition=edition, lang=site.lang, where=where))


@training.command(short_help="Serve one edition and rebuild it on every change.")
@style_option
@click.option("--edition", type=click.Choice(EDITIONS), default="facilitator", show_default=True, help="The edition.")
@click.option("--lang", type=click.Choice(LANGUAGES), default="fr", show_default=True, help="The language.")
@click.option("--address", default="127.0.0.1:8000", show_default=True, help="Where to serve it.")
def serve(style: str, edition: str, lang: str, address: str) -> None:
    """Serve one edition in one language while its sources are written. Errors are reported; what is whole is shown.

    \b
    Example: kit training serve --lang en
    Reads:   training/, params/glossary.yml, mkdocs.yml
    Writes:  nothing that stays
    Exits:   0 stopped with Ctrl-C, 1 MkDocs stopped
    """
    from kit.training.site import build as made

    made.serve(style, edition, lang, address)


@training.command(short_help="Write the compiled Markdown, for another builder.")
@style_option
@editions_option
@langs_option
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Folder.  [default: build/training]")
@click.option("--dry-run", is_flag=True, help="Check the sources and say what would be written.")
@speaker
def compile(tell: Speaker, style: str, editions: list[str], langs: list[str], out: Path | None, dry_run: bool) -> None:
    """Write the compiled pages with a mkdocs.yml that needs no hook, so that Zensical can build them.

    \b
    Example: kit training compile --edition learner --lang en --out build/training
    Reads:   training/, params/glossary.yml, mkdocs.yml
    Writes:  OUT/STYLE/EDITION/LANG/ (docs/, mkdocs.yml), made anew
    Exits:   0 done, 40 something must be fixed first, 41 unknown style
    """
    from kit.training.site import build as made
    from kit.training.site import export, project

    sources = project.clean_sources(style, told=lambda line: echo(line, err=True), lang=tell.lang)
    for site in made.wanted(style, editions, langs, _folder(out, "build/training")):
        echo(site.place / "mkdocs.yml" if dry_run else export.write(sources, site))


def _folder(out: Path | None, usual: str) -> Path:
    from kit import params

    return out.absolute() if out else params.home() / usual


def _text(tell: Speaker, key: str, /, **fields: object) -> str:
    from kit.language import typography

    return typography.say(f"training.cli.{key}", tell.lang, **fields)
