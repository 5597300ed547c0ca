"""`kit report` and `kit results`.

In:   a notebook's name, a partnership, a period; or an executed notebook.
Out:  a version in `reports/`; or the results as JSON.
Why:  papermill and nbconvert in turn are two commands for each language, and run on where a parameter is misspelt.
Not here: running (`kit.run`).
"""

from __future__ import annotations

import os
from pathlib import Path

import click

from kit.cli.speaker import Speaker, echo, speaker
from kit.errors import BadParams
from kit.language.later import later


@click.command(short_help="Run one report for one period.")
@click.argument("notebook")
@click.argument("partnership")
@click.argument("period")
@click.option("--lang", default="fr,en", show_default=True, help="Languages of the pages; the first is the notebook's.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A further parameter of the notebook.")
@click.option("--engine", type=click.Choice(["inproc", "kernel"]), default="inproc", show_default=True,
              help="inproc: in the forked process itself; kernel: an ordinary Jupyter kernel.")  # fmt: skip
@click.option("--timeout", default=900.0, show_default="900", type=click.FloatRange(min=0, min_open=True),
              metavar="SECONDS", help="A run that takes longer is stopped.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Check names and parameters, print the plan; run nothing.")
@speaker
def report(tell: Speaker, notebook, partnership, period, lang, settings, engine, timeout, dry_run) -> None:
    """Run one report for one period and render its pages.

    \b
    Example: kit report weekly_kpi_review sample 2026-W47
    PERIOD:  of the kind that the notebook takes: 2026-W47, 2026-11, 2026-Q4, 2026-10-05..2026-11-01, CAMPAIGN.before
             or CAMPAIGN.after
    Reads:   params/PARTNERSHIP/, the tables received for PERIOD, notebooks/NOTEBOOK.ipynb
    Writes:  reports/PARTNERSHIP/PERIOD/NOTEBOOK/ (report.fr.html, report.en.html, report.ipynb, results.json,
             run.json) and the same, unchangeable, under versions/N/. The same result again makes no new version.
             A run that fails leaves them as they are and keeps the stopped notebook under versions/failed-N/.
    Exits:   0 done, 11 parameter error, 12 input error, 13 notebook failed, 14 path outside the home,
             15 unreadable period, 16 unknown notebook, 17 no data, 18 another command is at work, 19 damaged file,
             47 disk full
    """
    from kit.run.plan import plan
    from kit.run.report import run

    made = plan(
        notebook,
        partnership,
        period,
        languages=[name.strip() for name in lang.split(",")],
        settings=dict(_setting(text) for text in settings),
        engine=engine,
        timeout_s=timeout,
    )
    if dry_run:
        _tell_plan(tell, made)
        return
    done = run(made)
    key = "report_done" if done.changed else "report_unchanged"
    tell.aside(key, notebook=made.notebook, partnership=partnership, period=period, version=done.version,
              seconds=tell.numbers.number(done.seconds, 1))  # fmt: skip
    for page in done.pages:
        echo(page)


def _setting(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise BadParams(where=f"--set {text}", what=later("cli.bad_set"), fix=later("cli.fix_set"))
    return name.strip(), value.strip()


def _tell_plan(tell: Speaker, made) -> None:
    tell.answer("plan_notebook", path=made.path)
    for name, value in made.parameters.items():
        echo(f"  {name} = {value!r}")
    tell.answer("plan_writes", folder=made.folder, pages=", ".join(f"report.{lang}.html" for lang in made.languages))
    tell.aside("nothing_written")


@click.command(short_help="The results of a notebook that papermill ran.")
@click.argument("executed", metavar="OUT.ipynb", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write instead of printing.")
@click.option("--dry-run", is_flag=True, help="Check that the notebook holds results; write and print nothing.")
@speaker
def results(tell: Speaker, executed: Path, output: Path | None, dry_run: bool) -> None:
    """The figures, findings and tables of a notebook that papermill alone has run.

    \b
    Example: kit results out.ipynb --output results.json
    Reads:   OUT.ipynb, its cells' JSON
    Writes:  nothing (prints), or the file of --output
    Exits:   0 done, 2 no such file, 11 it holds no results or is of another period than was asked for, 47 disk full
    """
    from kit.run.results import dumped, of_file

    text = dumped(of_file(executed))
    if dry_run:
        tell.aside("nothing_written")
        return
    if output:
        _write(output, text)
    else:
        echo(text, nl=False)


def _write(output: Path, text: str) -> None:
    """The whole file or none. Raises DiskFull."""
    from kit.space import room

    fresh = output.with_name(f".tmp-{os.getpid()}-{output.name}")
    with room(output.absolute().parent):
        try:
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, output)
        finally:
            fresh.unlink(missing_ok=True)
