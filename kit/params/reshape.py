"""Columns that are rows, and sums that the mapping's owner states: part of the mapping language of `sources.yml`.

In:   the YAML under `unpivot:` and `identities:` of a source.
Out:  `Unpivot`, `Identity`: frozen models that `kit.intake` applies.
Why:  an export with a column per reason is a table turned on its side; and who knows the export knows which of its
      columns must add up, under the names that its readers use.
Not here: how cells are read (`kit.params.columns`), the source around them (`kit.params.sources`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from kit.language.later import later
from kit.params.columns import Texts
from kit.params.reader import Strict
from kit.params.wrong import Wrong, shown

Word = Literal["quarantine", "off"]
_WORDS: tuple[str, ...] = get_args(Word)


class Unpivot(Strict):
    """Each row of the file becomes one row for each of these columns.

    into: the name under which `columns:` reads what a column stands for, as `reason: {from: Motif}`. columns: what it
    stands for, and the file's columns by the names under which their cells are read, as `answered: {from: Traités}`.
    total: of each such name, the file's column that holds the whole: what no column explains is a row without a reason.

    Short, for one cell: `{into: Motif, cells: Traités, columns: [A, B], total: Tous}`.
    """

    into: str
    cells: str | None = None
    columns: dict[str, dict[str, Texts]] = Field(min_length=1)
    total: dict[str, Texts] = {}

    @model_validator(mode="before")
    @classmethod
    def _at_length(cls, stated: object) -> object:
        """`cells: Traités` names the cells of a plain list of columns."""
        if not isinstance(stated, dict) or not isinstance(name := stated.get("cells"), str):
            return stated
        columns, total = stated.get("columns"), stated.get("total")
        if isinstance(columns, list):
            columns = {str(one): one for one in columns}
        if isinstance(columns, dict):
            columns = {key: one if isinstance(one, dict) else {name: one} for key, one in columns.items()}
        whole = {"total": {name: total}} if total is not None and not isinstance(total, dict) else {}
        return stated | {"columns": columns} | whole

    @model_validator(mode="after")
    def _one_name_each(self) -> Unpivot:
        names = self.cell_names
        for value, cells in self.columns.items():
            if lacking := [name for name in names if name not in cells]:
                raise Wrong("unpivot_lacks", ("columns", value), value=shown(value), name=lacking[0])
        strangers = [name for name in self.total if name not in names]
        if strangers or self.into in names:
            raise Wrong("unpivot_name", ("total",), name=shown((strangers or [self.into])[0]), known=", ".join(names))
        return self

    @property
    def cell_names(self) -> list[str]:
        """The names under which cells are read."""
        return list(dict.fromkeys(name for cells in self.columns.values() for name in cells))

    @property
    def names(self) -> list[str]:
        """Every name that is none of the file's: columns that the unpivot makes."""
        return [self.into, *self.cell_names]

    @property
    def of_the_file(self) -> Iterator[list[str]]:
        """The file's columns that become rows, or hold their whole: for each, the names that it may have."""
        for cells in (*self.columns.values(), self.total):
            yield from cells.values()


def _worded(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value not in _WORDS:
        near = difflib.get_close_matches(value, _WORDS, n=1)
        hint = later("params.nearest", name=near[0]) if near else ""
        raise Wrong("unknown_word", value=shown(value), name="identities", known=", ".join(_WORDS), hint=hint)
    return {"word": value}


def _each_worded(value: object) -> object:
    return [_worded(one) for one in value] if isinstance(value, list) else [_worded(value)]


class Identity(Strict):
    """A whole and its parts, columns of the file under its own names (or several names of the same one).

    exact: the parts make up the whole; false: none of them, nor all together, exceeds it. word: `off` leaves out the
    checks that the kit makes by itself, `quarantine` keeps them.
    """

    word: Word | None = None
    whole: Texts | None = None
    parts: Annotated[list[Texts], Field(min_length=1)] | None = None
    exact: bool = True

    @model_validator(mode="after")
    def _says_something(self) -> Identity:
        if (self.whole is None) is not (self.parts is None) or (self.word is None) is (self.whole is None):
            raise Wrong("identity_lacks")
        return self

    @property
    def columns(self) -> list[Texts]:
        """The whole, then its parts; none where a word stands."""
        return [*([self.whole] if self.whole else []), *(self.parts or [])]


Identities = Annotated[list[Identity], BeforeValidator(_each_worded)]
