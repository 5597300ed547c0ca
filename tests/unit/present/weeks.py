"""The weeks that the tests render, built with `reviews`: bad, quiet, partly missing, round the clock, hostile.

In:   nothing.
Out:  `WEEKS`: a name for each week and the function that builds it.
Why:  each stands for a Monday that will come.
Not here: the building blocks (`reviews`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import sided
from reviews import (
    CHANGES,
    GAPS,
    NAN,
    OUTAGES,
    SHA,
    SHAPE,
    WEEK,
    build,
    by_day,
    counts_by_day,
    data,
    deliveries,
    heat,
    history,
    lacks,
    standard_deliveries,
    sums,
    utc,
    waterfall,
)  # fmt: skip

from kit.analysis.line.queues import NUMBER_COLUMNS, QUEUE_COLUMNS
from kit.analysis.weekly.result import WeeklyReview
from kit.period import Period

HALF_HOURS = range(480, 1080, 30)
DAYS = Period.week(WEEK).days[:5]
MONDAY, THURSDAY = DAYS[0], DAYS[3]


def bad_week() -> WeeklyReview:
    """Two advisers missing on Monday morning; an outage that only the carrier saw; a file re-delivered."""

    def busy(d, h):
        return SHAPE[h] * (7.4, 7.5, 6.9, 6.6, 6.5)[d]

    def rate(d, h):
        return 0.58 if d == 0 and 2 <= h <= 7 else 0.83 if d == 1 and 3 <= h <= 12 else 0.915

    def wait(d, h):
        return 96.0 if d == 0 and 2 <= h <= 7 else 58.0 if d == 1 and 3 <= h <= 12 else 24.0 + h % 3

    table = heat(
        DAYS, HALF_HOURS, lambda d, h: round(busy(d, h)), rate, wait,
        lambda d, h: 20.0, lambda d, h: 18.0 if d == 0 and 2 <= h <= 7 else 20.0,
    )  # fmt: skip
    counts = sums(table)
    counts |= {"delivered": counts["received"] + 17, "presented": counts["presented"] + 11}  # 17 unexplained, as by day
    days = by_day(table)
    outage = {"kind": "outage", "local_date": THURSDAY, "from_minute": 850, "to_minute": 890, "calls": 42.0}
    ghost = {"kind": "ghost_burst", "local_date": DAYS[2], "from_minute": 630, "to_minute": 645, "calls": 37.0}
    steps = waterfall(counts, "beyond", ghost=37.0, outage=42.0)
    return build(
        table,
        counts,
        history(),
        by_day=days,
        waterfall=steps,
        counts_by_day=counts_by_day(days, outage={3: 42}, ghost={2: 37}, unexplained={1: 14, 0: 3}),
        count_gaps=pd.DataFrame(
            [(DAYS[1], 600, 88.0, 76.0, 0.0, 12.0), (DAYS[1], 630, 84.0, 78.0, 0.0, 6.0)], columns=GAPS
        ),
        outages=pd.DataFrame([outage | {"seen_by": "carrier"}, ghost | {"seen_by": "provider"}], columns=OUTAGES),
        deliveries=standard_deliveries(late=True),
        changes=pd.DataFrame(
            [
                ("answer_rate.agent", 0.8702, 0.8641, -0.0061, "appels_20261117_v2.csv", utc(22, 9)),
                ("vol.offered", 4598.0, 4661.0, 63.0, "appels_20261117_v2.csv", utc(22, 9)),
            ],
            columns=CHANGES,
        ),
        data=data(table, later=["appels_20261120_v2.csv"]),
        findings=(
            {"kind": "staffing_short", "figure": "abandon.count", "calls": 236.0}
            | {"fields": _span(MONDAY, 540, 720, planned=20.0, present=18.0, missing=2.0, **LOST)},
            {"kind": "objective_missed", "figure": "answer_rate.agent", "calls": 124.0, "fields": MISSED},
            {"kind": "outage", "figure": "gap.carrier_acd", "calls": 42.0, "fields": _span(THURSDAY, 850, 890)},
            {"kind": "counts_differ", "figure": "gap.carrier_acd", "calls": 14.0}
            | {"fields": _span(DAYS[1], 600, 660, unexplained=14.0, delivered=1066.0, received=1052.0)},
            {"kind": "delivery_late", "fields": LATE},
        ),
    )


LOST = {"abandoned": 262.0, "usual": 26.0, "offered": 621.0, "usual_offered": 540.0, "answer_rate": 0.58}
FIELDS_OF_HOURS = LOST | {"planned": 18.7, "present": 16.7, "missing": 2.0}
ABSENT = {
    "kind": "staffing",
    "scope": "hours",
    "spans": [{"date": MONDAY, "from_minute": 540, "to_minute": 720}],
    "missing": 2.0,
    "carries": {"back": 118.0, "share": 118 / 124, "value": 0.898, "kept": False},
}
MISSED = {
    "weeks_missed": 2,
    "objective": 0.9,
    "unit": "ratio",
    "recent": {"missed": 3, "weeks": 13},
    "told": "cause",
    "drivers": [ABSENT],
    "without": ABSENT["carries"],
    "also": [
        {"figure": "sl.T", "value": 0.690, "objective": 0.75, "sense": "at_least", "gap": -0.06, "unit": "ratio"},
        {"figure": "asa", "value": 33.4, "objective": 30.0, "sense": "at_most", "gap": 3.4, "unit": "s"},
    ],
}
LATE = {
    "source": "operateur",
    "owed_by": "client",
    "table": "carrier_counts",
    "periods": ["2026-11-19"],
    "due_at": utc(20, 11),
    "received_at": utc(21, 16, 40),
    "hours_late": 29.7,
}


PARTLY = {
    "owed_by": "provider", "table": "intervals", "days": [dt.date(2026, 11, 20)], "parts": ["Nuit"], "came": 4.0,
    "due": 24.0, "aside": 20.0, "minutes": 60, "calls": None, "whole": True, "each": [
        {"date": dt.date(2026, 11, 20), "part": "Nuit", "came": 4.0, "due": 24.0, "minutes": 60, "state": "partial",
         "until": None}],
}  # fmt: skip
GONE = {
    "owed_by": "provider",
    "table": "calls",
    "days": [dt.date(2026, 11, 20), dt.date(2026, 11, 21)],
    "calls": 812.0,
    "stop_date": THURSDAY,
    "stop_minute": 852,
    "stop_calls": 214.0,
}


def _span(day: dt.date, start: int, end: int, **more) -> dict:
    return {"date": day, "from_minute": start, "to_minute": end} | more


def quiet_week() -> WeeklyReview:
    """Every objective kept, nothing outside the usual variation, every file on time."""
    table = heat(
        DAYS, HALF_HOURS, lambda d, h: round(SHAPE[h] * (7.1, 6.8, 6.2, 6.1, 6.3)[d]), lambda d, h: 0.925,
        lambda d, h: 22.0 + (h + d) % 5, lambda d, h: 20.0, lambda d, h: 20.0,
    )  # fmt: skip
    counts = sums(table) | {"answered_within_threshold": round(table["answered"].sum() * 0.84)}
    return build(
        table,
        counts,
        history(),
        findings=(
            {
                "kind": "all_kept",
                "figure": "answer_rate.agent",
                "fields": {"figures": ["answer_rate.agent", "sl.T", "asa"]},
            },
        ),
    )


def calm_week() -> WeeklyReview:
    """The quiet week with every named figure in the middle of its band: nothing at all to tell."""
    week = quiet_week()
    figures, mine = week.figures.copy(), week.figures["judged"]
    values = figures.loc[mine, "value"]
    figures.loc[mine, "signal"] = "none"
    figures.loc[mine, "lower"], figures.loc[mine, "upper"] = values * 0.9, values * 1.1
    return dataclasses.replace(week, figures=figures)


def partial_week() -> WeeklyReview:
    """No carrier file, no planning, Friday's calls not delivered, too short a past; November 11th was a holiday."""
    week = "2026-W46"
    days = [day for day in Period.week(week).days[:4] if day != dt.date(2026, 11, 11)]
    table = heat(days, HALF_HOURS, lambda d, h: round(SHAPE[h] * 6.3), lambda d, h: 0.91, lambda d, h: 29.0)
    carrier = dict.fromkeys(("presented", "busy", "closed", "delivered", "network_answered"), NAN)
    counts = sums(table) | carrier | {"acw_s": NAN, "hold_s": NAN, "handle_s": NAN}
    found = by_day(table).assign(presented=NAN, usual_offered=NAN, usual_low=NAN, usual_high=NAN, usual_answer_rate=NAN)
    blank = dict.fromkeys(found.columns, NAN) | {"dow": 3, "is_open": False, "holiday": "armistice_1918", "state": ""}
    blank |= {"local_date": dt.date(2026, 11, 11)}
    gone = blank | {"local_date": dt.date(2026, 11, 13), "dow": 5, "is_open": True, "holiday": ""}
    found = pd.concat([found, pd.DataFrame([blank, gone])], ignore_index=True).sort_values("local_date")
    missing = {"source": "operateur", "owed_by": "client", "table": "carrier_counts", "period": week}
    friday = {"source": "acd", "owed_by": "provider", "table": "calls", "period": "2026-11-13", "due_at": utc(14, 11)}
    cannot = {"status": "not_judged", "reason": "not_delivered"}
    review = build(
        table,
        counts,
        history(6),
        period=week,
        baseline={"from": "", "to": ""},
        by_day=found.reset_index(drop=True),
        counts_by_day=counts_by_day(found[found["offered"].notna()], carrier=False),
        deliveries=deliveries(
            missing | {"due_at": utc(16, 8), "status": "missing"},
            friday | {"status": "missing"},
            friday
            | {"period": "2026-11-12", "due_at": utc(13, 11), "received_at": utc(13, 9), "file": "appels_20261112.csv"}
            | {"sha256": SHA, "rows": 812.0},
        ),
        data=data(
            table,
            complete=False,
            completeness=0.75,
            received={"calls": int(table["offered"].sum()), "carrier_counts": 0, "staffing": 0},
            excluded={"calls": {}},
            quarantined={"calls": 11},
            days_missing=["2026-11-13"],
            days={"open": 4, "provider": 3, "client": 0},
            hours={"open": 40.0, "provider": 30.0, "client": 0.0},
            coverage=[lacks("2026-11-13", "missing")],
        ),
        findings=(
            {
                "kind": "delivery_missing",
                "fields": missing | {"due_at": utc(16, 8), "periods": [week], "hours_late": 1.0},
            },
            {"kind": "delivery_missing", "fields": friday | {"periods": ["2026-11-13"], "hours_late": 45.0}},
            {"kind": "quarantined", "calls": 11.0, "fields": {"rows": 11, "received": 812, "tables": {"calls": 11}}},
            {"kind": "not_judged", "figure": "answer_rate.agent"}
            | {"fields": {"figures": ["answer_rate.agent", "sl.T", "asa"], "reason": "not_delivered"}},
        ),
    )
    figures = review.figures.copy()
    figures.loc[figures["objective"].notna(), list(cannot)] = list(cannot.values())
    return dataclasses.replace(review, figures=figures)


def round_the_clock() -> WeeklyReview:
    """A bank's line: 48 half-hours by seven days, no planning, no handle time, four weeks of past, no objective."""
    week = "1999-W08"
    days = Period.week(week).days
    curve = [max(1, round(26 * _bell(h, 21, 9) + 12 * _bell(h, 40, 5))) for h in range(48)]
    weight = (1.1, 1.0, 1.0, 1.0, 0.95, 0.35, 0.3)
    table = heat(
        days, range(0, 1440, 30), lambda d, h: 0 if 3 < h < 10 and d > 4 else round(curve[h] * 1.9 * weight[d]),
        lambda d, h: 0.86 - 0.12 * _bell(h, 21, 4), lambda d, h: 30.0 + 40 * _bell(h, 21, 5),
    )  # fmt: skip
    counts = sums(table, acw_s=NAN, hold_s=NAN, handle_s=NAN) | {"busy": NAN, "closed": NAN}
    story = {"answer_rate.agent": [0.83, 0.834, 0.777], "asa": [32.0, 36.9, 44.0], "vol.offered": [8948.0, 8365, 8356]}
    bank = {"fr": "Ligne clientèle", "en": "Customer line"}
    return build(
        table,
        counts,
        story,
        week=week,
        zone="Asia/Jerusalem",
        judged={},
        followed=tuple(story),
        names=dict(line=bank, client={"fr": "La banque", "en": "The bank"}, provider={"fr": "Plateau", "en": "Floor"})
        | {"carrier": {"fr": "l'autocommutateur", "en": "the switch"}},
        fictional=False,
        baseline={"from": "", "to": ""},
        by_day=by_day(table).assign(
            usual_offered=NAN, usual_low=NAN, usual_high=NAN, usual_answer_rate=NAN, planned=NAN, present=NAN, aht=NAN
        ),
        deliveries=deliveries(
            {"source": "calls", "owed_by": "provider", "table": "calls", "period": "1999-02", "status": "on_time"}
            | {"file": "calls_february_1999.tsv", "sha256": SHA, "rows": 33344.0, "received_at": utc(20, 9)}
            | {"due_at": utc(20, 12)}
        ),
        data=data(table, excluded={"calls": {"ghost": 57}}, quarantined={"calls": 0}),
        findings=(
            {"kind": "ghost_burst", "figure": "gap.carrier_acd", "calls": 31.0, "fields": _span(days[1], 600, 660)},
            {"kind": "mixed", "figure": "answer_rate.agent", "fields": {"value": 0.8196, "weeks": 4, "worse": WORSE}},
        ),
    )


WORSE = [
    {"figure": "asa", "value": 44.2, "usual": 36.9, "unit": "s"},
    {"figure": "wait.p90", "value": 142.8, "usual": 122.0, "unit": "s"},
    {"figure": "talk", "value": 192.5, "usual": 167.9, "unit": "s"},
]


def _bell(at: float, middle: float, width: float) -> float:
    return 2.718281828 ** (-(((at - middle) / width) ** 2))


AMENDED = {
    "key": "objectives.answer_rate.agent at_least", "before": 0.90, "after": 0.95, "valid_from": "2026-09-07",
    "figure": "answer_rate.agent", "report": "weekly_kpi_review", "version": 1,
    "reason": {"fr": "Avenant n° 3 : le taux signé est 95 %", "en": "Amendment 3: 95% was signed"},
}  # fmt: skip
AMENDED_HOURS = AMENDED | {
    "key": "thresholds.answer_s", "before": 20, "after": 30, "figure": "", "reason": None
}  # fmt: skip
EVIL = "<script>alert(1)</script>\"'&"
FORMULA = "=cmd|' /C calc'!A0"


def hostile_week() -> WeeklyReview:
    """Markup in names, a formula in a file name: shown as text, never live."""
    week = bad_week()
    owed = week.deliveries.assign(file=FORMULA, source=EVIL)
    files = [{"file": EVIL, "sha256": SHA, "rows": 1, "source": FORMULA, "owed_by": "client"}]
    name = {"fr": EVIL, "en": EVIL}
    return dataclasses.replace(
        week,
        line=name,
        client=name,
        provider=name,
        carrier=name,
        deliveries=owed,
        changes=week.changes.assign(file=FORMULA),
        data=week.data | {"sources": files, "later": [EVIL], "excluded": {"calls": {EVIL: 4}}},
        by_day=week.by_day.assign(holiday=EVIL),
    )


def by_queue(count: int, *, objective: float = 0.90) -> pd.DataFrame:
    """Queues of a missed week as `analysis.line.queues` gives them: one far below, many alike, the small ones last."""
    rows = []
    for at in range(count):
        offered = 500.0 if at == 0 else max(31.0, 180.0 - at)
        answered = round(offered * (0.62 if at == 0 else 0.885 + at % 5 * 0.01))
        name = {"kind": "queue", "queue": f"Agence {at + 1:02d}, rue de la République", "queues": 1, "ranked": True}
        rows.append(name | {"offered": offered, "answered": float(answered), "usual": 0.905 if at else 0.874})
    rows[1] |= {"came": 3.0, "ranked": False}
    rows.append({"kind": "others", "queue": "", "queues": 39, "ranked": False, "offered": 214.0, "answered": 193.0})
    table = pd.DataFrame(rows)
    table = table.assign(
        numerator=table["answered"], denominator=table["offered"], abandoned=table["offered"] - table["answered"],
        answer_rate=table["answered"] / table["offered"], value=table["answered"] / table["offered"],
        asa=41.0, in_time=0.7, short=objective * table["offered"] - table["answered"], due=5.0,
    )  # fmt: skip
    table["came"] = table["came"].fillna(5.0)
    shares = {"share": table["short"] / table["short"].sum(), "calls_share": table["offered"] / table["offered"].sum()}
    order = table.assign(**shares, last=table["kind"] == "others").sort_values(
        ["last", "ranked", "short"], ascending=[True, False, False]
    )
    return order.reset_index(drop=True)[QUEUE_COLUMNS]


def sites_week(count: int = 45) -> WeeklyReview:
    """Many sites, one of which explains the gap; two numbers at the carrier; a queue of the contract without a row."""
    week, table = bad_week(), by_queue(count)
    first = table.iloc[0]
    found = {name: first[name] for name in ("queue", "share", "calls_share", "value", "usual", "offered")}
    found |= {"objective": 0.9, "unit": "ratio"}
    unknown = {"queue": "Nuit", "near": ["NUIT", "Nuits"], "others": 1}
    told = [
        sided.finding(1, "queue_unknown", "", None, unknown),
        sided.finding(2, "objective_missed", "answer_rate.agent", 160.0, MISSED),
    ]
    told.append(sided.finding(3, "queue_gap", "answer_rate.agent", 140.0, found))
    numbers = [("0800 100 200", 4200.0, 61.0, 148.0, 3991.0, 4100.0), ("0800 100 201", 1212.0, 0.0, NAN, 1212.0, NAN)]
    return dataclasses.replace(
        week, queues=table, numbers=pd.DataFrame(numbers, columns=NUMBER_COLUMNS), findings=tuple(told),
        data=week.data | {"queues": {"figure": "answer_rate.agent", "status": "missed"}},
    )  # fmt: skip


def heat_week(shape: str) -> WeeklyReview:
    """A week whose heat maps have one of the shapes that lines have: see HEATS."""
    hours, step, top = HEATS[shape]
    days = Period.week(WEEK).days
    table = heat(
        days, range(hours[0] * 60, hours[1] * 60, step), lambda d, h: round(top * (0.3 + 0.7 * _bell(h, 11, 9))),
        lambda d, h: 0.97 if h % 5 else 1.0, lambda d, h: 15.0 + 120 * _bell(h, 11, 4),
    )  # fmt: skip
    return build(table, sums(table), history())


# Hours of opening, minutes of a row, calls in the busiest: ten hours, fourteen, round the clock; up to five digits.
HEATS = {
    "ten hours": ((8, 18), 30, 89), "ten hours, 4 digits": ((8, 18), 30, 1250), "fourteen hours": ((7, 21), 30, 412),
    "fourteen hours, 4 digits": ((7, 21), 30, 2360), "day and night": ((0, 24), 60, 640),
    "day and night, 4 digits": ((0, 24), 30, 1180), "day and night, 5 digits": ((0, 24), 30, 9800),
}  # fmt: skip
WEEKS = {
    "bad": bad_week,
    "quiet": quiet_week,
    "partial": partial_week,
    "clock": round_the_clock,
    "sites": sites_week,
    "hostile": hostile_week,
}
