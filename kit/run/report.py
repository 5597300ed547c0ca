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

from kit.errors import NotebookFailed
from kit.run import archive, child, execute, failure
from kit.run.lock import lock
from kit.run.plan import Plan
from kit.run.words import said


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
    that tells it are kept, the good pages stay), HomeBusy, and any KitError that a cell raises (NoData, …).
    """
    started = time.monotonic()
    with lock(plan.folder):
        staged = archive.stage(plan.folder)
        try:
            version, changed = _published(plan, staged)
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    stamp = version.record["stamp"]
    return Done(version.number, changed, stamp["as_of"], plan.folder, plan.pages, time.monotonic() - started)


def _published(plan: Plan, staged: Path) -> tuple[archive.Version, bool]:
    before = archive.newest_version(plan.folder)
    number = archive.next_number(plan.folder)
    try:
        done = child.call(execute.run, plan, staged, number, before, timeout_s=plan.timeout_s)
    except child.Crashed as crash:
        done = execute.Run({}, failed=_crashed(staged, crash))
    if done.failed:
        raise _failed(plan, staged, before, done.failed)
    if done.unchanged:
        # A kill between a version and its place at the top is mended here.
        archive.show(plan.folder, before)
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
        "stamp": stamp,
    }


def _crashed(staged: Path, crash: child.Crashed) -> dict:
    """The cell that was running when the process ended, from the notebook saved before it began."""
    source, number = "", "-"
    try:
        for cell in json.loads((staged / execute.NOTEBOOK).read_text(encoding="utf-8"))["cells"]:
            number = cell.get("execution_count") or number
            if cell["metadata"].get("papermill", {}).get("status") == "running":
                source = "".join(cell["source"])
                number = int(number) + 1 if number != "-" else 1
    except (OSError, ValueError, KeyError, TypeError):
        source = ""  # it ended before the first cell
    return {
        "cell": f"[{number}] {execute.first_line(source)}",
        "source": source,
        "error": crash.how,
        "traceback": [],
    }


def _failed(plan: Plan, staged: Path, before: archive.Version | None, failed: dict) -> NotebookFailed:
    page = failure.page(plan, failed, good=before.number if before else None)
    (staged / failure.PAGE).write_text(page, encoding="utf-8")
    kept = archive.keep_failed(plan.folder, staged, _record(plan, {}) | {"failed": failed["error"]})
    return NotebookFailed(
        notebook=plan.notebook,
        period=plan.period,
        cell=failed["cell"],
        error=failed["error"] or said("no_detail"),
        path=kept / failure.PAGE,
    )
