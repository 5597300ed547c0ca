"""Whether what a notebook was given is what its parameters cell asks for.

In:   the notebook's own names (`globals()`), as its first cell after the parameters sees them.
Out:  nothing, or UnknownParameter with the nearest name, or BadParams for a value of another type.
Why:  papermill only logs a parameter that it does not know, and guesses types: a misspelt `week` ran another week.
Not here: parameters typed to `kit report` (`kit.run.plan`), what a parameter means (the notebook).
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Mapping

from kit.errors import BadParams, UnknownParameter
from kit.language.later import later

_KINDS = (str, int, float, bool)
_PLAIN = (*_KINDS, list, tuple, dict, set, type(None))  # what papermill can write into a cell
_INJECTED = "# Parameters"  # papermill's first line of the cell that it injects


def given(names: Mapping[str, object]) -> None:
    """Check the parameters of the running notebook; to be called as `params.given(globals())`.

    Declared are the annotated names of the parameters cell. Raises UnknownParameter, BadParams.
    """
    declared = _declared(names)
    for name in _injected(names):
        if name not in declared:
            raise unknown(name, list(declared), later("params.this_notebook"))
    for name, kind in declared.items():
        if kind in _KINDS and name in names and not fits(names[name], kind):
            raise wrong_type(name, kind, names[name])


def unknown(name: str, known: list[str], notebook: object) -> UnknownParameter:
    """The error for a parameter that the notebook does not have, with the nearest one that it has."""
    near = difflib.get_close_matches(name, known, n=1)
    hint = later("params.did_you_mean", name=near[0]) if near else ""
    return UnknownParameter(name=name, notebook=notebook, known=", ".join(known) or "-", hint=hint)


def wrong_type(name: str, kind: type, value: object) -> BadParams:
    """The error for a value that is not of its parameter's type, with what to write."""
    fix = later(f"params.fix_{kind.__name__}", name=name, value=value)
    return BadParams(where=name, what=later("params.wrong_type", value=repr(value), kind=kind.__name__), fix=fix)


def fits(value: object, kind: type) -> bool:
    """Whether a value can stand for a parameter of this type: true is no number, 1 is one with a fraction too."""
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    return isinstance(value, (int, float) if kind is float else kind)


def _declared(names: Mapping[str, object]) -> dict[str, object]:
    """The annotated names of the parameters cell with their types; Python 3.14 computes them when asked."""
    annotate = names.get("__annotate__")
    found = names.get("__annotations__") or (annotate(1) if callable(annotate) else {})
    return dict(found) if isinstance(found, Mapping) else {}


def _injected(names: Mapping[str, object]) -> list[str]:
    """The names that papermill's cell assigned. Where no cells are kept (a plain script), every plain value counts."""
    cells = names.get("In")
    if not isinstance(cells, list):
        return [name for name, value in names.items() if not name.startswith("_") and isinstance(value, _PLAIN)]
    # The last one: somebody who corrected the cell in JupyterLab and ran it again is not held to the first.
    source = next((cell for cell in reversed(cells) if cell.startswith(_INJECTED)), "")
    return list(values(source))


def values(source: str) -> dict[str, object]:
    """What a cell of plain assignments sets, by name; None for what is not written out as a value."""
    try:
        lines = [line for line in ast.parse(source).body if isinstance(line, (ast.Assign, ast.AnnAssign))]
    except SyntaxError:
        return {}  # such a cell stops the notebook by itself
    found = {}
    for line in lines:
        for target in line.targets if isinstance(line, ast.Assign) else [line.target]:
            if isinstance(target, ast.Name):
                found[target.id] = _value(line.value)
    return found


def _value(node: ast.expr | None) -> object:
    try:
        return ast.literal_eval(node) if node else None
    except ValueError:
        return None
