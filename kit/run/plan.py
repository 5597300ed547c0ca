"""What a run is to do, checked before anything runs.

In:   names of a notebook and a partnership, a period, languages, `--set` values: all as typed by a person.
Out:  `Plan`: paths and typed parameters.
Why:  papermill guesses types and only logs a parameter that it does not know, so that a misspelt one silently
      gives another week's report under the new name.
Not here: running it (`kit.run.report`), what a parameter means (the notebook).
"""

from __future__ import annotations

import ast
import difflib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kit import calendar, params, reports
from kit.errors import BadParams, UnknownNotebook
from kit.language.later import later
from kit.language.texts import LANGUAGES
from kit.params import injected
from kit.period import KINDS, Period

TYPES: dict[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
ENGINES = {"inproc": "kit-inproc", "kernel": None}
TIMEOUT_S = 900.0


@dataclass(frozen=True)
class Plan:
    """One run: this notebook, these parameters, these languages, that folder."""

    notebook: str
    path: Path
    partnership: str
    period: str
    parameters: dict[str, str | int | float | bool]
    languages: tuple[str, ...]
    folder: Path
    engine: str = "inproc"
    timeout_s: float = TIMEOUT_S

    @property
    def pages(self) -> tuple[Path, ...]:
        """The page of each language, in the order asked for."""
        return tuple(self.folder / f"report.{lang}.html" for lang in self.languages)


def plan(
    notebook: str,
    partnership: str,
    period: str,
    *,
    languages: Sequence[str] = LANGUAGES,
    settings: Mapping[str, str] | None = None,
    engine: str = "inproc",
    timeout_s: float = TIMEOUT_S,
) -> Plan:
    """The run of one notebook for one period.

    settings: further parameters, as text; each must be in the notebook's parameters cell and of its type.
    Raises UnknownNotebook, UnknownPartnership, BadPeriod, BadMoment, UnknownParameter, BadParams, PathOutsideHome.
    """
    path = find(notebook)
    archive = params.folder("reports", partnership)
    known = parameters_of(path)
    name = _kind(path, known)
    Period.parse(period, name)
    contract = params.contract(partnership, on=period)
    wanted = tuple(dict.fromkeys(_language(lang) for lang in languages))
    values: dict = {"partnership": partnership, name: period, "lang": wanted[0]}
    for key, value in (settings or {}).items():
        values[key] = _setting(path.stem, known, key, value, taken=values)
    _check_moment(values.get("as_of", ""), contract.time_zone)
    return Plan(
        path.stem,
        path,
        partnership,
        period,
        {key: value for key, value in values.items() if key in known},
        wanted,
        params.inside(archive / period / path.stem, where="reports"),
        engine,
        timeout_s,
    )


def find(notebook: str) -> Path:
    """The notebook of that name: of the home, else of the project. Raises UnknownNotebook."""
    name = notebook.removeprefix("notebooks/").removesuffix(".ipynb")
    known = notebooks()
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        raise UnknownNotebook(name=notebook, known=", ".join(near or known) or "-")
    return params.find("notebooks", f"{name}.ipynb")


def notebooks() -> list[str]:
    """Names of the notebooks of the home and of the project."""
    places = {params.home(), params.PROJECT}
    return sorted({path.stem for place in places for path in place.glob("notebooks/*.ipynb")})


@dataclass(frozen=True)
class Parameter:
    """One line of a parameters cell: a scalar with its type and default."""

    name: str
    kind: type
    default: str | int | float | bool


def parameters_of(path: Path) -> dict[str, Parameter]:
    """The parameters of a notebook, by name, from its cell tagged `parameters`. Raises BadParams."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, TypeError):
        cells = []
    return parameters_in(cells, path)


def parameters_in(cells: list[dict], path: Path) -> dict[str, Parameter]:
    """The parameters of a notebook's cells, by name. path: of the notebook, for the message. Raises BadParams."""
    try:
        cell = next(cell for cell in cells if "parameters" in cell["metadata"].get("tags", []))
        body = ast.parse("".join(cell["source"])).body
    except (KeyError, TypeError, AttributeError, SyntaxError, StopIteration):
        what, fix = later("cli.no_parameters_cell"), later("cli.fix_parameters_cell")
        raise BadParams(where=path, what=what, fix=fix) from None
    return {found.name: found for found in (_parameter(path, line) for line in body)}


def _parameter(path: Path, line: ast.stmt) -> Parameter:
    """`week: str = "2026-W47"`; without an annotation the type of the default."""
    try:
        name, annotation, value = _assignment(line)
        default = ast.literal_eval(value)
        return Parameter(name, TYPES[annotation or type(default).__name__], default)
    except (ValueError, KeyError):
        what = later("cli.bad_parameter_line", line=ast.unparse(line))
        raise BadParams(where=path, what=what, fix=later("cli.fix_parameters_cell")) from None


def _assignment(line: ast.stmt) -> tuple[str, str, ast.expr]:
    """Name, annotation ("" without one) and value of `name: kind = value`. Raises ValueError for any other line."""
    match line:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=ast.Name(id=kind), value=ast.expr() as value):
            return name, kind, value
        case ast.Assign(targets=[ast.Name(id=name), *_], value=value):
            return name, "", value
    raise ValueError(ast.unparse(line))


def _kind(path: Path, known: Mapping[str, Parameter]) -> str:
    """The kind of period, which is also the parameter's name: as the list of reports says, else as the notebook does.

    Raises BadParams where there is none.
    """
    listed = reports.find(path.stem)
    kinds = (listed.kind, *KINDS) if listed else KINDS
    name = next((name for name in kinds if name in known), None)
    if name is None:
        what = later("cli.no_period_parameter", names=", ".join(KINDS))
        raise BadParams(where=path, what=what, fix=later("cli.fix_parameters_cell"))
    return name


def _language(lang: str) -> str:
    if lang not in LANGUAGES:
        what = later("cli.bad_language", lang=lang)
        raise BadParams(where="--lang", what=what, fix=later("cli.fix_language", known=",".join(LANGUAGES)))
    return lang


def _setting(notebook: str, known: Mapping[str, Parameter], name: str, value: str, taken: Mapping) -> object:
    free = [key for key in known if key not in ("partnership", "lang", *KINDS)]
    if name in taken and name in known:
        raise BadParams(where=f"--set {name}", what=later("cli.given_already"), fix=later("cli.fix_given_already"))
    if name not in free:
        raise injected.unknown(name, free, notebook)
    if "/" in value or "\\" in value:
        inside = params.inside(value, where=f"--set {name}")
        value = str(inside.relative_to(params.home())) if value.startswith("/") else value
    return _typed(name, known[name].kind, value)


def _check_moment(as_of: str, zone: str) -> None:
    """The moment the report is to speak at, as `kit.store.tables` takes it. Raises BadMoment."""
    if as_of not in ("", "latest"):
        calendar.moment(as_of, zone)


def _typed(name: str, kind: type, value: str) -> object:
    try:
        if kind is bool:
            return {"true": True, "false": False}[value.lower()]
        return kind(value)
    except (ValueError, KeyError):
        what = later("cli.bad_value", value=value, kind=kind.__name__)
        raise BadParams(where=f"--set {name}", what=what, fix=later(f"cli.fix_{kind.__name__}")) from None
