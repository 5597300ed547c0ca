"""In which sections nothing happened, and which objectives are never missed: the page folds them to a line.

In:   a `WeeklyReview`.
Out:  whether a part is calm; how many weeks an objective has been kept without a miss.
Why:  an objective kept 52 weeks of 52 took as much room as the one that was missed.
Not here: folding (`sections`, `kit.present.page.contents`), the line's sentence (each part's own first one).

No section is folded that a finding speaks of, nor one whose data are not whole: what did not come may have happened.
Sections that hold no event of the week (other ways to count, definitions) are folded unless a finding needs them.
"""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from kit.analysis.review import Finding
from kit.analysis.weekly.result import WeeklyReview
from kit.present.parts import declared, reading

LEAST_WEEKS = 26  # half a year: a shorter past without a miss says little
_PATH, _HOURS = ("waterfall", "counts"), ("heat_answer_rate", "days")
_FILES = ("deliveries", "sources")
# The parts that a finding speaks of, by its kind; those of a figure's own family come on top (`_OF_FAMILY`).
SPEAKS_OF: dict[str, tuple[str, ...]] = {
    **{"all_or_none": ("sources",), "calls_vanish": ("waterfall", "sources")},
    **{"objective_missed": ("trend", "queues"), "all_kept": (), "not_judged": ("sources",)},
    **{"signal": ("trend",), "mixed": ("trend", "heat_waits", "variants")},
    **{"worst_hours": _HOURS, "staffing_short": _HOURS},
    **{"outage": _PATH, "file_stops": (*_PATH, "days", "sources"), "ghost_burst": _PATH, "counts_differ": _PATH},
    **{"carrier_busy": ("waterfall",), "days_missing": (*_PATH, "days", *_FILES)},
    **{"delivery_missing": _FILES, "delivery_held": _FILES, "delivery_late": ("deliveries",)},
    **{"quarantined": ("sources",), "restated": ("changes",), "remapped": ("changes",)},
    **{"days_partial": (*_PATH, "days", "sources"), "days_set_aside": (*_PATH, "days", "sources")},
    **{"queue_silent": ("days", "queues", "sources"), "queue_gap": ("queues",), "queue_unknown": ("queues",)},
    **{"part_over_whole": ("sources",), "new_level": ("trend",)},
    "contract_changed": ("changes",),
}
_OF_FAMILY = {
    "answer_rate": ("heat_answer_rate",), "sl": ("heat_answer_rate", "heat_waits"), "abandon": ("heat_answer_rate",),
    "wait": ("heat_waits",), "volume": ("heat_demand", "days"), "handle": ("variants",), "carrier": ("waterfall",),
}  # fmt: skip
_FIGURES = ("objective_missed", "signal")  # kinds that speak of the hours and days of their figures, too
# Steps of the path that take calls away which nobody can explain, or that one side alone has seen.
_ODD_STEPS = (
    *("outage", "file_stops", "days_missing"),
    *("carrier_unexplained", "platform_unexplained", "queue_unexplained"),
)


def of(part: str, review: WeeklyReview) -> bool:
    """Whether nothing happened in what a part shows, and no finding speaks of it."""
    return part not in spoken_of(review) and _CALM[part](review)


def spoken_of(review: WeeklyReview) -> set[str]:
    """The parts that the week's findings speak of. A kind that is not known here may speak of any."""
    found: set[str] = set()
    for finding in review.findings:
        found |= set(SPEAKS_OF.get(finding.kind, _CALM))
        if finding.kind in _FIGURES:
            for family in _families(finding, review):
                found |= set(_OF_FAMILY.get(family, ()))
    return found


def _families(finding: Finding, review: WeeklyReview) -> list[str]:
    names = [finding.figure, *(other["figure"] for other in finding.fields.get("also", []))]
    return list(review.figures[review.figures["figure"].isin(names)]["family"])


def steady(review: WeeklyReview) -> dict[str, int]:
    """The named figures to fold, and for how many weeks each was kept; none where nothing else would be left."""
    found = {row["figure"]: weeks for _, row in review.judged.iterrows() if (weeks := never_missed(row))}
    return found if len(found) < len(review.judged) else {}


def never_missed(row: pd.Series) -> int:
    """How many weeks that could be judged have all kept an objective, each by its own terms, in a usual week; else 0.

    row: of `WeeklyReview.figures`. 0 where fewer than `LEAST_WEEKS` could be judged.
    """
    if row["status"] != "kept" or reading.unusual(row):
        return 0
    kept, judged = int(row["kept_weeks"]), int(row["judged_weeks"])
    return judged if judged >= LEAST_WEEKS and kept == judged else 0


# Part by part


def _waterfall(review: WeeklyReview) -> bool:
    steps = review.waterfall
    odd = steps["step"].isin(_ODD_STEPS) | (steps["note"] == "beyond")
    return _whole(review, *declared.PROVIDER, declared.CARRIER) and not steps.empty and not odd.any()


def _counts(review: WeeklyReview) -> bool:
    days = review.counts_by_day
    both = len(days) and days["unexplained"].notna().all() and days["within"].astype(bool).all()
    return bool(both) and not len(review.outages) and not len(review.count_gaps)


def _demand(review: WeeklyReview) -> bool:
    return _whole(review, *declared.PROVIDER) and _usual(review.figure("vol.offered"))


def _reached(review: WeeklyReview) -> bool:
    return _steady(review, ("answer_rate", "sl", "abandon"), "answer_rate.agent")


def _waits(review: WeeklyReview) -> bool:
    return _steady(review, ("wait",), "asa")


def _steady(review: WeeklyReview, families: tuple[str, ...], fallback: str) -> bool:
    """Whether every named figure of some families is kept or usual, and none is outside its band."""
    rows = review.judged[review.judged["family"].isin(families)]
    rows = rows if len(rows) else review.figures[review.figures["figure"] == fallback]
    calm = (not reading.unusual(row) and (row["status"] == "kept" or _usual(row)) for _, row in rows.iterrows())
    return _whole(review, *declared.PROVIDER) and all(calm)


def _usual(row: pd.Series) -> bool:
    """Whether a figure is inside its usual band, and no objective of it is missed."""
    return reading.place(row) == "usual" and row["signal"] == "none" and row["status"] != "missed"


def _days(review: WeeklyReview) -> bool:
    """Days outside their range are named on the folded line. They alone are no event: the range is that of eight days,
    and where nothing changes two days in nine leave it, so that two weeks in three of five days have one."""
    days = review.by_day[review.by_day["is_open"].astype(bool)]
    known = len(days) > 0 and days[["offered", "usual_low"]].notna().all(axis=None)
    near = bool(known) and reading.far_days(review).empty
    return near and _whole(review, *declared.PROVIDER) and _usual(review.figure("vol.offered"))


def _trend(review: WeeklyReview) -> bool:
    return all(_usual(row) for _, row in review.judged.iterrows())


def _deliveries(review: WeeklyReview) -> bool:
    odd = review.deliveries["status"].isin(["late", "missing", "held"]).any()
    return not odd and not review.data.get("days_missing")


def _changes(review: WeeklyReview) -> bool:
    return not len(review.changes) and not any(review.data.get(name) for name in ("later", "contract_changes"))


def _sources(review: WeeklyReview) -> bool:
    return reading.state(review) == "complete" and not review.data.get("terms_from")


def _always(review: WeeklyReview) -> bool:
    return True


def _whole(review: WeeklyReview, *tables: str) -> bool:
    """Whether all days of these tables came, and came whole."""
    parts = [*review.data.get("missing", []), *review.data.get("coverage", [])]
    return not any(one["table"] in tables for one in parts)


_CALM: dict[str, Callable[[WeeklyReview], bool]] = {
    "waterfall": _waterfall, "counts": _counts, "heat_demand": _demand, "heat_answer_rate": _reached,
    "heat_waits": _waits, "days": _days, "trend": _trend, "variants": _always, "deliveries": _deliveries,
    "changes": _changes, "sources": _sources, "method": _always, "queues": _always,
}  # fmt: skip
