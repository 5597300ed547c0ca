"""`kit status`: notebook by period, what is made, what failed, what nobody has made yet.

In:   a partnership.
Out:  a table on standard output.
Why:  on Monday morning one look must tell which page is still to be made, and which stopped.
Not here: finding it out (`kit.run.state`).
"""

from __future__ import annotations

import click

from kit.cli.speaker import Speaker, echo, speaker

EXIT_FAILED = 13  # as a report that stopped
SHOWN = 8


@click.command(short_help="Which reports are made, failed or missing.")
@click.argument("partnership")
@click.option("--all", "everything", is_flag=True, help=f"Every period, not only the last {SHOWN} of each report.")
@speaker
def status(tell: Speaker, partnership: str, everything: bool) -> None:
    """Notebook by period: done, failed or missing, and the files that came after a page was made.

    \b
    Example: kit status sample
    Reads:   reports/PARTNERSHIP/, what data/PARTNERSHIP/ has received
    Writes:  nothing
    Exits:   0 none of those shown has failed, 11 parameter error, 13 one has failed, 19 damaged store
    """
    from kit import params, reports
    from kit.run import state

    params.contract(partnership)
    found = []
    for report in reports.REPORTS:
        known = state.periods(report, partnership)
        found += [state.state(report, partnership, one) for one in (known if everything else known[:SHOWN])]
    if not found:
        tell.answer("status_nothing", partnership=partnership)
        return
    header = [tell.text(f"column_{name}") for name in ("report", "period", "status")]
    tell.table([header, *(_row(tell, one) for one in found)])
    if any(one.state == state.FAILED for one in found):
        raise SystemExit(EXIT_FAILED)


def _row(tell: Speaker, one) -> list[str]:
    told = tell.text(f"report_state_{one.state}", version=one.version)
    if one.state == "failed" and one.version:
        told = tell.text("report_failed_over", version=one.version)
    if one.since:
        told = tell.text("report_since", state=told, count=len(one.since), last=one.since[-1])
    return [one.report.notebook, one.period.text, told]


def tell_reports(tell: Speaker, partnership: str, period) -> None:
    """For `kit check`: how it stands with each report of the period's kind, and what no source gives it."""
    from kit import params, reports
    from kit.run import state

    declared = {source.table for source in params.sources(partnership).sources.values()}
    for report in reports.of_kind(period.kind):
        one = state.state(report, partnership, period)
        echo(tell.text("report_of_period", report=report.notebook, state=_row(tell, one)[2]))
        for wanted in report.lacking(declared):
            echo(tell.text("report_lacks", tables=tell.text("or").join(wanted)))
