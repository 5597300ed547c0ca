"""Runs one report: plan, one forked process, a version in the archive.

In:   a `Plan`.
Out:  `Done`: the version's number, whether anything changed, the paths of the pages.
Why:  this process holds the lock and publishes; it imports nothing heavy and survives whatever a cell does.
Not here: what runs inside (`kit.run.execute`), the words a person reads (`kit.cli`).
"""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from kit import calendar, params
from kit.errors import NotebookFailed
from kit.language.later import in_language, later
from kit.locking import lock
from kit.params import published
from kit.present.page import failure
from kit.present.page.failure import Failed, Stopped
from kit.run import archive, child, execute, kept, leftovers
from kit.run.plan import Plan
from kit.space import room


@dataclass(frozen=True)
class Done:
    """A finished run. seconds: wall time."""

    version: int
    changed: bool
    as_of: str | None
    folder: Path
    pages: tuple[Path, ...]
    seconds: float


def run(plan: Plan) -> Done:
    """Run the plan and publish what came of it.

    The same result as the newest version keeps that version. Raises NotebookFailed (the stopped notebook and a page
    that tells it are kept, the good pages stay), HomeBusy, DiskFull (nothing has changed then), and any KitError that
    a cell raises (NoData, …).
    """
    started = time.monotonic()
    with child.orderly(), room(plan.folder), lock(plan.folder):
        staged = archive.stage(plan.folder)
        try:
            version, changed = _published(plan, staged)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
            leftovers.sweep()
    stamp = version.record["stamp"]
    return Done(version.number, changed, stamp["as_of"], plan.folder, plan.pages, time.monotonic() - started)


def _published(plan: Plan, staged: Path) -> tuple[archive.Version, bool]:
    before = archive.newest_version(plan.folder)
    number = archive.next_number(plan.folder)
    try:
        done = child.call(execute.run, plan, staged, number, before, timeout_s=plan.timeout_s)
    except child.Crashed as crash:
        raise _failed(plan, staged, before, crashed(staged, crash)) from None
    if done.failed:
        raise _failed(plan, staged, before, done.failed)
    if done.unchanged and before:
        # A kill between a version and its place at the top is fixed here.
        archive.show(plan.folder, before)
        archive.confirm(plan.folder, calendar.now())
        return before, False
    return archive.publish(plan.folder, staged, _record(plan, done.stamp)), True


def _record(plan: Plan, stamp: dict) -> dict:
    return {
        "schema": 1,
        "notebook": plan.notebook,
        "partnership": plan.partnership,
        "period": plan.period,
        "version": stamp.get("version"),
        "languages": list(plan.languages),
        "parameters": plan.parameters,
        "made_at": calendar.now().isoformat(timespec="seconds"),
        "stamp": stamp,
        "terms": published.record(params.contract(plan.partnership), plan.period),
    }


def crashed(staged: Path, crash: child.Crashed) -> Failed:
    """The cell that was running when the process ended, from the notebook saved before it began."""
    cells = _cells(staged)
    done = [cell["execution_count"] for cell in cells if cell.get("execution_count")]
    running = [cell for cell in cells if cell["metadata"].get("papermill", {}).get("status") == "running"]
    source = "".join(running[0]["source"]) if running else ""
    if running:
        where = execute.named(max(done, default=0) + 1, source)
    else:
        where = later("cli.after_last_cell") if done else later("cli.before_first_cell")
    if crash.limit_s:
        return Failed("slow", where, later("cli.too_slow", seconds=f"{crash.limit_s:g}"), source)
    return Failed("ended", where, later("cli.process_ended", how=crash.how), source)


def _cells(staged: Path) -> list[dict]:
    """The cells as they were saved last; none where the process ended before the first."""
    try:
        return json.loads((staged / execute.NOTEBOOK).read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError):
        return []


def _stopped_notebook(plan: Plan, staged: Path) -> bool:
    """Whether there is a notebook to keep; it is cleaned, and one that was cut off while it was written goes."""
    place = staged / execute.NOTEBOOK
    try:
        nb = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        place.unlink(missing_ok=True)
        return False
    kept.clean_outputs(nb)
    kept.without_accidents(nb, f"notebooks/{plan.path.name}", execute.NOTEBOOK)
    place.write_text(json.dumps(nb, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return True


def _failed(plan: Plan, staged: Path, before: archive.Version | None, failed: Failed) -> NotebookFailed:
    good, files = (before.number, before.record["files"]) if before else (0, ())
    stopped = Stopped(
        plan.notebook, plan.partnership, plan.period, plan.languages, failed, good, files,
        _stopped_notebook(plan, staged),
    )  # fmt: skip
    page = failure.page(stopped, kept.clean)
    (staged / failure.PAGE).write_text(page, encoding="utf-8")
    record = _record(plan, {}) | {"failed": kept.clean(str(in_language(failed.error, "en")))}
    place = archive.keep_failed(plan.folder, staged, record) / failure.PAGE
    return NotebookFailed(notebook=plan.notebook, period=plan.period, cell=failed.cell, error=failed.error, path=place)
