"""The results of a report: the figures, findings and tables that its cells carry as JSON.

In:   an executed notebook.
Out:  the content of `results.json`: schema, notebook, partnership, period, as_of, version, figures, findings, tables,
      data.
Why:  whoever checks a page compares values, not pixels; a run executes once and everything is taken from it.
Not here: computing (`kit.analysis`), wording (`kit.present`).
"""

from __future__ import annotations

import json
from pathlib import Path

from kit import calendar
from kit.errors import BadParams
from kit.language.later import later
from kit.params import injected
from kit.period import KINDS
from kit.present.page import payload
from kit.run.plan import Parameter, parameters_in

SCHEMA = 1


def collect(nb: dict, *, notebook: str, version: int | None) -> dict:
    """The results of an executed notebook.

    version: number of the version in the archive, None for a notebook that papermill alone has run.
    """
    parts = payload.parts(nb)
    stated = parameters(nb)
    page = payload.merged(parts, "page")
    return {
        "schema": SCHEMA,
        "notebook": notebook,
        "partnership": stated.get("partnership"),
        "period": next((stated[name] for name in KINDS if name in stated), None),
        "as_of": _moment(page.get("as_of") or stated.get("as_of")),
        "version": version,
        "figures": payload.merged(parts, "figures"),
        "findings": [finding for part in parts for finding in part.get("findings", [])],
        "tables": payload.merged(parts, "tables"),
        "data": payload.merged(parts, "data"),
    }


def parameters(nb: dict) -> dict:
    """The parameters the notebook ran with: those of its parameters cell, over them those that papermill gave."""
    try:
        defaults = {name: found.default for name, found in parameters_in(nb["cells"], Path()).items()}
    except BadParams:
        defaults = {}
    return defaults | _stated(nb) | {name: value for name, value in _assigned(nb).items() if value is not None}


def _stated(nb: dict) -> dict:
    """The parameters that papermill gave, as it wrote them down."""
    return dict(nb.get("metadata", {}).get("papermill", {}).get("parameters", {}))


def of_file(path: Path) -> dict:
    """The results of a notebook that papermill alone has run.

    Raises BadParams where it holds none or shows another period than it was asked for, UnknownParameter where it was
    given one that it does not have: its figures are then those of the defaults.
    """
    try:
        nb = json.loads(path.read_text(encoding="utf-8"))
        found = payload.parts(nb)
    except (ValueError, KeyError, TypeError):
        nb, found = {}, []
    if not found:
        raise BadParams(where=path, what=later("cli.no_results"), fix=later("cli.fix_no_results"))
    _check(nb, path)
    metadata = nb["metadata"]
    source = metadata.get("papermill", {}).get("input_path") or path.name
    return collect(nb, notebook=Path(source).stem, version=metadata.get("kit", {}).get("version"))


def _check(nb: dict, path: Path) -> None:
    """What it was given, what its parameters cell has and what its page shows must be one and the same."""
    known = parameters_in(nb["cells"], path) if _tagged(nb, "parameters") else {}
    if known:
        _check_given(_assigned(nb) | _stated(nb), known, path)
    stated, shown = parameters(nb), payload.merged(payload.parts(nb), "page")
    kind = next((name for name in KINDS if name in stated), None)
    if kind is None:
        raise BadParams(where=path, what=later("cli.no_period"), fix=later("cli.fix_run_again"))
    for key, name in (("partnership", "partnership"), ("period", kind)):
        if key in shown and name in stated and shown[key] != stated[name]:
            what = later("cli.another_shown", name=name, stated=stated[name], shown=shown[key])
            raise BadParams(where=path, what=what, fix=later("cli.fix_run_again"))


def _check_given(stated: dict, known: dict[str, Parameter], path: Path) -> None:
    for name, value in stated.items():
        if name not in known:
            raise injected.unknown(name, list(known), path)
        if not injected.fits(value, known[name].kind):
            raise injected.wrong_type(name, known[name].kind, value)


def _assigned(nb: dict) -> dict:
    """What the injected cell assigns, which may have been edited since."""
    found: dict = {}
    for cell in _tagged(nb, "injected-parameters"):
        found |= injected.values("".join(cell["source"]))
    return found


def _tagged(nb: dict, tag: str) -> list[dict]:
    return [cell for cell in nb["cells"] if tag in cell.get("metadata", {}).get("tags", [])]


def dumped(results: dict) -> str:
    """The text of `results.json`; refuses NaN, which no other language reads."""
    return json.dumps(results, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _moment(text: str | None) -> str | None:
    """ISO 8601 with seconds, whatever the part wrote; None where no part says at which moment it speaks."""
    return calendar.moment(text, "UTC").isoformat() if text else None
