"""Hand-made reviews to render: a bad week with a story, a quiet one, one with files missing, a line that never closes.

In:   nothing; every number follows from the small tables below.
Out:  `WeeklyReview` objects whose totals agree with their days, half-hours and waterfall.
Why:  the page must be looked at, and tested, for weeks that the sample does not hold.
Not here: computing a review from delivered files (`kit.analysis`).
"""

from __future__ import annotations

import datetime as dt
import math
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import sided

from kit import params
from kit.analysis.weekly.result import WeeklyReview
from kit.period import Period

NAN = float("nan")
WEEK = "2026-W47"
SHAPE = [4, 7, 9, 11, 12, 11, 9, 7, 5, 5, 6, 7, 8, 8, 7, 6, 5, 4, 3, 2]  # demand by half-hour, 08:00 to 17:30
JUDGED = {"answer_rate.agent": ("at_least", 0.90), "sl.T": ("at_least", 0.75), "asa": ("at_most", 30.0)}
VARIANTS = {"sl.T": "sl.v3"}
FOLLOWED = ("vol.offered", "aht")
NAMES = dict(
    line={"fr": "La ligne d'information des intérimaires", "en": "The temporary workers' information line"},
    client={"fr": "Fonds social des intérimaires", "en": "Temporary Workers' Social Fund"},
    provider={"fr": "Centre de relation Estuaire", "en": "Estuaire Contact Centre"},
    carrier={"fr": "l'opérateur", "en": "the carrier"},
)


def heat(days, half_hours, demand, rate, wait, planned=None, present=None) -> pd.DataFrame:
    """One row per day and half-hour; `demand`, `rate`, `wait`, … are functions of (day number, half-hour number)."""
    rows = []
    for d, day in enumerate(days):
        for h, minute in enumerate(half_hours):
            offered = float(demand(d, h))
            answered = round(offered * min(1.0, rate(d, h))) if offered else 0.0
            rows.append(
                {
                    "local_date": day,
                    "dow": day.isoweekday(),
                    "half_hour": minute,
                    "offered": offered,
                    "answered": float(answered),
                    "abandoned": offered - answered,
                    "answer_rate": answered / offered if offered else NAN,
                    "asa": wait(d, h) if answered else NAN,
                    "planned": planned(d, h) if planned else NAN,
                    "present": present(d, h) if present else NAN,
                    "withheld": "",
                    "state": "",
                    "minutes": 30,
                }
            )
    return pd.DataFrame(rows)


def by_day(table: pd.DataFrame, usual: float = 900.0, busy: float = 12.0, aht: float = 402.0) -> pd.DataFrame:
    """The days of `heat`, with the usual range of their weekday and the carrier's count."""
    groups = table.groupby("local_date")
    days = groups[["offered", "answered", "abandoned"]].sum().reset_index()
    waits = (table["asa"] * table["answered"]).groupby(table["local_date"]).sum().to_numpy()
    days["dow"] = [day.isoweekday() for day in days["local_date"]]
    weight = days["dow"].map({1: 1.12, 2: 1.04, 3: 0.95, 4: 0.94, 5: 0.97, 6: 0.6, 7: 0.3})
    return days.assign(
        is_open=True,
        holiday="",
        answer_rate=days["answered"] / days["offered"],
        asa=waits / days["answered"],
        aht=aht,
        usual_offered=usual * weight,
        usual_low=usual * weight * 0.92,
        usual_high=usual * weight * 1.08,
        usual_answer_rate=0.915,
        presented=days["offered"] + busy + 55,
        present=groups["present"].max().to_numpy(),
        planned=groups["planned"].max().to_numpy(),
        withheld="",
        came=NAN,
        due=NAN,
        minutes=NAN,
        state="",
        until=NAN,
        parts=None,
    )


def sums(table: pd.DataFrame, **more) -> dict[str, float]:
    """Additive symbols of the week; `more` overrides, NaN for what a missing file would hold."""
    offered, answered = table["offered"].sum(), table["answered"].sum()
    abandoned = offered - answered
    base = {
        "offered": offered,
        "answered": answered,
        "abandoned": abandoned,
        "overflow": 0.0,
        "answered_within_threshold": round(answered * 0.79),
        "abandoned_within_threshold": round(abandoned * 0.3),
        "abandoned_short": round(abandoned * 0.14),
        "wait_answered_s": (table["asa"] * table["answered"]).sum(),
        "wait_abandoned_s": abandoned * 62,
        "talk_s": answered * 338,
        "hold_s": answered * 21,
        "acw_s": answered * 44,
        "handle_s": answered * 403,
        "ivr_exit": round(offered * 0.034),
        "deflected": 0.0,
        "busy": 61.0,
        "closed": 148.0,
        "transferred": answered * 0.06,
    }
    base["received"] = base["offered"] + base["ivr_exit"]
    base["delivered"] = base["received"] + 6
    base["presented"] = base["delivered"] + base["busy"] + base["closed"]
    base["network_answered"] = base["delivered"]
    return base | more


def ratio(counts: dict, terms: dict[str, int]) -> float:
    return sum(sign * counts.get(symbol, NAN) for symbol, sign in terms.items())


def figures(counts: dict, history: dict, judged=JUDGED, followed=FOLLOWED, reason="not_in_source") -> pd.DataFrame:
    """One row per glossary figure, as `kit.analysis.weekly.review` gives them."""
    rows = []
    names = [*judged, *followed]
    known = params.glossary().figures
    for name in [*known, *(name for name in VARIANTS if name in judged)]:
        figure = known[VARIANTS.get(name, name)]
        over = ratio(counts, figure.over) if figure.over else NAN
        under = ratio(counts, figure.under) if figure.denominator else 1.0
        value = over / under if under else NAN
        sense, objective = judged.get(name, ("", NAN))
        past = history.get(name, [])
        center, spread = (np.mean(past), 2.66 * np.mean(np.abs(np.diff(past)))) if len(past) > 19 else (NAN, NAN)
        rows.append(
            {
                "figure": name,
                "value": value,
                "unit": figure.unit,
                "side": figure.side,
                "family": figure.family,
                "better": figure.better,
                "numerator": over,
                "denominator": under if figure.denominator else NAN,
                "objective": objective,
                "sense": sense,
                "gap": value - objective,
                "status": _status(value, sense, objective),
                "signal": _signal(value, center, spread, figure.better, name in names),
                "center": center,
                "lower": center - spread,
                "upper": center + spread,
                "runs": 0,
                "previous": past[-1] if past else NAN,
                "year_before": past[0] if len(past) > 51 else NAN,
                "reason": "" if not math.isnan(value) else ("no_call_rows" if figure.quantile else reason),
                "lacking": "",
                "judged": name in names,
                "variant": VARIANTS.get(name, ""),
                "order": names.index(name) if name in names else 100 + len(rows),
                "level_from": "",
                "kept_weeks": 0,
                "judged_weeks": 0,
            }
        )
    return pd.DataFrame(rows).sort_values("order").reset_index(drop=True)


def _status(value: float, sense: str, objective: float) -> str:
    if math.isnan(value) or not sense:
        return "not_judged"
    kept = value >= objective if sense == "at_least" else value <= objective
    return "kept" if kept else "missed"


def _signal(value, center, spread, better, watched) -> str:
    if not watched or math.isnan(value):
        return "none"
    if math.isnan(center):
        return "too_short"
    if abs(value - center) <= spread:
        return "none"
    if better == "neither":
        return "higher" if value > center else "lower"
    return "better" if (value > center) == (better == "higher") else "worse"


def trend(table: pd.DataFrame, history: dict, week: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """`trend` and `limits` from each figure's past values, the reviewed week last."""
    rows, limits = [], []
    for name, past in history.items():
        now = table[table["figure"] == name].iloc[0]
        values = [*past, now["value"]]
        weeks = Period.week(week).names_back(len(values) - 1)
        for at, value in zip(weeks, values, strict=True):
            rows.append(
                {"week": at, "figure": name, "value": value, "numerator": NAN, "denominator": NAN, "whole": True}
            )
            if not math.isnan(now["center"]):
                band = {key: now[key] for key in ("center", "lower", "upper")}
                limits.append({"figure": name, "week": at, **band, "in_baseline": at < "2026-W40"})
    columns = ["figure", "week", "center", "lower", "upper", "in_baseline"]
    return pd.DataFrame(rows), pd.DataFrame(limits, columns=columns)


def past(base: float, noise: float, weeks: int = 52, seed: int = 7) -> list[float]:
    """A calm past: `weeks` values around `base`."""
    return list(base + noise * np.random.default_rng(seed).standard_normal(weeks))


def history(weeks: int = 52) -> dict[str, list[float]]:
    return {
        "answer_rate.agent": past(0.915, 0.008, weeks, 1),
        "sl.T": past(0.765, 0.018, weeks, 2),
        "asa": past(26.5, 1.9, weeks, 3),
        "vol.offered": past(4510, 120, weeks, 4),
        "aht": past(401, 6, weeks, 5),
    }


def waterfall(c: dict, note: str = "within", **explained: float) -> pd.DataFrame:
    """From presented to answered, in the order of the page; `explained` steps stand between delivered and received."""
    lost = c["delivered"] - c["received"]
    extra = sum(explained.values())
    steps = [
        ("presented", "total", c["presented"] + extra, "client", ""),
        ("busy", "lost", c["busy"], "client", ""),
        ("closed", "explained", c["closed"], "client", ""),
        ("delivered", "total", c["delivered"] + extra, "client", ""),
        *((name, "explained", calls, "both", "") for name, calls in explained.items()),
        ("unexplained", "unexplained", lost, "both", note),
        ("received", "total", c["received"], "provider", ""),
        ("ivr_exit", "explained", c["ivr_exit"], "provider", ""),
        ("offered", "total", c["offered"], "provider", ""),
        ("abandoned_short", "lost", c["abandoned_short"], "provider", ""),
        ("abandoned", "lost", c["abandoned"] - c["abandoned_short"], "provider", ""),
        ("answered", "total", c["answered"], "provider", ""),
    ]
    table = pd.DataFrame(steps, columns=["step", "kind", "calls", "side", "note"])
    return table[table["calls"].notna()].reset_index(drop=True)


def counts_by_day(days: pd.DataFrame, carrier: bool = True, **on_day) -> pd.DataFrame:
    """The two sides' counts; `on_day` maps a column to {day number: calls}."""
    rows = []
    for at, day in enumerate(days.itertuples()):
        received = day.offered + round(day.offered * 0.034)
        odd = {name: float(values.get(at, 0)) for name, values in on_day.items()}
        extra = sum(odd.get(name, 0) for name in ("ghost", "test_call", "outage"))
        unexplained = odd.get("unexplained", 1.0)
        delivered = received + extra + unexplained
        row = {"presented": delivered + 40, "busy": 12.0, "closed": 28.0, "delivered": delivered}
        tolerance = max(5.0, 0.01 * delivered)
        rows.append(
            {"local_date": day.local_date}
            | (row if carrier else dict.fromkeys(row, NAN))
            | {"received": received, "ghost": 0.0, "test_call": 0.0, "duplicate": 0.0, "outage": 0.0}
            | odd
            | {"unexplained": unexplained if carrier else NAN, "tolerance": tolerance if carrier else NAN}
            | {"within": bool(carrier and abs(unexplained) <= tolerance)}
        )
    return pd.DataFrame(rows)


GAPS = ["local_date", "half_hour", "delivered", "received", "explained", "unexplained"]
OUTAGES = ["kind", "local_date", "from_minute", "to_minute", "calls", "seen_by"]
CHANGES = ["figure", "before", "after", "delta", "file", "received_at"]
DELIVERIES = [
    "source", "owed_by", "table", "period", "due_at", "received_at", "status",
    "hours_late", "version", "file", "sha256", "rows", "stated",
]  # fmt: skip
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def deliveries(*rows: dict) -> pd.DataFrame:
    """What was owed and when it came; missing fields are filled."""
    base = dict.fromkeys(DELIVERIES) | {"status": "on_time", "hours_late": NAN, "version": 1, "rows": NAN, "sha256": ""}
    base["stated"] = False
    return pd.DataFrame([base | row for row in rows], columns=DELIVERIES)


def utc(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


def standard_deliveries(*, late: bool = False) -> pd.DataFrame:
    names = [("operateur", "client", "carrier_counts", "releve_"), ("acd", "provider", "calls", "appels_")]
    rows = [
        {"source": source, "owed_by": side, "table": table, "period": f"2026-11-{day}", "due_at": utc(day + 1, 11)}
        | {"received_at": utc(day + 1, 8, 12), "file": f"{stem}202611{day}.csv", "sha256": SHA, "rows": 900.0 + day}
        for source, side, table, stem in names
        for day in range(16, 21)
    ]
    if late:
        rows[3] |= {"received_at": utc(21, 16, 40), "status": "late", "hours_late": 29.7}
    staff = {"source": "planning", "owed_by": "provider", "table": "staffing", "period": WEEK, "due_at": utc(20, 17)}
    rows.append(staff | {"received_at": utc(20, 15), "file": "planning_W47.xlsx", "sha256": SHA[::-1], "rows": 100.0})
    return deliveries(*rows)


DECLARED = [
    {"source": "operateur", "table": "carrier_counts", "owed_by": "client", "every": "week", "minutes": 30},
    {"source": "acd", "table": "calls", "owed_by": "provider", "every": "week", "minutes": None},
    {"source": "planning", "table": "staffing", "owed_by": "provider", "every": "week", "minutes": 30},
]


def data(table: pd.DataFrame, **more) -> dict:
    files = [
        {"file": f"appels_202611{day}.csv", "sha256": SHA, "rows": 900 + day, "source": "acd", "owed_by": "provider"}
        for day in range(16, 21)
    ]
    carrier = {"file": "releve_20261116.csv", "sha256": SHA, "rows": 96, "source": "operateur", "owed_by": "client"}
    return {
        "complete": True,
        "completeness": 1.0,
        "received": {"calls": int(table["offered"].sum() * 1.034), "carrier_counts": 480, "staffing": 100},
        "excluded": {"calls": {"ghost": 2, "duplicate": 5}},
        "quarantined": {"calls": 3, "carrier_counts": 0, "staffing": 0},
        "sources": [*files, carrier],
        "days": {"open": 5, "provider": 5, "client": 5},
        "hours": {"open": 50.0, "provider": 50.0, "client": 50.0},
        "coverage": [],
        "same_days": {},
        "declared": DECLARED,
        "days_missing": [],
        "later": [],
        "to_check": [],
        "withheld": {"fewest_advisers": 5, "advisers_known": True, "week": False, "days": {}, "half_hours": 0},
    } | more


def lacks(date: str, state: str, table: str = "calls", **more) -> dict:
    """One day that is not whole, as in `data["coverage"]`."""
    side = "client" if table == "carrier_counts" else "provider"
    empty = {"source": "", "part": "", "came": 0.0, "due": 0.0, "minutes": 0, "aside": 0, "until": None}
    return {"date": date, "owed_by": side, "table": table, "state": state} | empty | more


def build(table, counts, past_values, *, week=WEEK, names=NAMES, zone="Europe/Paris", **more) -> WeeklyReview:
    """A review from its half-hours, its sums and its past; `more` overrides any field."""
    judged = more.pop("judged", JUDGED)
    followed = more.pop("followed", FOLLOWED)
    found = more.pop("findings", ())
    table_figures = figures(counts, past_values, judged, followed)
    line, limits = trend(table_figures, past_values, week)
    days = more.pop("by_day", by_day(table))
    base = dict(
        partnership="sample",
        period=week,
        as_of=Period.week(week).meeting(zone).astimezone(ZoneInfo(zone)),
        snapshot=106,
        fictional=True,
        thresholds={"answer_s": 20.0, "short_abandon_s": 5.0, "repeat_days": 3},
        baseline={"from": "2025-W39", "to": "2026-W39", "weeks": 52},
        figures=table_figures,
        trend=line,
        limits=limits,
        by_day=days,
        heat=table,
        waterfall=waterfall(counts),
        counts_by_day=counts_by_day(days[days["offered"].notna()]),
        count_gaps=pd.DataFrame(columns=GAPS),
        outages=pd.DataFrame(columns=OUTAGES),
        deliveries=standard_deliveries(),
        changes=pd.DataFrame(columns=CHANGES),
        data=data(table),
        findings=tuple(sided.finding(rank=at + 1, **one) for at, one in enumerate(found)),
    )
    return WeeklyReview(**(base | names | more))
