"""`kit demo`: the sample partnership, from generated files to pages.

In:   nothing but the kit.
Out:  data/sample/ (delivered files and tables), reports/sample/; the pages to open, and what to see on each.
Why:  whoever tries the kit sees its answer in minutes, through the very commands a partner would type.
Not here: what the sample line lives through (`kit.sample`).
"""

from __future__ import annotations

import click

from kit.cli.say import Speaker, echo, founder
from kit.period import Period

PARTNERSHIP, NOTEBOOK = "sample", "weekly_kpi_review"


@click.command(short_help="The sample partnership: files, tables, pages.")
@click.option("--weeks", type=click.IntRange(1, 104), default=104, show_default=True, help="Length of the sample.")
@click.option("--fresh", is_flag=True, help="Make the sample again even if it is there.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
@founder
def demo(say: Speaker, weeks: int, fresh: bool, dry_run: bool) -> None:
    """Make the sample partnership, receive its files, run its weekly reviews and print the pages to open.

    \b
    Example: kit demo
    Reads:   params/sample/
    Writes:  data/sample/ (made again when the sample's generator or params have changed), reports/sample/
    Exits:   0 done, 11 parameter error, 13 notebook failed, 18 another command is at work
    """
    from kit import params
    from kit.run import archive, sample_home
    from kit.run.plan import plan
    from kit.run.progress import tell_progress
    from kit.run.report import run

    wanted = sample_home.Wanted(weeks)
    if dry_run:
        say.answer(
            "demo_plan", first=wanted.first_week, last=wanted.last_week, folder=params.home() / "data" / PARTNERSHIP
        )
        say.aside("nothing_written")
        return
    planted = sample_home.ready(wanted, say.lang, fresh=fresh)
    shown = periods(planted)
    stand = sample_home.pages_stand(wanted)
    pages = []
    for at, week in enumerate(shown, start=1):
        made = plan(NOTEBOOK, PARTNERSHIP, week)
        if not (stand and archive.read(made.folder)):
            tell_progress(say.text("demo_report", at=at, count=len(shown), week=week), last=at == len(shown))
            for as_of in moments(planted, week):
                run(plan(NOTEBOOK, PARTNERSHIP, week, settings={"as_of": as_of} if as_of else {}))
        pages.append((week, made.pages))
    sample_home.remember_pages(wanted)
    _tell(say, pages, planted)


def periods(planted: dict) -> list[str]:
    """The weeks worth a page: the last four and those in which something was planted, oldest first."""
    last = Period.week(planted["last_week"]).names_back(3)
    facts = [fact["week"] for fact in planted["facts"]]
    return sorted(week for week in {*last, *facts} if week >= planted["first_week"])


def moments(planted: dict, week: str) -> list[str]:
    """When the two sides looked at a week: at its meeting, and once more after a file that came later."""
    later = {fact["as_of"] for fact in planted["facts"] if fact["week"] == week and fact.get("as_of")}
    return ["", *sorted(later)]


def _tell(say: Speaker, pages: list, planted: dict) -> None:
    """The newest page in both languages, then every other week in the reader's."""
    week, newest = pages[-1]
    say.answer("demo_newest", week=week)
    for page in newest:
        echo(f"  {page.as_uri()}")
    say.answer("demo_others")
    for week, found in reversed(pages):
        page = next((page for page in found if page.name == f"report.{say.lang}.html"), found[0])
        kinds = [fact["kind"] for fact in planted["facts"] if fact["week"] == week]
        seen = [say.text(f"planted_{kind}") for kind in kinds] or [say.text("planted_nothing")]
        echo(f"  {page.as_uri()}\n    {week}: {' '.join(seen)}")
