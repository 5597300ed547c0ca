"""At most five things worth a minute of the meeting, ranked by what they cost in calls.

In:   the parts of a weekly review: scorecard, history, hours, counts, outages, deliveries, data, changes.
Out:  `Finding`s, ranked; their fields are numbers, dates, minutes of the day and slugs.
Why:  with every difference on the page, the meeting's minutes would go to noise; what is within its limits is left out,
      and a quiet week says only that all is kept.
Not here: sentences (`kit.present`), the hours behind a loss (`kit.analysis.weekly.bad_hours`).

Fields by kind (dates are `datetime.date`, minutes are minutes of the day):
all_or_none       what (slug of `doubtful.COLUMNS`), value, count, of (calls), column, table, sources: [mappings]
part_over_whole   count (the part), of (the whole), value (None where the whole is 0), date (None for the week, else the
                  worst day), days (all such days), counted_by, column, columns, table, sources
calls_vanish      what, count (offered), of (received, or delivered), counted_by (the side that counted them), column,
                  table, sources
objective_missed  value, objective, sense, gap, unit, variant, numerator, denominator, previous, signal, weeks_missed;
                  also: other missed objectives that tell of the same calls
                  [{figure, value, objective, sense, gap, unit}];
                  recent: {missed, weeks} of the last 13 weeks; told: what the headline may say (`drivers.Story`);
                  drivers: [{kind, scope (week, hours), spans: [{date, from_minute, to_minute}], carries, and of demand
                  and handle value, usual, change, of staffing missing}]; without: their half-hours at the objective;
                  carries, without: {back (calls, None for a wait), share (of the gap), value, kept}, or None
all_kept          figures, values: {figure: value}
not_judged        figures, reason
signal            value, center, lower, upper, unit, signal, direction (up, down), runs, previous;
                  also: [{figure, value, center, unit}] that tell of the same calls
new_level         value, center, lower, upper, unit, direction, weeks, level_from (ISO week), level (mean of its weeks);
                  also: [{figure, value, center, unit}] with a new level since the same week that tell of the same calls
mixed             value, weeks (compared, this one included); worse: [{figure, value, usual, unit}]
worst_hours       date, from_minute, to_minute, abandoned, usual, offered, usual_offered, answer_rate,
                  usual_answer_rate, carries (of the first missed objective, as above, with its figure; else None)
staffing_short    the same, and planned, present, missing (mean advisers)
outage, file_stops, ghost_burst   date, from_minute, to_minute
carrier_busy      busy, usual, presented
counts_differ     unexplained, delivered, received, tolerance, days; date, from_minute, to_minute of the worst stretch
                  (minutes None where the counts are daily)
days_partial      owed_by, table, days, parts (queues or numbers that are not whole, "" for the whole table), came and
                  due (intervals of `minutes`; calls or minutes of opening where that is 0), minutes, aside (rows);
                  each: [{date, part, came, due, minutes, state, until}]
days_set_aside    the same, of days of which every row that was delivered is in quarantine (whole: true), or some are;
                  calls: of whole days, as the other side counted them
queue_silent      the same, of a queue of calls without a call; due: its usual number of calls
days_missing      owed_by, table, days, calls (the other side's count of them); stop_date, stop_minute, stop_calls:
                  where the side's file stops on a day before, None where it does not
delivery_missing  owed_by, source, table, periods, due_at, hours_late
delivery_held     the same, of a file that came and waits for a confirmation, and received_at, tables, stated
delivery_late     the same of the file that came last, periods of all, and received_at, tables, stated (whether the
                  moment of any of them was stated, not measured)
quarantined       rows, received, tables: {table: rows}
restated          file, received_at, before, after, delta, unit, figures (number changed)
queue_gap         queue, share (of the gap), calls_share, value, usual, objective, unit, offered: one queue explains at
                  least half of the gap, and not by its size alone
queue_unknown     queue, near: [queues that the rows name], others (more such queues): hours in the contract for nobody
remapped          the same, where a known file was read with another mapping
contract_changed  key, before, after, valid_from, report, version, reason of the first changed term; terms (number)
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from kit.analysis.line import doubtful
from kit.analysis.line.coverage_calls import ASIDE
from kit.analysis.line.scorecard import History, Scorecard
from kit.analysis.line.sums import HALF_HOUR
from kit.analysis.line.usual import LEAST_DAYS, LOOK_BACK, Usual
from kit.analysis.review import Finding
from kit.analysis.weekly import bad_hours, missed, missing_deliveries, queue_findings, unusual
from kit.analysis.weekly.answerable import named
from kit.analysis.weekly.missed import blamed, carried
from kit.params import Contract, Glossary

MOST = 5
ABSENT = ("days_missing", "days_partial", "days_set_aside", "queue_silent", "file_stops")
SHARE_QUARANTINED = 0.005
BUSY_SHARE = 0.005
MANY_MISSING = 1.5
MIXED_WEEKS, MIXED_LEAST, MIXED_MARGIN = 13, 4, 1.05
# Of findings that cost no calls, or equally many: what calls for a decision stands before what reassures.
_ORDER = (
    *doubtful.KINDS,
    *(
        "days_missing",
        "days_set_aside",
        "days_partial",
        "file_stops",
        "queue_silent",
        "contract_changed",
        "objective_missed",
        "queue_unknown",
        "queue_gap",
        "outage",
        "delivery_missing",
        "delivery_held",
        "counts_differ",
        "staffing_short",
        "worst_hours",
    ),
    *(
        "carrier_busy",
        "ghost_burst",
        "restated",
        "remapped",
        "mixed",
        "new_level",
        "signal",
        "quarantined",
        "not_judged",
        "all_kept",
    ),
    "delivery_late",
)


@dataclass(frozen=True)
class Evidence:
    """What the findings are drawn from. counts, gaps, outages, ledger, changes, data: as in `WeeklyReview`."""

    week: str
    contract: Contract
    glossary: Glossary
    card: Scorecard
    past: History
    usual: Usual
    carrier_weeks: pd.DataFrame  # presented and busy (calls) by week, all hours
    counts: pd.DataFrame
    gaps: pd.DataFrame
    outages: pd.DataFrame
    ledger: pd.DataFrame
    changes: pd.DataFrame
    data: dict
    doubts: list[Finding]
    frozen_after_days: int
    queues: pd.DataFrame = field(default_factory=pd.DataFrame)


def findings(seen: Evidence) -> tuple[Finding, ...]:
    """The review's findings, at most five, rank 1 first."""
    broken, mixed = missed.objectives(seen), _mixed(seen)
    found = [
        *seen.doubts,
        *broken,
        *mixed,
        *unusual.new_levels(seen.card.figures, seen.past, seen.week),
        *unusual.signals(seen.card.figures, seen.glossary, broken, mixed=bool(mixed)),
        *_hours(seen, broken),
        *_incidents(seen),
        *_busy(seen),
        *queue_findings.findings(seen.queues, broken, seen.data),
        *_counts_differ(seen),
        *missing_deliveries.days_missing(seen.data, seen.ledger, seen.counts, seen.outages),
        *missing_deliveries.deliveries(seen.ledger, seen.frozen_after_days),
        *_quarantined(seen),
        *_restated(seen),
        *_contract_changed(seen),
        *_verdict(seen),
    ]
    ranked = sorted(found, key=lambda one: (_place(one, seen), -_cost(one), _ORDER.index(one.kind)))
    return tuple(
        named(replace(one, rank=rank, calls=_number(one.calls), fields=_fields(one.fields)), seen.card.figures)
        for rank, one in enumerate(ranked[:MOST], start=1)
    )


def _place(finding: Finding, seen: Evidence) -> int:
    """0 for what may make every figure wrong, 1 for what leaves a part of the week out, 2 for all else."""
    return 0 if finding.kind in doubtful.KINDS else 1 if _first(finding, seen) else 2


def _first(finding: Finding, seen: Evidence) -> bool:
    """Whether no figure can be read before this is known: days that a side's files do not hold, other terms."""
    if finding.kind in ("delivery_missing", "delivery_held"):
        return finding.fields["owed_by"] == "provider" and any(
            row["table"] == finding.fields["table"] for row in seen.data["missing"]
        )
    return finding.kind in (*ABSENT, "contract_changed", "queue_unknown")


def _cost(finding: Finding) -> float:
    calls = finding.calls or 0.0
    return 0.0 if np.isnan(calls) else calls


def _number(calls: float | None) -> float | None:
    """A number of Python's own; None where it cannot be said."""
    plain = calls.item() if isinstance(calls, np.generic) else calls
    return None if plain is None or np.isnan(plain) else plain


def _fields(fields: dict) -> dict:
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: object) -> object:
    """Python's own numbers, and None for what cannot be said."""
    if isinstance(value, dict):
        return _fields(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, np.generic):
        value = value.item()
    return None if value is pd.NaT or (isinstance(value, float) and np.isnan(value)) else value


def _source(seen: Evidence, name: str) -> str:
    rows = seen.card.figures
    return rows.loc[rows["figure"] == name, "variant"].iloc[0] or name


def _mixed(seen: Evidence) -> list[Finding]:
    """The best answer rate of at least four weeks, while those who were answered waited or spoke longer than usual."""
    rates = _last_weeks(seen, "answer_rate.agent")
    if len(rates) < MIXED_LEAST or seen.week not in rates.index or rates[seen.week] < rates.max():
        return []
    handle = "aht" if seen.week in _last_weeks(seen, "aht").index else "talk"
    worse = []
    for name in ("asa", "wait.p90", handle):
        values = _last_weeks(seen, name)
        usual = values.drop(seen.week, errors="ignore").median()
        if seen.week in values.index and values[seen.week] > MIXED_MARGIN * usual:
            unit = seen.glossary.figures[name].unit
            worse.append({"figure": name, "value": values[seen.week], "usual": float(usual), "unit": unit})
    if not worse:
        return []
    return [
        Finding(0, "mixed", "answer_rate.agent", None, {"value": rates[seen.week], "weeks": len(rates), "worse": worse})
    ]


def _last_weeks(seen: Evidence, figure: str) -> pd.Series:
    rows = seen.past.of(figure)
    return rows[rows["value"].notna() & ~rows["incomplete"]]["value"].astype("float64").loc[: seen.week][-MIXED_WEEKS:]


def _hours(seen: Evidence, missed: list[Finding]) -> list[Finding]:
    """Hours that lost calls out of the ordinary; missing advisers stand for the hours that they explain.

    In a week that lost no more than usual and kept its rates, one adviser away for a while is an ordinary day.
    """
    short = bad_hours.staffing_short(seen.usual, blamed(missed))
    if not _beyond_usual(seen) and not any(finding.calls for finding in missed):
        return [finding for finding in short if finding.fields["missing"] >= MANY_MISSING]
    worst = [one for one in bad_hours.worst_hours(seen.usual) if not any(bad_hours.overlap(one, two) for two in short)]
    return carried(seen, missed, [*short, *worst])


def _beyond_usual(seen: Evidence) -> bool:
    """Whether more callers gave up, and a larger share of them, than in any of the 8 weeks before."""
    return all(_highest(_last_weeks(seen, name), seen.week) for name in ("abandon", "abandon.count"))


def _highest(values: pd.Series, week: str) -> bool:
    before = values.drop(week, errors="ignore")[-LOOK_BACK:]
    return len(before) >= LEAST_DAYS and week in values.index and bool(values[week] > before.max())


def _incidents(seen: Evidence) -> list[Finding]:
    figures = {"outage": "gap.carrier_acd", "ghost_burst": "gap.carrier_acd"}
    found = []
    for _, row in seen.outages[seen.outages["kind"].isin(figures)].iterrows():
        fields = {"date": row["local_date"], "from_minute": int(row["from_minute"]), "to_minute": int(row["to_minute"])}
        found.append(Finding(0, row["kind"], figures[row["kind"]], float(row["calls"]), fields))
    return found


def _busy(seen: Evidence) -> list[Finding]:
    """Callers who met the busy tone at the carrier: more than in any of the 8 weeks before, and enough to matter."""
    busy = seen.carrier_weeks["busy"].dropna().loc[: seen.week]
    before = busy.drop(seen.week, errors="ignore")[-LOOK_BACK:]
    if not _highest(busy, seen.week):
        return []
    presented, excess = seen.carrier_weeks["presented"][seen.week], busy[seen.week] - before.mean()
    if excess < max(bad_hours.LEAST_CALLS, BUSY_SHARE * presented):
        return []
    fields = {"busy": float(busy[seen.week]), "usual": float(before.mean()), "presented": float(presented)}
    return [Finding(0, "carrier_busy", "vol.presented", float(excess), fields)]


def _counts_differ(seen: Evidence) -> list[Finding]:
    beyond = seen.counts[~seen.counts["within"].astype(bool)]
    if beyond.empty:
        return []
    worst = beyond.loc[beyond["unexplained"].abs().idxmax()]
    sums = {name: float(beyond[name].sum()) for name in ("unexplained", "delivered", "received", "tolerance")}
    start, end = _stretch(seen.gaps[seen.gaps["local_date"] == worst["local_date"]], worst["unexplained"])
    fields = sums | {"days": list(beyond["local_date"]), "date": worst["local_date"]}
    fields |= {"from_minute": start, "to_minute": end}
    # Days that cancel each other out are not settled by it.
    calls = float(beyond["unexplained"].abs().sum())
    return [Finding(0, "counts_differ", "gap.carrier_acd", calls, fields)]


def _stretch(gaps: pd.DataFrame, sign: float) -> tuple[int | None, int | None]:
    """From the first to the last half-hour of a day that differs beyond tolerance in the day's direction."""
    same = gaps[np.sign(gaps["unexplained"]) == np.sign(sign)]
    if same.empty:
        return None, None
    return int(same["half_hour"].min()), int(same["half_hour"].max()) + HALF_HOUR


def _quarantined(seen: Evidence) -> list[Finding]:
    """Rows set aside, where they are more than half a per cent of the week's, beside the days told as set aside."""
    tables = seen.data["quarantined"]
    rows, received = sum(tables.values()), sum(seen.data["received"].values())
    told = sum(row["aside"] for row in seen.data["coverage"] if row["state"] in ASIDE)
    if not rows or rows - told <= SHARE_QUARANTINED * (rows + received):
        return []
    calls = float(tables["calls"]) if tables.get("calls") else None
    return [Finding(0, "quarantined", "", calls, {"rows": rows, "received": received, "tables": dict(tables)})]


def _restated(seen: Evidence) -> list[Finding]:
    """A re-delivery that changed the week, told by the first figure that moved, those of the contract before others."""
    if seen.changes.empty:
        return []
    order = seen.card.figures.set_index("figure")["order"]
    first = seen.changes.loc[seen.changes["figure"].map(order).astype("float64").fillna(np.inf).idxmin()]
    fields = {name: first[name] for name in ("file", "received_at", "before", "after", "delta")}
    fields |= {"unit": seen.glossary.figures[_source(seen, first["figure"])].unit, "figures": len(seen.changes)}
    kind = "remapped" if first.get("cause") == "mapping" else "restated"
    return [Finding(0, kind, first["figure"], None, fields)]


def _contract_changed(seen: Evidence) -> list[Finding]:
    """Terms that are not those of the week's published report, told by the first one, objectives before others."""
    changed = seen.data.get("contract_changes", [])
    if not changed:
        return []
    first = next((one for one in changed if one["figure"]), changed[0])
    fields = {name: value for name, value in first.items() if name != "figure"} | {"terms": len(changed)}
    return [Finding(0, "contract_changed", first["figure"], None, fields)]


def _verdict(seen: Evidence) -> list[Finding]:
    """All objectives kept, or those that could not be judged."""
    rows = seen.card.figures[seen.card.figures["sense"] != ""]
    open_rows = rows[rows["status"] == "not_judged"]
    if len(open_rows):
        owed = {row["state"] for row in seen.data["coverage"] if row["table"] in ("calls", "intervals")}
        if owed == {"not_due"}:
            return []  # the week is not over: nothing was to be judged yet
        return [
            Finding(0, "not_judged", open_rows["figure"].iloc[0], None,
                    {"figures": list(open_rows["figure"]), "reason": open_rows["reason"].iloc[0]})
        ]  # fmt: skip
    if len(rows) and (rows["status"] == "kept").all():
        values = dict(zip(rows["figure"], rows["value"], strict=True))
        return [Finding(0, "all_kept", rows["figure"].iloc[0], None, {"figures": list(values), "values": values})]
    return []
