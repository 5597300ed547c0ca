"""Runs the queries of `kit/analysis/line/sql/`: the same text on every engine.

In:   a DuckDB connection that the caller opened, the name of a query, numbers for its {places}.
Out:  pandas frames.
Why:  a query that names no date function and takes only numbers runs unchanged elsewhere (see `decisions/`), and
      nothing that a file or a parameter says can become SQL.
Not here: opening connections and files (`kit.store`).
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import duckdb
import pandas as pd


@cache
def text(name: str) -> str:
    """The text of one query, its {places} still open."""
    return files("kit.analysis.line").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def run(con: duckdb.DuckDBPyConnection, name: str, **numbers: float) -> pd.DataFrame:
    """The rows of one query. Places are filled with numbers only: int() and float() refuse anything else."""
    filled = {place: repr(value) if isinstance(value, int) else repr(float(value)) for place, value in numbers.items()}
    body = "\n".join(line for line in text(name).splitlines() if not line.startswith("--"))
    return con.execute(body.format(**filled)).df()
