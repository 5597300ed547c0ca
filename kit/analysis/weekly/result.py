"""What the weekly review found: small tables and findings, without a word of prose.

In:   nothing; `kit.analysis.weekly.review` fills these.
Out:  `WeeklyReview`, frozen, that `kit.present` words and draws.
Why:  the headline stands first on the page, so the whole review is computed before anything is shown.
Not here: what every report has (`kit.analysis.review`), sentences, charts, languages (`kit.present`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from kit.analysis.line.queues import QUEUE_COLUMNS
from kit.analysis.review import Review

FINDING_KINDS = (
    "all_or_none",
    "calls_vanish",
    "part_over_whole",
    "objective_missed",
    "all_kept",
    "not_judged",
    "signal",
    "new_level",
    "mixed",
    "worst_hours",
    "staffing_short",
    "outage",
    "file_stops",
    "ghost_burst",
    "carrier_busy",
    "counts_differ",
    "days_missing",
    "days_partial",
    "days_set_aside",
    "queue_silent",
    "delivery_missing",
    "delivery_held",
    "delivery_late",
    "quarantined",
    "restated",
    "remapped",
    "contract_changed",
    "queue_gap",
    "queue_unknown",
)


@dataclass(frozen=True)
class WeeklyReview(Review):
    """One reviewed week; `period` is its name. Frames have a plain RangeIndex; NaN means "cannot be said", never zero.

    figures: one row per glossary figure: figure, value (ratio in [0, 1], s, calls), unit, side, family, better,
        numerator, denominator (sums), objective, sense ("at_least", "at_most", ""), gap (value - objective), status,
        signal (of SIGNALS), center, lower, upper (usual value and its limits), runs (weeks in a row on one side of the
        centre; decides nothing), level_from (ISO week since which the figure has its level, "" where it never changed),
        previous (value the week before), year_before (both NaN where that week is not whole),
        kept_weeks, judged_weeks (of the last 52: how many kept the objective and how many could be judged, each by
        the terms of its own Monday; 0 without an objective),
        reason (of REASONS; "" when there is a value that can be judged),
        lacking (symbols that the source does not hold, blanks between, where the reason is not_in_source),
        judged (bool: the contract names it), variant (id that the contract picked, for `sl.T`), order (int).
    trend: week, figure, value, numerator, denominator, whole (bool: all days are there);
        the 53 weeks up to and including this one, missing weeks left out.
    limits: figure, week, center, lower, upper, in_baseline (bool), for the weeks of `trend` that have them.
    by_day: local_date, dow, is_open, holiday, offered, answered, abandoned, answer_rate, asa, aht,
        usual_offered, usual_low, usual_high (of the same weekday over the previous 8 open weeks), usual_answer_rate
        (all four NaN on a day that is not whole: half a day compares with nothing),
        came, due (intervals of `minutes` minutes; minutes of opening or calls where that is 0), minutes, state (of
        `coverage.STATES`, "" for a day that is whole or closed), until (minute of the day at which the file stops),
        parts (queues in which something is missing, where others do not),
        presented, present, planned, withheld (why aht is not shown: few_advisers, unknown_advisers, or protecting
        another day that could be subtracted; else "").
    heat: local_date, dow, half_hour (minute of the day), offered, answered, abandoned, answer_rate, asa,
        planned, present, withheld (why answered, abandoned, answer_rate and asa are not shown: few_advisers,
        protecting; else ""), state ("partial": not whole, and nothing of it is shown; else ""), minutes (30,
        or 60 where the provider counts by the hour).
    waterfall: step, kind ("total", "explained", "unexplained", "lost"), calls, side, note (slug or ""); top to bottom.
    counts_by_day: local_date, presented, busy, closed, delivered, received, ghost, test_call, duplicate, outage,
        file_stops, unexplained, tolerance, within (bool); NaN where a side's file is missing.
    count_gaps: local_date, half_hour, delivered, received, explained, unexplained; worst first, outside tolerance only.
    outages: kind ("outage", "file_stops", "ghost_burst"), local_date, from_minute, to_minute, calls, seen_by.
    deliveries: source, owed_by, table, period, due_at, received_at, status ("on_time", "late", "missing", "not_due",
        "held": it came and waits for a confirmation), hours_late, version, file, sha256, rows, stated (somebody told
        received_at afterwards: not measured).
    queues: kind ("queue", "none": calls without a queue, "others": those too small to rank, and those that a single
        adviser answers, together), queue, queues (how many), ranked (bool), offered, answered, abandoned, answer_rate,
        asa, in_time (answered within T of those offered), numerator, denominator, value, usual (of the figure that
        `data["queues"]` names; usual: over the 8 weeks before), short (calls that the objective lacks; they add up to
        the week's), share (of the gap, where the objective is missed), calls_share (of the calls offered), came, due
        (days that came whole, of those on which the queue opens). First those that explain most of the gap; no row
        where the line has a single queue.
    numbers: number, presented, busy, closed, delivered, usual (median presented of the 8 weeks before), the busiest
        first; no row where the carrier counts a single number.
    changes: figure, before, after, delta, file, received_at, cause ("delivery", "mapping"): what a re-delivery, or
        another mapping of the same file, changed; empty when nothing did.
    data: {"complete": bool (every owed file and day came whole, and nothing is to check), "completeness": ratio of the
        open quarter-hours that came, "days": {"open": n, "provider": whole days, "client": whole days},
        "hours": the same in opening hours, of a day that is not whole its share,
        "coverage": [{"date", "owed_by", "table", "source", "part", "came", "due", "minutes", "aside", "state",
        "until"}], the days that are not whole (`line.coverage`; states not_due and waiting from the ledger),
        "same_days": {"days": [iso], "week": the week before, "figures": {figure: {"value", "previous"}}}, an incomplete
        week on its whole days beside the same weekdays of the week before; {} where that cannot be said,
        "received": {table: rows}, "excluded": {table: {reason: rows}},
        "quarantined": {table: rows}, "sources": [{"file", "sha256", "rows", "source", "table", "owed_by",
        "received": "measured", or "stated" where somebody told the moment afterwards}],
        "declared": [{"source", "table", "owed_by", "every", "minutes"}], what sources.yml says is delivered,
        "days_missing": [iso], "missing": [{"date", "owed_by", "table"}], "later": [files that came after as_of],
        "to_check": [columns whose mapping to check before the week is read],
        "withheld": {"fewest_advisers": int, "advisers_known": bool, "week": bool (its times too), "days": {iso: why},
        "half_hours": how many},
        "queues": {"figure": by which queues are compared, "status": its own}, {} where there is a single queue,
        "queues_unknown": [{"queue": named in the contract, in no row of the weeks in hand, "near": [names of rows]}],
        "rebased": [{"figure" ("" for all), "from": ISO week, "reason": {"fr", "en"}}], the new levels that the contract
        sets and that have begun by this week,
        "terms_from": iso day on which the contract's first terms begin, where that is after the week's Monday, or "",
        "contract_changes": [{"key", "before", "after", "valid_from", "figure", "report", "version", "reason"}], the
        terms that are not what the week was published with (`kit.params.amendment.Amendment`)}.
    """

    thresholds: dict
    baseline: dict
    trend: pd.DataFrame
    limits: pd.DataFrame
    by_day: pd.DataFrame
    heat: pd.DataFrame
    waterfall: pd.DataFrame
    counts_by_day: pd.DataFrame
    count_gaps: pd.DataFrame
    outages: pd.DataFrame
    deliveries: pd.DataFrame
    changes: pd.DataFrame
    queues: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=QUEUE_COLUMNS))
    numbers: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def week(self) -> str:
        """The week reviewed, as "2026-W47"."""
        return self.period
