"""What the headline may name: something beyond limits of its own that carries half of the gap, else nobody."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from kit import params
from kit.analysis.line.usual import Usual
from kit.analysis.weekly import drivers
from kit.analysis.weekly.drivers import Driver, Story, story
from kit.analysis.weekly.shortfall import Shortfall, Span, shortfall

MONDAY = pd.Timestamp("2026-11-16")
DAYS = pd.date_range(MONDAY, periods=5, name="day")
HALF_HOURS = range(480, 1080, 30)
NO_OUTAGES = pd.DataFrame(columns=["kind", "local_date", "from_minute", "to_minute"])


@pytest.fixture
def usual() -> Usual:
    """Nine weeks: 100 calls each half-hour, 80 of them answered within T by ten of ten planned advisers."""
    days = pd.DatetimeIndex([day - pd.Timedelta(weeks=back) for back in range(9) for day in DAYS])
    index = pd.MultiIndex.from_product([days.sort_values(), HALF_HOURS], names=["day", "half_hour"])
    table = pd.DataFrame(
        {"offered": 100.0, "answered": 95.0, "abandoned": 5.0, "answered_within_threshold": 80.0}, index=index
    )
    like = {day: [day - pd.Timedelta(weeks=back) for back in range(1, 9)] for day in DAYS}
    return Usual(DAYS, like, table.assign(planned=10.0, present=10.0, withheld=""))


def rows(usual: Usual, day: int, start: int, end: int, back: int = 0) -> pd.Series:
    """Which half-hours lie from minute to minute of a day, some weeks back."""
    at, minute = (usual.half_hours.index.get_level_values(name) for name in ("day", "half_hour"))
    return (at == DAYS[day] - pd.Timedelta(weeks=back)) & (minute >= start) & (minute < end)


def figures(volume: tuple = (10000, 10000, 12000), handle: tuple = (400, 400, 420)) -> pd.DataFrame:
    """vol.offered and aht: value, centre, upper limit."""
    names = ["value", "center", "upper"]
    return pd.DataFrame([volume, handle], columns=names, dtype=float).assign(figure=["vol.offered", "aht"])


def lacking(usual: Usual, objective: float = 0.79) -> Shortfall | None:
    week = usual.half_hours[usual.half_hours.index.get_level_values("day").isin(DAYS)]
    over, under = week["answered_within_threshold"].sum(), (week["answered"] + week["abandoned"]).sum()
    row = {"numerator": over, "denominator": under, "objective": objective, "sense": "at_least", "unit": "ratio"}
    return shortfall(pd.Series(row | {"gap": over / under - objective}), params.glossary().figures["sl.v3"], usual)


def found(usual: Usual, outages: pd.DataFrame = NO_OUTAGES, **limits) -> dict[str, Driver]:
    given = drivers.drivers(usual, figures(**limits), outages, lacking(usual))
    return {one.kind: one for one in given}


def _slow(usual: Usual, day: int, start: int, end: int, fast: float = 30.0) -> None:
    usual.half_hours.loc[rows(usual, day, start, end), "answered_within_threshold"] = fast


def _away(usual: Usual, day: int, start: int, end: int, missing: float, back: int = 0) -> None:
    usual.half_hours.loc[rows(usual, day, start, end, back), "present"] = 10.0 - missing


# What is a driver


def test_an_ordinary_week_has_no_driver(usual):
    """Whatever it missed, nothing measured apart from it was unusual."""
    _slow(usual, 0, 540, 720)

    assert found(usual) == {}


def test_the_worst_hours_are_no_driver(usual):
    """Chosen as the worst, some hours carry half of any small gap: in nine of ten ordinary misses they do."""
    _slow(usual, 0, 480, 1080, fast=0.0)

    assert found(usual) == {}


@pytest.mark.parametrize(
    ("limits", "kinds"),
    [
        ({"volume": (12001, 10000, 12000)}, ["demand"]),
        ({"volume": (12000, 10000, 12000)}, []),
        ({"handle": (421, 400, 420)}, ["handle"]),
        ({"handle": (421, np.nan, np.nan)}, []),  # too short a past
        ({"handle": (np.nan, 400, 420)}, []),  # withheld, or not delivered
    ],
)
def test_the_whole_week_is_a_driver_beyond_the_limits_of_the_page(usual, limits, kinds):
    """The page must not call a volume usual in its table and a cause in its headline."""
    _slow(usual, 0, 540, 720)

    assert list(found(usual, **limits)) == kinds


def test_demand_says_how_far_it_is_from_the_usual(usual):
    """ "More calls" is no measure."""
    driver = found(usual, volume=(12800, 10000, 12000))["demand"]

    assert driver.fields == {"value": 12800, "usual": 10000, "change": pytest.approx(0.28)}
    assert driver.told()["scope"] == "week" and driver.told()["carries"] is None


def test_days_beyond_the_like_days_are_demand_too(usual):
    """A campaign of three days drowns in a week's limits, and not in those of its Tuesdays."""
    inside = rows(usual, 1, 480, 1080)
    usual.half_hours.loc[inside, ["offered", "answered"]] += [40, 40]
    driver = found(usual)["demand"]

    assert [span.day for span in driver.spans] == [DAYS[1]]
    assert driver.fields["change"] == pytest.approx(0.4)
    assert driver.carries["back"] == pytest.approx(20 * (0.79 * 140 - 80))


def test_a_week_of_busy_days_is_demand_though_none_is_beyond_its_limit(usual):
    """A sixth more calls every day, where days differ by a tenth: no day is out of the ordinary, the week is."""
    for back in range(1, 9):
        for day in range(5):
            uneven = 1.1 if (back + day) % 2 else 0.9
            usual.half_hours.loc[rows(usual, day, 480, 1080, back), "offered"] *= uneven
    for day in range(5):
        usual.half_hours.loc[rows(usual, day, 480, 1080), ["offered", "answered"]] += [16, 16]
    demand = found(usual)["demand"]

    assert [span.day for span in demand.spans] == list(DAYS)
    one = usual.half_hours.copy()
    one.loc[rows(usual, 1, 480, 1080) | rows(usual, 2, 480, 1080) | rows(usual, 3, 480, 1080), "offered"] = 100.0
    assert found(Usual(usual.days, usual.reference, one)) == {}  # two such days alone are chance


@pytest.mark.parametrize(("more", "told"), [(29, False), (31, True)])
def test_a_day_must_bring_enough_to_break_a_plan(usual, more, told):
    """On a line whose days are alike to the call, a tenth more is unusual, and nobody's headline."""
    usual.half_hours.loc[rows(usual, 1, 480, 1080), ["offered", "answered"]] += [more, more]
    _slow(usual, 1, 480, 1080)

    assert ("demand" in found(usual)) is told


def test_a_day_as_uneven_as_its_like_days_is_no_demand(usual):
    """Limits come from the line's own Tuesdays: where they differ by a third, a third more is no news."""
    for back, factor in zip(range(1, 9), (0.7, 1.3) * 4, strict=True):
        usual.half_hours.loc[rows(usual, 1, 480, 1080, back), "offered"] *= factor
    usual.half_hours.loc[rows(usual, 1, 480, 1080), ["offered", "answered"]] += [40, 40]

    assert found(usual) == {}


def test_a_day_with_a_few_calls_more_than_a_steady_past_is_chance(usual):
    """Days that happened to be equal do not make one call more a driver: calls come by chance."""
    usual.half_hours.loc[rows(usual, 1, 480, 510), ["offered", "answered"]] += [100, 100]  # 5 % of the day

    assert found(usual) == {}


def test_missing_advisers_are_a_driver_beyond_what_is_usual_on_the_line(usual):
    """Two advisers away for three hours, where nobody is ever missing longer than one of them for two."""
    _away(usual, 2, 540, 660, 1.0, back=3)
    _slow(usual, 0, 540, 720)
    _away(usual, 0, 540, 720, 2.0)
    driver = found(usual)["staffing"]

    assert driver.spans == (Span(MONDAY, 540, 720),)
    assert driver.fields == {"missing": 2.0}
    assert driver.carries["back"] == pytest.approx(6 * (79 - 30))


def test_an_absence_as_on_other_days_is_no_driver(usual):
    """Someone ill for a morning is an ordinary day of the line, and no headline about a person."""
    _away(usual, 2, 480, 720, 1.0, back=3)
    _slow(usual, 0, 540, 720)
    _away(usual, 0, 540, 720, 1.0)

    assert found(usual) == {}


@pytest.mark.parametrize(("known_days", "told"), [(7, False), (8, True)])
def test_without_a_past_of_staffing_no_absence_is_unusual(usual, known_days, told):
    """A first staffing file says who was missing, not whether that is out of the ordinary."""
    days = usual.half_hours.index.get_level_values("day")
    before = sorted({day for like in usual.reference.values() for day in like})
    usual.half_hours.loc[days.isin(before[known_days:]), ["planned", "present"]] = np.nan
    _slow(usual, 0, 540, 720)
    _away(usual, 0, 540, 720, 2.0)

    assert ("staffing" in found(usual)) is told


def test_hours_with_withheld_answers_are_told_of_nobody(usual):
    """What a stretch carries, less its other half-hours, would be one adviser's own figure."""
    _slow(usual, 0, 540, 720)
    _away(usual, 0, 540, 720, 2.0)
    usual.half_hours.loc[rows(usual, 0, 540, 570), "withheld"] = "few_advisers"

    assert found(usual) == {}


def test_an_outage_carries_the_half_hours_it_touches(usual):
    """Its own calls are in no rate; those of its half-hours are."""
    _slow(usual, 2, 540, 720)
    outage = pd.DataFrame([{"kind": "outage", "local_date": DAYS[2].date(), "from_minute": 620, "to_minute": 660}])
    driver = found(usual, outage)["outage"]

    assert driver.spans == (Span(DAYS[2], 620, 660),)
    assert driver.carries["back"] == pytest.approx(2 * (79 - 30))


def test_where_half_hours_cannot_be_told_only_the_week_is_a_driver(usual):
    """Hourly counts have no half-hours to set to the objective."""
    _away(usual, 0, 540, 720, 2.0)
    given = drivers.drivers(usual, figures(handle=(500, 400, 420)), NO_OUTAGES, None)

    assert [one.kind for one in given] == ["handle"]


# What is named


def driver(kind: str, share: float, *, kept: bool | None = None, day: int = 0) -> Driver:
    """A driver of a day that carries a share of a gap of 100 calls."""
    kept = share >= 1 if kept is None else kept
    return Driver(kind, (Span(DAYS[day], 540, 600),), {}, {"back": 100 * share, "share": share, "kept": kept})


def gap_of(*carried: Driver) -> Shortfall:
    """A gap of 100 calls in which each driver's half-hour lacks what the driver carries."""
    index = pd.MultiIndex.from_tuples([(one.spans[0].day, 540) for one in carried], names=["day", "half_hour"])
    return Shortfall(650.0, 1000.0, 0.75, True, pd.Series([one.carries["back"] for one in carried], index=index), True)


HANDLE, DEMAND = Driver("handle"), Driver("demand")


OFTEN, AT_TIMES, SELDOM = ({"missed": missed, "weeks": 13} for missed in (7, 6, 2))


@pytest.mark.parametrize(
    ("found", "within", "recent", "told", "named"),
    [
        ([], True, OFTEN, "again", []),
        ([], True, AT_TIMES, "again", []),
        ([], True, SELDOM, "none", []),
        ([], False, OFTEN, "none", []),  # beyond the usual variation: no ordinary miss
        ([("staffing", 0.6)], False, OFTEN, "cause", ["staffing"]),
        ([("staffing", 0.5)], False, SELDOM, "cause", ["staffing"]),
        ([("staffing", 0.49)], False, OFTEN, "none", []),
        ([("staffing", 0.49)], True, OFTEN, "again", []),
        ([("staffing", 0.6)], True, OFTEN, "again", ["staffing"]),  # told below, not in the headline
        ([("staffing", 0.6)], True, AT_TIMES, "cause", ["staffing"]),  # missed in fewer than half of the weeks
        ([("staffing", 1.1)], True, OFTEN, "cause", ["staffing"]),  # without it the objective is kept
        ([("outage", 1.0)], True, OFTEN, "cause", ["outage"]),
        ([("demand", 0.6)], True, OFTEN, "with", ["demand"]),  # nobody's, so nobody is blamed
        ([("staffing", 0.6), ("outage", 0.7)], False, OFTEN, "several", ["staffing", "outage"]),
        ([("staffing", 0.3), ("outage", 0.3)], False, OFTEN, "several", ["staffing", "outage"]),
        ([("staffing", 0.2), ("outage", 0.2)], False, OFTEN, "none", []),
        ([("staffing", 0.3), ("outage", 0.7)], False, OFTEN, "cause", ["outage"]),
        ([("staffing", 0.3), ("outage", 0.3)], True, OFTEN, "again", ["staffing", "outage"]),
    ],
)
def test_a_cause_is_named_when_it_carries_half_and_the_miss_is_not_the_ordinary_one(found, within, recent, told, named):
    """Half of the gap is the least; a miss that is usual and stays one is the line's organisation."""
    given = [driver(kind, share, day=at) for at, (kind, share) in enumerate(found)]
    got = story(given, gap_of(*given) if given else None, within=within, recent=recent)

    assert (got.told, [one.kind for one in got.drivers]) == (told, named)


@pytest.mark.parametrize(
    ("found", "told", "named"),
    [
        ([HANDLE], "with", ["handle"]),
        ([DEMAND, HANDLE], "with", ["demand", "handle"]),
        ([HANDLE, driver("staffing", 0.9)], "with", ["handle"]),
        ([HANDLE, driver("staffing", 1.2)], "several", ["handle", "staffing"]),
        ([HANDLE, driver("demand", 1.2)], "with", ["handle"]),
    ],
)
@pytest.mark.parametrize("within", [True, False])
def test_what_was_beyond_its_limits_all_week_is_larger_than_some_hours(found, told, named, within):
    """Longer calls all week make bad Mondays: whoever was missing for an hour of them did not."""
    got = story(found, gap_of(*[one for one in found if one.carries]), within=within, recent=OFTEN)

    assert (got.told, [one.kind for one in got.drivers], got.without) == (told, named, None)


def test_what_several_causes_carry_together_is_not_counted_twice():
    """An outage while two advisers were missing is one bad hour."""
    given = [driver("staffing", 0.6), driver("outage", 0.6)]
    got = story(given, gap_of(given[0]), within=False, recent=OFTEN)

    assert got.without["back"] == 60


def test_a_story_says_nothing_that_is_not_listed(usual):
    """The page words every slug, and no other."""
    assert {"cause", "with", "several", "again", "none"} == set(drivers.TOLD)
    assert Story("none").drivers == ()
