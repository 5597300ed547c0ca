"""A desk at which the export of one shape of the catalogue lies, and received calls counted as it was planted."""

from __future__ import annotations

from importlib import import_module
from typing import NamedTuple

import pandas as pd

from kit.params import catalogue
from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUED, SIDES

WEEK = "2026-W47"


def at(desk, name: str, *, week: str = WEEK, seed: int = 1, text: str = "") -> Written:
    """Gives the desk the shipped mapping of a shape (or `text`), and its inbox what the shape's generator writes."""
    shipped = next(one.text for one in catalogue.shapes() if one.name == name)
    (desk.params / "sources.yml").write_text(text or shipped, encoding="utf-8")
    return import_module(f"kit.sample.exports.{name}").write(desk.inbox, week, seed)


def by_queue(calls: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Calls by queue and outcome, `offered` among them; the queue "" holds all (as `drawn.counted`)."""
    parts = {"": calls, **dict(list(calls.groupby("queue")))}
    return {
        queue: {
            name: int(part["outcome"].isin(QUEUED).sum() if name == "offered" else (part["outcome"] == name).sum())
            for name in SIDES
        }
        for queue, part in parts.items()
    }


class Taken(NamedTuple):
    """A week of a shape's export, received: the planted facts, its receipts, the table's rows, as they are kept."""

    truth: dict
    receipts: list
    rows: pd.DataFrame

    @property
    def receipt(self):
        return self.receipts[0]


def taken(prepared, name: str, table: str = "calls") -> Taken:
    """Receives the week once for all tests of a module; a file that is refused raises its error."""
    found = []

    def receive(desk) -> None:
        written = at(desk, name)
        receipts = desk.receive(*written.files)
        for error in (one.error for one in receipts if one.error):
            raise error
        found.append(Taken(written.truth, receipts, desk.rows(table)))

    prepared(receive)
    return found[0]
