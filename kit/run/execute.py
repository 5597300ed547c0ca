"""One run, inside its own process: executes the notebook once and writes every file of a version.

In:   a plan, an empty folder, the number the version is to have, the version before it.
Out:  report.ipynb, results.json and one page per language in that folder; `Run` tells what came of it.
Why:  everything heavy is imported here, once, and the pages of all languages come from one execution.
Not here: the process (`kit.run.child`), the archive (`kit.run.archive`), the page (`kit.present`).
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from kit import __version__, params
from kit.errors import KitError
from kit.language.later import Later, later
from kit.present.page.failure import Failed
from kit.run import kept, preload, results
from kit.run.archive import Version
from kit.run.plan import ENGINES, Plan
from kit.space import FULL, full, full_in, named_full, room

NOTEBOOK = "report.ipynb"
RESULTS = "results.json"


@dataclass(frozen=True)
class Run:
    """What came of a run. unchanged: results and pages are those of the version before, byte for byte."""

    stamp: dict
    unchanged: bool = False
    failed: Failed | None = None


def run(plan: Plan, stage: Path, number: int, before: Version | None) -> Run:
    """Execute the plan's notebook and write the version's files into `stage`.

    Raises a KitError that a cell raised, and DiskFull; a cell that fails otherwise makes `Run.failed`, and the stopped
    notebook is in `stage`.
    """
    with room(plan.folder):
        return _run(plan, stage, number, before)


def _run(plan: Plan, stage: Path, number: int, before: Version | None) -> Run:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    preload.load()
    nb, failed = _executed(plan, stage)
    if failed:
        return Run({}, failed=failed)
    kept.clean_outputs(nb)
    as_of = results.collect(nb, notebook=plan.notebook, version=None)["as_of"]
    stamp = _stamp(plan, number, as_of)
    if before and _same(plan, nb, before):
        return Run(before.record["stamp"], unchanged=True)
    for name, content in _files(plan, nb, stamp).items():
        (stage / name).write_text(content, encoding="utf-8")
    (stage / NOTEBOOK).write_text(_notebook_text(plan, nb), encoding="utf-8")
    return Run(stamp)


def _executed(plan: Plan, stage: Path):
    """The executed notebook, and what failed in it."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    target = stage / NOTEBOOK
    errors: list[BaseException] = []
    try:
        nb = papermill.execute_notebook(
            _literal(plan.path),
            _literal(target),
            plan.parameters,
            progress_bar=False,
            **_engine_options(plan, target, errors),
        )
        return nb, None
    except PapermillExecutionError as error:
        if errors and isinstance(errors[0], KitError):
            raise errors[0] from None
        if errors and isinstance(errors[0], OSError) and errors[0].errno in FULL:
            raise full(params.home(), errors[0]) from None
        if word := full_in(error.evalue):
            raise named_full(params.home(), word) from None
        where, what = named(error.exec_count, error.source), kept.visible(f"{error.ename}: {error.evalue}")
        return None, Failed("cell", where, what, error.source, "\n".join(error.traceback))


def _literal(path: Path) -> str:
    """The path as papermill takes it: it fills parameters into it, so a folder named {0} would be one."""
    return str(path).replace("{", "{{").replace("}", "}}")


def _engine_options(plan: Plan, target: Path, errors: list[BaseException]) -> dict:
    if plan.engine == "kernel":
        from traitlets.config import Config

        # Without it every kernel since ipykernel 7.3 warns that its sockets are not encrypted.
        return {"config": Config({"KernelManager": {"transport_encryption": "auto"}})}

    def checkpoint(nb, index: int) -> None:
        """What a crash leaves behind: the outputs so far, and the cell that was running."""
        target.write_text(json.dumps(nb), encoding="utf-8")

    return {
        "engine_name": ENGINES[plan.engine],
        "request_save_on_cell_execute": False,
        "on_cell": checkpoint,
        "on_error": errors.append,
    }


def named(number: int, source: str) -> Later:
    """A cell as people find it in the notebook: its number and its first line."""
    return later("cli.in_cell", number=number, line=first_line(source))


def first_line(source: str) -> str:
    """The first line of a cell that is not a comment, at most 80 characters."""
    lines = [line for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return kept.visible((lines or [""])[0].strip()[:80])


def _stamp(plan: Plan, number: int, as_of: str | None) -> dict:
    """What the page says of its run. Nothing else on a page may depend on the moment it was made."""
    return {
        "version": number,
        "notebook": plan.notebook,
        "partnership": plan.partnership,
        "period": plan.period,
        "as_of": as_of,
        "run": {"engine": plan.engine, "kit": __version__},
    }


def _same(plan: Plan, nb, before: Version) -> bool:
    """Whether this run, stamped as the version before, gives the very files of that version."""
    try:
        files = _files(plan, nb, before.record["stamp"])
        return all((before.path / name).read_text(encoding="utf-8") == content for name, content in files.items())
    except (KeyError, OSError):
        return False


def _files(plan: Plan, nb, stamp: dict) -> dict[str, str]:
    """Results and pages, by file name."""
    from kit.present.page.exporter import KitHTMLExporter

    nb.metadata["kit"] = stamp
    found = {RESULTS: results.dumped(results.collect(nb, notebook=plan.notebook, version=stamp["version"]))}
    for lang in plan.languages:
        page, _ = KitHTMLExporter(language=lang).from_notebook_node(nb, {"metadata": {"name": plan.notebook}})
        found[f"report.{lang}.html"] = page
    return found


def _notebook_text(plan: Plan, nb) -> str:
    """The notebook to keep."""
    import nbformat

    kept.without_accidents(nb, f"notebooks/{plan.path.name}", NOTEBOOK)
    return nbformat.writes(nb) + "\n"
