"""Who counts, who answers for it, who acts: three questions; a side is named only for what the data alone show."""

from __future__ import annotations

import pytest

from kit.analysis.review import Finding
from kit.analysis.weekly.answerable import answerable
from kit.analysis.weekly.result import FINDING_KINDS

OWED = {"owed_by": "client"}
FIELDS = dict.fromkeys(("days_missing", "days_partial", "delivery_missing", "delivery_held", "delivery_late"), OWED) | {
    "quarantined": {"tables": {"calls": 11}}
}
SIDES = {"client", "provider", "carrier", "both", ""}


def _answerable(kind: str, side: str = "provider", **fields) -> tuple[str, str, str]:
    one = answerable(Finding(1, kind, fields=fields or FIELDS.get(kind, {})), side)
    return one.counted_by, one.due_to, one.acts


@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_every_kind_of_finding_has_its_three_answers(kind):
    """A kind without them would stop the page, or name the side that counts."""
    assert set(_answerable(kind)) <= SIDES


@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_only_own_files_and_own_staffing_are_due_to_a_side(kind):
    """Demand, waits, outages and misread columns have many causes: the page must not pick one."""
    due = _answerable(kind)[1]

    assert bool(due) == (kind in ("staffing_short", "days_missing", "delivery_missing", "delivery_late"))


@pytest.mark.parametrize(
    ("kind", "fields", "expected"),
    [
        ("signal", {}, ("provider", "", "both")),
        ("objective_missed", {}, ("provider", "", "both")),
        ("staffing_short", {}, ("provider", "provider", "provider")),
        ("outage", {}, ("carrier", "", "both")),
        ("carrier_busy", {}, ("carrier", "", "client")),
        ("ghost_burst", {}, ("provider", "", "")),
        ("delivery_missing", {"owed_by": "client"}, ("", "client", "client")),
        ("delivery_missing", {"owed_by": "provider"}, ("", "provider", "provider")),
        ("delivery_held", {"owed_by": "provider"}, ("", "", "both")),
        ("delivery_late", {"owed_by": "client"}, ("", "client", "")),
        ("quarantined", {"tables": {"calls": 3, "carrier_counts": 0}}, ("", "", "provider")),
        ("quarantined", {"tables": {"carrier_counts": 3}}, ("", "", "client")),
        ("quarantined", {"tables": {"calls": 2, "carrier_counts": 3}}, ("", "", "both")),
        ("part_over_whole", {"counted_by": "client"}, ("client", "", "both")),
    ],
)
def test_who_counts_is_not_who_answers(kind, fields, expected):
    """ "Calls offered, higher than usual. Provider": the label named who counts, and read as who is at fault."""
    assert _answerable(kind, **fields) == expected


def test_a_figure_of_both_sides_is_counted_by_both():
    """End-to-end rates divide one side's count by the other's."""
    assert _answerable("signal", side="both")[0] == "both"
