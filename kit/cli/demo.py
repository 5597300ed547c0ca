"""`kit demo`: the sample partnership, from generated files to pages.

In:   nothing but the kit.
Out:  data/sample/ (delivered files and tables), reports/sample/; the pages to open, and what to see on each.
Why:  whoever tries the kit sees its answer in minutes, through the very commands a partner would type.
Not here: what the sample line lives through (`kit.sample`).
"""

from __future__ import annotations

from pathlib import Path

import click

from kit.cli.speaker import Speaker, echo, founder
from kit.period import Period

PARTNERSHIP = "sample"


@click.command(short_help="The sample partnership: files, tables, pages.")
@click.option("--weeks", type=click.IntRange(1, 104), default=104, show_default=True, help="Length of the sample.")
@click.option("--fresh", is_flag=True, help="Make the sample again even if it is there.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; do nothing.")
@founder
def demo(tell: Speaker, weeks: int, fresh: bool, dry_run: bool) -> None:
    """Make the sample partnership, receive its files, run its reports and print the pages to open.

    \b
    Example: kit demo
    Reads:   params/sample/
    Writes:  data/sample/ (made again when the sample's generator or params have changed), reports/sample/
    Exits:   0 done, 11 parameter error, 13 notebook failed, 18 another command is at work
    """
    from kit import params
    from kit.run import sample_home

    wanted = sample_home.Wanted(weeks)
    if dry_run:
        tell.answer(
            "demo_plan", first=wanted.first_week, last=wanted.last_week, folder=params.home() / "data" / PARTNERSHIP
        )
        tell.aside("nothing_written")
        return
    planted = sample_home.ready(wanted, tell.lang, fresh=fresh)
    pages = _pages(tell, planted, stand=sample_home.pages_stand(wanted))
    sample_home.remember_pages(wanted)
    _tell(tell, pages, planted)


def _pages(tell: Speaker, planted: dict, *, stand: bool) -> list[tuple[str, tuple[Path, ...]]]:
    """Every report of the periods worth a page: its period and its pages. stand: those that are there are right."""
    from kit import reports
    from kit.run import archive
    from kit.run.plan import plan
    from kit.run.progress import tell_progress
    from kit.run.report import run

    wanted = [(report.notebook, one) for report in reports.REPORTS for one in periods(planted, report.kind)]
    found = []
    for at, (notebook, period) in enumerate(wanted, start=1):
        made = plan(notebook, PARTNERSHIP, period)
        if not (stand and archive.read(made.folder)):
            tell_progress(tell.text("demo_report", at=at, count=len(wanted), period=period), last=at == len(wanted))
            for as_of in moments(planted, period):
                run(plan(notebook, PARTNERSHIP, period, settings={"as_of": as_of} if as_of else {}))
        found.append((period, made.pages))
    return found


def periods(planted: dict, kind: str) -> list[str]:
    """The periods of one kind that are worth a page, oldest first.

    Weeks: the last four and those in which something was planted. Months and quarters: the last that the sample holds
    whole. Spans and campaigns have no dates of their own in the sample.
    """
    if kind == "week":
        return _weeks(planted)
    if kind not in ("month", "quarter"):
        return []
    last = Period.week(planted["last_week"]).last
    newest = Period.holding(kind, last)
    newest = newest if newest.last <= last else newest.before()
    return [newest.text] if newest.first >= Period.week(planted["first_week"]).first else []


def _weeks(planted: dict) -> list[str]:
    last = Period.week(planted["last_week"]).names_back(3)
    facts = [fact["week"] for fact in planted["facts"]]
    return sorted(week for week in {*last, *facts} if week >= planted["first_week"])


def moments(planted: dict, period: str) -> list[str]:
    """When the two sides looked at a period: at its meeting, and once more after a file that came later."""
    later = {fact["as_of"] for fact in planted["facts"] if fact["week"] == period and fact.get("as_of")}
    return ["", *sorted(later)]


def _tell(tell: Speaker, pages: list, planted: dict) -> None:
    """The newest page in both languages, then every other week in the reader's."""
    week, newest = pages[-1]
    tell.answer("demo_newest", week=week)
    for page in newest:
        echo(f"  {page.as_uri()}")
    tell.answer("demo_others")
    for week, found in reversed(pages):
        page = next((page for page in found if page.name == f"report.{tell.lang}.html"), found[0])
        kinds = [fact["kind"] for fact in planted["facts"] if fact["week"] == week]
        seen = [tell.text(f"planted_{kind}") for kind in kinds] or [tell.text("planted_nothing")]
        echo(f"  {page.as_uri()}\n    {week}: {' '.join(seen)}")
