"""The one list of reports.

In:   nothing.
Out:  `REPORTS`: for each its notebook, the kind of its period, what it reads, what computes it, what words its lead.
Why:  planning a run, the demonstration, `kit check`, `kit status` and the documentation loop over it, so that a second
      report is one line here and its own folders, and none of them can forget it.
Not here: running a notebook (`kit.run`), computing and wording (a report's own folders).

A notebook of a home that is not in the list can be run like any other: its parameter says the kind of its period.
Builder and lead are named, not imported: a command that only lists reports loads no chart.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.analysis.review import Review
    from kit.params import Contract


@dataclass(frozen=True)
class Report:
    """One report.

    notebook: its name in `notebooks/`. kind: of its period, one of `period.KINDS`; also the name of the notebook's
    parameter. reads: tables; each entry one table, or several of which one is enough ("calls", "intervals").
    builder: "module:function" of (tables, contract) that gives its `Review`. lead: "module:function" of (review, voice)
    that gives its headline as plain text.
    """

    notebook: str
    kind: str
    reads: tuple[tuple[str, ...], ...]
    builder: str
    lead: str

    def review(self, tables: Any, contract: Contract) -> Review:
        """What the report found. tables: of `kit.store.tables`."""
        return _named(self.builder)(tables, contract)

    def says(self, review: Review, lang: str) -> str:
        """Its headline in one language."""
        from kit.present.voice import voice

        return _named(self.lead)(review, voice(lang))

    def lacking(self, tables: set[str]) -> list[tuple[str, ...]]:
        """Of what it reads, what none of these tables gives."""
        return [wanted for wanted in self.reads if not tables & set(wanted)]


def _named(name: str) -> Any:
    module, function = name.split(":")
    return getattr(import_module(module), function)


REPORTS: tuple[Report, ...] = (
    Report(
        notebook="weekly_kpi_review",
        kind="week",
        reads=(("calls", "intervals"), ("carrier_counts",), ("staffing",)),
        builder="kit.analysis.weekly:review",
        lead="kit.present.weekly.headline:lead",
    ),
)


def find(notebook: str) -> Report | None:
    """The report of that notebook; None for a notebook that is in no list."""
    return next((report for report in REPORTS if report.notebook == notebook), None)


def of_kind(kind: str) -> list[Report]:
    """The reports that are made for this kind of period."""
    return [report for report in REPORTS if report.kind == kind]
