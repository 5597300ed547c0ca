"""The glossary's figures from sums; a naive second implementation from the calls themselves agrees."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit import params
from kit.analysis.line import indicators, sums
from kit.analysis.review import REASONS

GLOSSARY = params.glossary()
T, S, REPEAT_DAYS = 20.0, 5.0, 3


# A second way to every figure: from the list of calls, with nothing but Python.


def _naive_counts(calls: list[dict]) -> dict[str, float]:
    def of(outcome: str) -> list[dict]:
        return [call for call in calls if call["outcome"] == outcome]

    answered, abandoned = of("answered"), of("abandoned")
    known = [call for call in calls if call["caller"]]
    repeats = 0
    for call in answered:
        later = [
            other
            for other in known
            if other["caller"] == call["caller"] and (other["slot"], other["order"]) > (call["slot"], call["order"])
        ]
        repeats += any(other["minute"] - call["minute"] <= REPEAT_DAYS * 1440 for other in later)
    return {
        "received": len(calls),
        "ivr_exit": len(of("ivr_exit")),
        "deflected": len(of("deflected")),
        "offered": len(answered) + len(abandoned) + len(of("overflow")),
        "answered": len(answered),
        "abandoned": len(abandoned),
        "overflow": len(of("overflow")),
        "answered_within_threshold": sum(call["wait_s"] <= T for call in answered),
        "abandoned_within_threshold": sum(call["wait_s"] <= T for call in abandoned),
        "abandoned_short": sum(call["wait_s"] <= S for call in abandoned),
        "wait_answered_s": sum(call["wait_s"] for call in answered),
        "wait_abandoned_s": sum(call["wait_s"] for call in abandoned),
        "talk_s": sum(call["talk_s"] for call in answered),
        "hold_s": sum(call["hold_s"] for call in answered),
        "acw_s": sum(call["acw_s"] for call in answered),
        "handle_s": sum(call["talk_s"] + call["hold_s"] + call["acw_s"] for call in answered),
        "ring_s": sum(call["ring_s"] for call in answered),
        "transferred": sum(call["transferred"] for call in answered),
        "resolved": sum(call["resolved"] for call in answered),
        "repeat_calls": repeats,
        "callers_unique": len({call["caller"] for call in [*answered, *abandoned] if call["caller"]}),
    }


def _naive(name: str, calls: list[dict]) -> float:
    """One figure: sum, then divide; NaN for nothing."""
    figure = GLOSSARY.figures[name]
    inside = [call for call in calls if figure.hours == "all" or call["open"] == (figure.hours == "open")]
    if figure.quantile is not None:
        waits = sorted(call["wait_s"] for call in inside if call["outcome"] == "answered")
        if not waits:
            return math.nan
        place = figure.quantile * (len(waits) - 1)
        low, high = waits[math.floor(place)], waits[math.ceil(place)]
        return low + (high - low) * (place - math.floor(place))
    # A repeat call is one wherever the call after it falls: the whole week is searched, its own hours count.
    counts = _naive_counts(inside) | {"repeat_calls": _repeats_inside(inside, calls)}
    over = sum(sign * counts.get(symbol, math.nan) for symbol, sign in figure.over.items())
    under = sum(sign * counts.get(symbol, math.nan) for symbol, sign in figure.under.items())
    if not figure.under:
        return over
    return over / under if under > 0 else math.nan


def _repeats_inside(inside: list[dict], calls: list[dict]) -> int:
    return sum(
        any(
            other["caller"] == call["caller"]
            and (other["slot"], other["order"]) > (call["slot"], call["order"])
            and other["minute"] - call["minute"] <= REPEAT_DAYS * 1440
            for other in calls
        )
        for call in inside
        if call["outcome"] == "answered" and call["caller"]
    )


MONDAY = dt.datetime(2026, 11, 16)
seconds = st.integers(0, 200).map(float)
call = st.fixed_dictionaries(
    {
        "minute": st.integers(0, 5 * 1440 - 1),
        "outcome": st.sampled_from(["answered", "answered", "abandoned", "overflow", "ivr_exit", "deflected"]),
        "wait_s": seconds,
        "talk_s": seconds,
        "hold_s": seconds,
        "acw_s": seconds,
        "ring_s": seconds,
        "transferred": st.booleans(),
        "resolved": st.booleans(),
        "caller": st.sampled_from(["anna", "bela", "cleo", None]),
    }
)


def _measured(line, calls: list[dict]) -> pd.DataFrame:
    """The week's figures by the kit, indexed by figure."""
    line.con.execute("delete from calls")
    minutes = [MONDAY + dt.timedelta(minutes=one["minute"]) for one in calls]
    rows = [
        {name: value for name, value in one.items() if name != "minute"} | {"at": at.isoformat(" ", "minutes")}
        for one, at in zip(calls, minutes, strict=True)
    ]
    line.deliver("calls", rows)
    quarters = sums.read(line.con, repeat_days=REPEAT_DAYS)
    totals = sums.by_week(quarters)
    totals["open", "callers_unique"] = sums.callers(line.con, quarters, "open")
    wanted = {name: (f.quantile, f.hours) for name, f in GLOSSARY.figures.items() if f.quantile is not None}
    found = indicators.figures(totals, GLOSSARY, sums.quantiles(line.con, quarters, wanted))
    return found.set_index("figure")


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(calls=st.lists(call, min_size=1, max_size=40, unique_by=lambda one: one["minute"]))
def test_every_figure_agrees_with_a_naive_second_way(new_line, calls):
    """Two implementations that share no line rarely share a mistake."""
    line = _cached(new_line)
    found = _measured(line, calls)
    for order, one in enumerate(sorted(calls, key=lambda one: one["minute"])):
        minute = one["minute"] % 1440
        one |= {"slot": one["minute"] // 15, "order": (one["minute"], order), "open": 480 <= minute < 1080}
    held = {name for name in ("wait_s", "caller") if any(one[name] is not None for one in calls)}

    for name in GLOSSARY.figures:
        expected, value = _naive(name, calls), found.at[name, "value"]
        if _silent(GLOSSARY.figures[name], calls, held):
            assert np.isnan(value), name
        else:
            assert value == pytest.approx(expected, nan_ok=True), name


def _silent(figure: params.Figure, calls: list[dict], held: set[str]) -> bool:
    """What the file does not hold cannot be said: no known caller, no answered call with a talk time, …"""
    symbols = {*figure.over, *figure.under}
    answered = any(one["outcome"] == "answered" for one in calls)
    abandoned = any(one["outcome"] == "abandoned" for one in calls)
    of_answered = {
        "answered_within_threshold",
        "wait_answered_s",
        "talk_s",
        "hold_s",
        "acw_s",
        "ring_s",
        "transferred",
        "resolved",
    }
    of_abandoned = {"abandoned_within_threshold", "abandoned_short", "wait_abandoned_s"}
    known_caller = any(one["caller"] and one["open"] and one["outcome"] in ("answered", "abandoned") for one in calls)
    return (
        (bool(symbols & of_answered) and not answered)
        or (bool(symbols & of_abandoned) and not abandoned)
        or ("callers_unique" in symbols and not known_caller)
        or ("repeat_calls" in symbols and "caller" not in held)
    )


_LINES: dict = {}  # one line for all generated weeks; its calls are replaced each time


def _cached(new_line):
    return _LINES.get("line") or _LINES.setdefault("line", new_line())


counts = st.fixed_dictionaries({symbol: st.integers(0, 1000).map(float) for symbol in GLOSSARY.symbols})


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 2)
@given(week=counts)
def test_rates_of_counts_that_add_up_stay_within_zero_and_one(week):
    """Whatever the counts, a share of calls is a share."""
    week |= {"abandoned_within_threshold": min(week["abandoned_within_threshold"], week["abandoned"])}
    week |= {"abandoned_short": min(week["abandoned_short"], week["abandoned_within_threshold"])}
    week |= {"answered_within_threshold": min(week["answered_within_threshold"], week["answered"])}
    week["offered"] = week["answered"] + week["abandoned"] + week["overflow"]
    week["received"] = week["offered"] + week["ivr_exit"] + week["deflected"]
    week["delivered"] = week["received"]
    week["presented"] = week["delivered"] + week["busy"] + week["closed"]
    found = indicators.figures(pd.DataFrame([week]), GLOSSARY).set_index("figure")["value"]
    families = ("answer_rate", "sl", "abandon")
    shares = [n for n, f in GLOSSARY.figures.items() if f.family in families and f.unit == "ratio"]

    assert found[shares].dropna().between(0, 1).all()
    assert found["carrier.efficiency"] <= 1 or np.isnan(found["carrier.efficiency"])


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 3)
@given(weeks=st.lists(counts, min_size=1, max_size=5), data=st.data())
def test_the_order_of_rows_changes_nothing(weeks, data):
    """A figure of a week must not depend on which week stands above it."""
    frame = pd.DataFrame(weeks)
    order = data.draw(st.permutations(range(len(weeks))))
    one = indicators.figures(frame, GLOSSARY).set_index(["index", "figure"])["value"]
    other = indicators.figures(frame.iloc[order], GLOSSARY).set_index(["index", "figure"])["value"]

    pd.testing.assert_series_equal(one, other.reindex(one.index))


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples // 3)
@given(days=st.lists(counts, min_size=2, max_size=6), cut=st.integers(1, 5))
def test_a_week_split_in_two_and_joined_again_is_the_same_week(days, cut):
    """Sum first, divide last: parts are added before anything is divided."""
    frame = pd.DataFrame(days)
    whole = frame.sum().to_frame().T
    joined = (frame.iloc[:cut].sum() + frame.iloc[cut:].sum()).to_frame().T
    one, other = (indicators.figures(part, GLOSSARY)["value"] for part in (whole, joined))

    pd.testing.assert_series_equal(one, other)


def test_a_quiet_and_fully_answered_day_does_not_hide_a_busy_and_missed_one():
    """The mean of the daily rates would be 75 %; the line answered 51 calls of 100."""
    days = pd.DataFrame({"offered": [2.0, 98.0], "answered": [2.0, 49.0]})
    found = indicators.figures(days.sum().to_frame().T, GLOSSARY).set_index("figure")

    assert found.at["answer_rate.agent", "value"] == pytest.approx(51 / 100)


def test_no_rows_give_no_figures():
    """An empty frame is no fault."""
    assert indicators.figures(pd.DataFrame({"offered": []}), GLOSSARY).empty


def _totals(*columns: tuple[str, str, float]) -> pd.DataFrame:
    table = pd.DataFrame({(level, name): [value] for level, name, value in columns})
    table.index = pd.Index(["2026-W47"], name="week")
    return table


def _one(totals: pd.DataFrame, name: str) -> tuple[float, str]:
    row = indicators.figures(totals, GLOSSARY).set_index("figure").loc[name]
    return row["value"], row["reason"]


BOTH = [("all", "answered", 90.0), ("all", "presented", 100.0)]


@pytest.mark.parametrize(
    ("client", "provider", "reason"),
    [
        (0b11111, 0b11111, ""),
        (0b01111, 0b11111, "not_delivered"),
        (0b11110, 0b01111, "not_delivered"),
    ],
)
def test_a_rate_over_both_sides_needs_the_same_days_of_both(client, provider, reason):
    """Five days over four gives a rate that looks fine and is wrong."""
    totals = _totals(*BOTH, ("covered", "client", client), ("covered", "provider", provider))

    value, why = _one(totals, "answer_rate.end_to_end")

    assert why == reason
    assert np.isnan(value) == bool(reason)


def test_a_side_whose_file_did_not_come_is_told_from_one_that_never_counts_this():
    """The one is owed and will come; for the other a different source must be found."""
    missing = _totals(("all", "answered", 90.0), ("covered", "client", 0.0), ("covered", "provider", 31.0))
    never = _totals(*BOTH, ("covered", "client", 31.0), ("covered", "provider", 31.0))

    assert _one(missing, "vol.presented")[1] == "not_delivered"
    assert _one(never, "carrier.answered_by_platform")[1] == "not_in_source"


def test_the_time_advisers_wait_is_owed_by_no_file():
    """A provider that exports calls only has no available time: that is no missing delivery."""
    days = {"provider": 31.0, "handle": 31.0, "floor": 0.0, "client": 31.0}
    covered = [("covered", group, bits) for group, bits in days.items()]

    assert _one(_totals(("open", "handle_s", 30.0), *covered), "occupancy") == (
        pytest.approx(math.nan, nan_ok=True),
        "not_in_source",
    )


@pytest.mark.parametrize(
    ("answered", "wait", "covered", "reason"),
    [
        (9.0, 90.0, 31, "no_call_rows"),
        (9.0, math.nan, 31, "not_in_source"),
        (0.0, 0.0, 31, "no_calls"),
        (math.nan, math.nan, 0, "not_delivered"),
    ],
)
def test_why_a_percentile_cannot_be_told(answered, wait, covered, reason):
    """Percentiles of averages are wrong; the page says what would be needed."""
    totals = _totals(
        ("open", "answered", answered), ("open", "wait_answered_s", wait), ("covered", "provider", float(covered))
    )

    assert _one(totals, "wait.p90")[1] == reason
    assert reason in REASONS


HELD = {"answered": 10.0, "talk_s": 900.0, "hold_s": 60.0, "acw_s": 240.0, "handle_s": 1200.0}


@pytest.mark.parametrize(
    ("figure", "gone", "lacking"),
    [
        ("aht", ["hold_s", "handle_s"], "hold_s"),
        ("aht", ["hold_s", "acw_s", "handle_s"], "hold_s acw_s"),
        ("aht", ["talk_s", "hold_s", "acw_s", "handle_s"], "handle_s"),
        ("aht", ["talk_s", "hold_s", "acw_s"], ""),
        ("dmc", ["hold_s", "handle_s"], "hold_s"),
        ("occupancy", [], "available_s"),
        ("transfer", [], "transferred"),
        ("talk", ["hold_s", "handle_s"], ""),
    ],
)
def test_a_figure_names_the_count_that_the_delivery_lacks(figure, gone, lacking):
    """ "Not available" sends both sides searching; the name of the empty column sends one of them to its export."""
    totals = pd.DataFrame([{name: value for name, value in HELD.items() if name not in gone}])
    row = indicators.figures(totals, GLOSSARY).set_index("figure").loc[figure]

    assert (row["lacking"], row["reason"]) == (lacking, "not_in_source" if lacking else "")
