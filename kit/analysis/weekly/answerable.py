"""Who counts, who answers for it, who acts: three questions of each finding, and each may have no answer.

In:   a finding; the side that counts its figure.
Out:  `Answerable`: counted_by, due_to, acts.
Why:  "Calls offered, higher than usual. Provider" reads as an accusation of who merely counts the calls. A side answers
      only for what the data alone show: a file that it owes, advisers that it planned and that were not there. What a
      figure shows, it shows of the line; why is for the meeting.
Not here: the sentences and labels (`kit.present`), which findings there are (`kit.analysis.weekly.findings`).

By kind, with the reason where it is not plain:
objective_missed, signal, new_level, mixed, worst_hours   counted by the figure's side. Demand, handle time and patience
    have many causes, so due to nobody; both sides look into them.
staffing_short     the plan and the presence are the provider's own.
outage             counted by the carrier alone; carrier, platform or line between them: due to nobody, both ask.
file_stops         a cut file, or an outage to the end of the day: due to nobody; the provider has the file and looks.
ghost_burst        stands in the provider's file and explains a difference; nobody has anything to settle.
carrier_busy       the carrier is the client's supplier: the client asks it.
days_missing, delivery_missing   who owes the file sends it.
days_partial       something of a day is not there: due to nobody, as file or mapping may be incomplete; who owes the
    file looks.
days_set_aside     it came and cannot be read: due to nobody; the side that owes the file and the mapping's owner look.
queue_silent       a closed queue or a gap in the file: a question to the provider, and no more.
queue_gap          where the gap lies, not why: due to nobody; both sides look into it.
queue_unknown      a name that the contract and the file write differently: both read again.
delivery_held      it came; both confirm, as the one who keeps the tables may be either.
delivery_late      it came, so nobody acts; the side that owed it is named with the delay.
quarantined        the side that owes the file corrects it at the source; whether file or mapping is wrong is open.
counts_differ      each side counts for itself; neither count is right by itself.
all_or_none, calls_vanish, part_over_whole   file, mapping or truth: both read it.
all_kept, not_judged                         nobody has anything to do; what is missing has a finding of its own.
restated, remapped, contract_changed         both read again what they had read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from kit import schema
from kit.analysis.review import Finding

CLIENT, PROVIDER, CARRIER, BOTH, NOBODY = "client", "provider", "carrier", "both", ""


@dataclass(frozen=True)
class Answerable:
    """Each of client, provider, carrier, both, or "" for nobody. counted_by: "" where nothing is counted."""

    counted_by: str
    due_to: str
    acts: str


Rule = Callable[[dict, str], Answerable]  # a finding's fields, the side that counts its figure


def named(finding: Finding, figures: pd.DataFrame) -> Finding:
    """The finding with its sides. figures: `Review.figures`, whose `side` says who counts the finding's figure."""
    sides = figures.loc[figures["figure"] == finding.figure, "side"]
    return replace(finding, **vars(answerable(finding, sides.iloc[0] if len(sides) else "")))


def answerable(finding: Finding, side: str = "") -> Answerable:
    """Who counts a finding, who answers for it and who acts. side: that counts its figure. Raises KeyError."""
    return _RULES[finding.kind](finding.fields, side)


def _always(counted_by: str, due_to: str, acts: str) -> Rule:
    return lambda fields, side: Answerable(counted_by, due_to, acts)


def _figure(due_to: str, acts: str) -> Rule:
    return lambda fields, side: Answerable(side, due_to, acts)


def _doubt(fields: dict, side: str) -> Answerable:
    return Answerable(fields.get("counted_by") or side, NOBODY, BOTH)


def _owed(fields: dict, side: str) -> Answerable:
    return Answerable(NOBODY, fields["owed_by"], fields["owed_by"])


def _looks(fields: dict, side: str) -> Answerable:
    return Answerable(NOBODY, NOBODY, fields["owed_by"])


def _late(fields: dict, side: str) -> Answerable:
    return Answerable(NOBODY, fields["owed_by"], NOBODY)


def _set_aside(fields: dict, side: str) -> Answerable:
    sides = {schema.TABLES[table].owed_by for table, rows in fields["tables"].items() if rows}
    return Answerable(NOBODY, NOBODY, next(iter(sides)) if len(sides) == 1 else BOTH)


_RULES: dict[str, Rule] = {
    "all_or_none": _doubt,
    "calls_vanish": _doubt,
    "part_over_whole": _doubt,
    "objective_missed": _figure(NOBODY, BOTH),
    "all_kept": _figure(NOBODY, NOBODY),
    "not_judged": _figure(NOBODY, NOBODY),
    "signal": _figure(NOBODY, BOTH),
    "new_level": _figure(NOBODY, BOTH),
    "mixed": _figure(NOBODY, BOTH),
    "worst_hours": _always(PROVIDER, NOBODY, BOTH),
    "staffing_short": _always(PROVIDER, PROVIDER, PROVIDER),
    "outage": _always(CARRIER, NOBODY, BOTH),
    "file_stops": _always(CARRIER, NOBODY, PROVIDER),
    "ghost_burst": _always(PROVIDER, NOBODY, NOBODY),
    "carrier_busy": _always(CARRIER, NOBODY, CLIENT),
    "counts_differ": _always(BOTH, NOBODY, BOTH),
    "days_missing": _owed,
    "delivery_missing": _owed,
    "delivery_held": _always(NOBODY, NOBODY, BOTH),
    "days_partial": _looks,
    "days_set_aside": _always(NOBODY, NOBODY, BOTH),
    "queue_silent": _always(PROVIDER, NOBODY, PROVIDER),
    "queue_gap": _figure(NOBODY, BOTH),
    "queue_unknown": _always(NOBODY, NOBODY, BOTH),
    "delivery_late": _late,
    "quarantined": _set_aside,
    "restated": _figure(NOBODY, BOTH),
    "remapped": _figure(NOBODY, BOTH),
    "contract_changed": _always(NOBODY, NOBODY, BOTH),
}
