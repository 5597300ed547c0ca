"""Whether a mapping with columns that become rows counts everything once.

In:   a source with `unpivot:`.
Out:  `Wrong` complaints, each with what to write.
Why:  a total that is read on each of the rows that its columns become is counted as often as there are columns.
Not here: the model (`reshape`), the rows (`kit.intake.unpivot`).
"""

from __future__ import annotations

from kit import schema
from kit.params.columns import Column
from kit.params.reshape import Unpivot
from kit.params.stated import Stated
from kit.params.wrong import Wrong, shown

INTO = ("queue", "number", "reason", "criterion")


def faults(source: Stated) -> list[Wrong]:
    """Every statement about unpivoted columns that would count wrongly."""
    if source.unpivot is None:
        return []
    if schema.TABLES[source.table].of_moments:
        return [Wrong("unpivot_calls", ("unpivot",))]
    unpivot = source.unpivot
    return [
        *_unread(source, unpivot),
        *_read_twice(source, unpivot),
        *_of_two_rows(source, unpivot),
        *_without_rest(source),
    ]


def reads_cells(source: Stated, column: Column) -> bool:
    """Whether a column is read from the cells that became rows."""
    made = set(source.unpivot.cell_names) if source.unpivot else set()
    return any(made & set(names) for names in column.alternatives)


def counted_once(source: Stated) -> list[str]:
    """Counts that a row of the file has once, whatever its columns became."""
    columns = schema.TABLES[source.table].columns
    return [
        name
        for name, column in source.columns.items()
        if columns[name].type == "DOUBLE" and column.alternatives and not reads_cells(source, column)
    ]


def _unread(source: Stated, unpivot: Unpivot) -> list[Wrong]:
    """Names that nothing reads: the reasons, or their cells, would be lost."""
    read = {name for column in source.columns.values() for names in column.alternatives for name in names}
    into = {
        name for key in INTO if key in source.columns for names in source.columns[key].alternatives for name in names
    }
    lost = [name for name in unpivot.cell_names if name not in read]
    lost = lost if unpivot.into in into else [unpivot.into, *lost]
    return [Wrong("unpivot_unread", ("unpivot",), name=shown(name), into=", ".join(INTO)) for name in lost]


def _read_twice(source: Stated, unpivot: Unpivot) -> list[Wrong]:
    """Columns of the file that become rows, and are read beside them, too."""
    become = {name for names in unpivot.of_the_file for name in names}
    return [
        Wrong("unpivot_twice", ("columns", key), name=shown(name), total=unpivot.cell_names[0])
        for key, column in source.columns.items()
        for names in column.alternatives
        for name in names
        if name in become
    ]


def _of_two_rows(source: Stated, unpivot: Unpivot) -> list[Wrong]:
    """An average and its count must be of the same rows; the whole of averages says nothing of the rest."""
    found = []
    for name, column in source.columns.items():
        if not column.times or column.times not in source.columns:
            continue
        own = reads_cells(source, column)
        wholes = {part for names in column.alternatives for part in names} & set(unpivot.total)
        if own is not reads_cells(source, source.columns[column.times]) or wholes:
            found.append(Wrong("unpivot_times", ("columns", name, "times"), name=name, count=column.times))
    return found


def _without_rest(source: Stated) -> list[Wrong]:
    """A table whose rows need a count has no row for what stands once."""
    needed = [name for name in schema.TABLES[source.table].counts if schema.TABLES[source.table].columns[name].required]
    needed += [name for name in ("planned",) if source.table == "staffing"]
    lacking = [name for name in needed if name in source.columns and not reads_cells(source, source.columns[name])]
    once = [name for name in counted_once(source) if name not in lacking] if needed else []
    return [Wrong("unpivot_once", ("columns", name), name=name, table=source.table) for name in (*lacking, *once)]
