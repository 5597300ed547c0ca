"""The fields of each kind of finding that the hand-made weeks do not hold, as `kit.analysis` gives them."""

import weeks

LEVEL = {
    "direction": "up",
    "level": 0.951,
    "weeks": 8,
    "lower": 0.88,
    "upper": 0.94,
    "level_from": "2026-W40",
    "also": [],
}
OVER = {
    "count": 6004.0, "of": 5949.0, "value": 6004 / 5949, "date": None, "days": [], "counted_by": "provider",
    "column": "answered", "columns": ["answered", "offered"], "table": "intervals", "sources": ["acd"],
}  # fmt: skip
FIELDS = {
    "all_or_none": {"what": "answered", "value": 0.0, "count": 0.0, "of": 254.0, "column": "outcome", "table": "calls"}
    | {"sources": ["acd"]},
    "calls_vanish": {"what": "offered", "count": 43.0, "of": 254.0, "counted_by": "client", "column": "outcome"}
    | {"table": "calls", "sources": ["acd"]},
    "signal": {"direction": "down", "also": []},
    "new_level": LEVEL,
    "part_over_whole": OVER,
    "worst_hours": weeks._span(weeks.MONDAY, 540, 720, **weeks.LOST),
    "file_stops": weeks._span(weeks.MONDAY, 612, 1080),
    "days_missing": weeks.GONE,
    "days_partial": weeks.PARTLY,
    "days_set_aside": weeks.PARTLY | {"parts": [""], "calls": 800.0},
    "queue_silent": weeks.PARTLY | {"minutes": 0},
    "ghost_burst": weeks._span(weeks.MONDAY, 540, 570),
    "carrier_busy": {"busy": 80.0, "usual": 12.0, "presented": 5000.0},
    "restated": {"before": 0.87, "after": 0.86, "unit": "ratio", "file": "x.csv", "figures": 2},
    "remapped": {"before": 0.87, "after": 0.86, "unit": "ratio", "file": "x.csv", "figures": 2},
    "contract_changed": weeks.AMENDED | {"terms": 2},
    "queue_gap": {"queue": "Nord", "share": 0.6, "calls_share": 0.12, "value": 0.7, "usual": 0.88, "unit": "ratio"}
    | {"objective": 0.9, "offered": 540.0},
    "queue_unknown": {"queue": "Nuit", "near": ["NUIT"], "others": 0},
    "quarantined": {"rows": 11, "received": 800, "tables": {"calls": 11}},
    "mixed": {"value": 0.86, "weeks": 4, "worse": weeks.WORSE},
    "all_kept": {"figures": ["answer_rate.agent"]},
    "not_judged": {"figures": ["answer_rate.agent"], "reason": "too_few_calls"},
    "delivery_held": weeks.LATE | {"periods": ["2026-W46"], "stated": True, "received_at": weeks.LATE["due_at"]},
    "delivery_missing": weeks.LATE | {"periods": ["2026-11-16", "2026-W46", "2026-10", "2026-11-19"]},
}
