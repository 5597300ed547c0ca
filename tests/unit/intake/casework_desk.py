"""A desk that has a shape of the back office's catalogue, and its generator's files."""

from __future__ import annotations

import datetime as dt
import importlib
from pathlib import Path

import pandas as pd

from kit.params import catalogue
from kit.period import Period
from kit.sample.exports import Written

WEEK = "2026-W47"


def shape(desk, name: str, *changes: tuple[str, str]) -> None:
    """States the mapping that the kit ships, with some of its text written otherwise."""
    text = next(one.text for one in catalogue.shapes(catalogue.BACK_OFFICE) if one.name == name)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (desk.params / "sources.yml").write_text(text, encoding="utf-8")


def written(desk, name: str, week: str = WEEK) -> Written:
    """What the generator of a shape writes into the inbox."""
    return importlib.import_module(f"kit.sample.exports.{name}").write(desk.inbox, week)


def monday_after(week: str) -> dt.datetime:
    """When a week's files come: the Monday after it, 09:00 UTC."""
    return dt.datetime.combine(Period.week(week).last + dt.timedelta(days=1), dt.time(9), dt.UTC)


def receive(desk, *paths: Path, week: str = WEEK) -> list:
    """The receipts of files that must not be refused."""
    receipts = desk.receive(*paths, now=monday_after(week))
    for receipt in receipts:
        assert receipt.error is None, receipt.error.text("en")
    return receipts


def reasons(receipt) -> dict[str, int]:
    """Rows in quarantine by reason."""
    return {str(reason): int(count) for reason, count in receipt.rejects["reason"].value_counts().items()}


def is_open(cases: pd.DataFrame) -> int:
    """How many cases have no closing."""
    return int(cases["closed_at"].isna().sum())
