"""Weeks at the edge: one side's file alone, no objective, no deadline, a figure that cannot be judged."""

import dataclasses

import pages
import pandas as pd
import pytest
import sided
from reviews import deliveries, utc

from kit import present
from kit.language.numbers import Numbers
from kit.params.glossary import Palette, contrast
from kit.present.page import palette
from kit.present.page.shown import jsonable
from kit.present.voice import plain, voice
from kit.present.weekly import findings
from kit.present.weekly.headline import lead

NAN = float("nan")
SAME = [{"figure": "asa", "value": 41.0, "center": 27.0, "unit": "s"}]


def _replaced(name: str, **fields):
    return dataclasses.replace(pages.week(name), **fields)


def _figures(name: str, choose=lambda row: True, **fields):
    """The week with fields of some of its figures changed."""
    table = pages.week(name).figures.copy()
    mine = table.apply(choose, axis=1).astype(bool)
    for field, value in fields.items():
        table.loc[mine, field] = value
    return _replaced(name, figures=table)


def _counts(**columns):
    return _replaced("bad", counts_by_day=pages.week("bad").counts_by_day.assign(**columns))


def _days(**columns):
    return _replaced("bad", by_day=pages.week("bad").by_day.assign(**columns))


def _heat(**columns):
    return _replaced("bad", heat=pages.week("bad").heat.assign(**columns))


def _only_the_carrier():
    week = _counts(received=NAN, unexplained=NAN)
    return dataclasses.replace(week, data=week.data | {"received": {"carrier_counts": 480}})


def _one_day_of_the_carrier_missing():
    table = pages.week("bad").counts_by_day.copy()
    table.loc[0, ["delivered", "unexplained", "tolerance"]] = NAN
    return _replaced("bad", counts_by_day=table)


def _objectives(status: list[str]):
    table = pages.week("bad").figures.copy()
    for name, one in zip(("answer_rate.agent", "sl.T", "asa"), status, strict=True):
        table.loc[table["figure"] == name, "status"] = one
    return _replaced("bad", figures=table)


def _no_objective():
    return _figures("clock", lambda row: row["judged"], judged=False)


def _waits_only():
    return _figures(
        "bad", lambda row: row["figure"] in ("answer_rate.agent", "sl.T", "aht", "vol.offered"), judged=False
    )


def _due_later():
    owed = {"source": "acd", "owed_by": "provider", "table": "calls", "status": "not_due", "due_at": utc(24, 11)}
    return _replaced("bad", deliveries=deliveries(*({**owed, "period": f"2026-11-{day}"} for day in (20, 21))))


def _steps(keep):
    table = pages.week("bad").waterfall
    return _replaced("bad", waterfall=table[table["step"].isin(keep)].reset_index(drop=True))


def _without(*steps):
    return _steps(set(pages.week("bad").waterfall["step"]) - set(steps))


def _agreeing():
    table = pages.week("bad").waterfall.copy()
    table.loc[table["step"] == "unexplained", ["calls", "note"]] = [0.0, "within"]
    return _replaced("bad", waterfall=table)


def _same_names():
    return _counts(presented=pages.week("bad").counts_by_day["delivered"])


def _one_week_known():
    trend = pages.week("bad").trend
    return _replaced("bad", trend=trend[(trend["week"] == "2026-W47")])


CASES = {
    "both counts agree": ("waterfall", _agreeing, "carrier and platform count the same"),
    "a carrier that counts deliveries only": ("counts", _same_names, "DayDelivered"),
    "the first week": ("scorecard", _one_week_known, "All three objectives are missed."),
    "two of three kept": ("headline", lambda: _objectives(["kept", "missed", "kept"]), "Objectives kept: 2 of 3."),
    "only the carrier's file came": (
        "counts",
        lambda: _only_the_carrier(),
        "provider’s calls, owed",
    ),
    "the carrier's file lacks a day": ("counts", _one_day_of_the_carrier_missing, "one side only"),
    "counts that agree exactly": (
        "counts",
        lambda: _counts(unexplained=0.0, within=True),
        "carrier and platform count",
    ),
    "counts within tolerance": ("counts", lambda: _counts(unexplained=1.0, within=True), "to within the tolerance"),
    "no deadline is set": (
        "deliveries",
        lambda: _replaced("bad", deliveries=deliveries()),
        "No delivery dates are set",
    ),
    "files not due yet": ("deliveries", _due_later, "Nothing is missing so far."),
    "nothing was answered": ("waterfall", lambda: _without("answered"), "From the carrier’s network"),
    "nothing unexplained is known": ("waterfall", lambda: _without("unexplained"), "were answered by an adviser"),
    "no waits in the source": ("heat_waits", lambda: _heat(asa=NAN), "hold no waits"),
    "a handful of calls": ("heat_answer_rate", lambda: _heat(offered=3.0), "No moment received 10 calls"),
    "no usual range": ("days", lambda: _days(usual_low=NAN, usual_offered=NAN), "Too few weeks are known"),
    "one objective cannot be judged": ("scorecard", lambda: _objectives(["kept", "kept", "not_judged"]), "2 of 3; the"),
    "one of two is missed": (
        "scorecard",
        lambda: _objectives(["kept", "missed", "not_judged"]),
        "Missed: service level.",
    ),
    "no judged rate": ("variants", _waits_only, "Here are the same calls, counted otherwise."),
    "no named figure": ("variants", _no_objective, "None of the week’s figures can be counted"),
}


@pytest.mark.parametrize("case", CASES)
def test_an_edge_is_put_into_words(case):
    """A part that has nothing to compare says so, and who owes what is missing."""
    part, week, said = CASES[case]
    text = plain(getattr(present, part)(week()).html["en"]).replace("\u00a0", " ")
    assert said in text


def test_the_objective_of_a_line_without_any_is_not_invented():
    """Heat maps need a bound: what the week itself reached, never a number from elsewhere."""
    html = present.heat_answer_rate(pages.week("clock")).html["en"]
    value = pages.week("clock").figure("answer_rate.agent")["value"]
    assert f"{int(value * 20) * 5}% or more" in html
    unknown = _figures("clock", lambda row: row["figure"] == "answer_rate.agent", value=NAN)
    assert "90% or more" in present.heat_answer_rate(unknown).html["en"]


@pytest.mark.parametrize(
    ("week", "expected"),
    [
        (_replaced("clock", findings=()), "Answer rate: 82.0%, against 77.7% the week before"),
        (
            dataclasses.replace(_figures("clock", previous=NAN), findings=()),
            "Answer rate: 82.0%",
        ),
        (
            dataclasses.replace(_figures("clock", value=NAN), findings=()),
            "Week 8: nothing to judge",
        ),
    ],
    ids=["with a week before", "first week", "no value"],
)
def test_a_line_without_objectives_is_told_by_its_first_figure(week, expected):
    """Nothing is judged that the contract does not name."""
    assert lead(week, voice("en")).replace("\u00a0", " ") == expected


def test_hours_without_a_cause_do_not_stand_in_the_headline():
    """Every week has a worst hour: named in the first line it would be a reproach that nothing carries."""
    fields = {"date": pages.week("bad").by_day["local_date"].iloc[0], "from_minute": 540, "to_minute": 720}
    worst = sided.finding(1, "worst_hours", "abandon.count", 236.0, fields)
    text = lead(_replaced("bad", findings=(worst,)), voice("en")).replace("\u00a0", " ")
    assert text == "One call in eight was not answered"


def test_an_objective_missed_alone_names_no_other():
    """ "Missed as well" with nothing behind it would be a hole in the sentence."""
    finding = sided.finding(1, "objective_missed", "asa", None, {"weeks_missed": 1, "also": []})
    text = plain(findings.in_words(finding, pages.week("bad"), voice("en")).text)
    assert "as well" not in text and "week in a row" not in text


def test_figures_that_tell_of_the_same_calls_share_a_signal():
    """Three signals of one bad morning are one finding."""
    finding = sided.finding(1, "signal", "answer_rate.agent", 90.0, {"direction": "down", "also": SAME})
    text = plain(findings.in_words(finding, pages.week("bad"), voice("en")).text).replace("\u00a0", " ")
    assert text.endswith("Likewise: average speed of answer, 41 s against 27 s in a usual week.")


def test_every_text_on_every_ground_can_be_read():
    """Whatever house colours a partner sets, the numbers in the cells keep a contrast of 4.5."""
    base = dict.fromkeys(("ink", "soft", "bad", "warn", "ok"), "#17252d") | {"line": "#d7dee1", "tint": "#f3f7f8"}
    for house in ("#6b6b00", "#0f5c6e", "#8a1f8a", "#5e5e5e"):
        colours = Palette(house=house, paper="#ffffff", **base)
        for share in (*palette.DEMAND, *(step for _, step in palette.SEVERITY)):
            ground, text = palette.readable(house, share, colours)
            assert contrast(text, ground) >= palette.READABLE


def test_points_of_nothing_are_nothing():
    """A gap to a figure that is not there is not zero."""
    assert Numbers("en").points(NAN) == "n/a"


def test_values_for_machines_are_json():
    """Numbers of numpy and times of pandas are no JSON."""
    frame = pd.DataFrame({"at": [pd.Timestamp("2026-11-16"), pd.NaT], "n": [1.0, NAN], "s": ["a", "b"]})
    assert jsonable(frame) == [{"at": "2026-11-16T00:00:00", "n": 1.0, "s": "a"}, {"at": None, "n": None, "s": "b"}]
    assert jsonable({"x": (frame["n"].to_numpy()[0], float("inf"))}) == {"x": [1.0, None]}
