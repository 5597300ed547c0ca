"""A part above its whole is always a finding, whichever figure, in the week or in a day of it; nobody is accused."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from kit import params
from kit.analysis import weekly
from kit.analysis.line import part_over_whole
from kit.analysis.weekly.answerable import answerable
from kit.store import Delivery

pytestmark = pytest.mark.slow

WEEK = "2026-W47"
DAYS = [f"2026-11-{day}" for day in range(16, 21)]
ACD = Delivery(
    sha256="a", file="a.csv", source="acd_intervals", table="intervals", owed_by="provider",
    received_at="2026-11-23T07:00:00+00:00", rows_read=10, accepted=10, first_date=DAYS[0], last_date=DAYS[-1],
    weeks=(WEEK,),
)  # fmt: skip
CARRIER = dataclasses.replace(ACD, table="carrier_counts", source="operateur", owed_by="client", sha256="b")


def _line(new_line, minutes: int = 60, on: dict[str, dict] | None = None, back: int = 0, **counts):
    """The same counts in every hour of every day; `on` changes those of single days."""
    line = new_line(back=back, objectives=[{"figure": "answer_rate.agent", "at_least": 0.9}], followed=["vol.offered"])
    starts = ["08:00"] if minutes == 1440 else [f"{hour:02d}:00" for hour in range(8, 18)]
    base = {"offered": 100.0, "answered": 95.0, "abandoned": 5.0} | counts
    rows = [
        {"at": f"{day} {start}", "minutes": minutes} | base | (on or {}).get(day, {})
        for day in DAYS
        for start in starts
    ]
    line.deliver("intervals", rows)
    line.deliveries = [ACD]
    return line


def _review(line):
    return weekly.review(line.tables(), line.contract)


def _over(review) -> list:
    return [one for one in review.findings if one.kind == "part_over_whole"]


@pytest.mark.parametrize("minutes", [60, 1440])
def test_more_answered_than_offered_is_the_first_finding_and_keeps_no_objective(new_line, minutes):
    """6,004 of 5,949: the page said "100.9 %, kept" and nothing else."""
    review = _review(_line(new_line, minutes, answered=101.0))
    first, row = review.findings[0], review.figure("answer_rate.agent")

    assert (first.kind, first.figure, first.calls) == ("part_over_whole", "answer_rate.agent", None)
    assert first.fields["value"] == pytest.approx(1.01)
    assert first.fields["count"] == pytest.approx(1.01 * first.fields["of"])
    assert (first.fields["date"], len(first.fields["days"])) == (None, 5)
    assert (first.fields["column"], first.fields["columns"]) == ("answered", ["answered", "offered"])
    assert (first.fields["sources"], first.fields["counted_by"]) == (["acd_intervals"], "provider")
    assert (row["status"], row["reason"], row["signal"]) == ("not_judged", "part_over_whole", "none")
    assert not review.data["complete"] and review.data["to_check"] == ["answered"]


def test_a_day_above_its_whole_is_found_in_a_week_that_is_not(new_line):
    """Tuesday at 103 % hides in a week at 96.6 %: the week is judged, and the day is told."""
    review = _review(_line(new_line, on={"2026-11-17": {"answered": 103.0}}))
    finding = _over(review)[0]

    assert (finding.fields["date"], finding.fields["days"]) == (dt.date(2026, 11, 17), [dt.date(2026, 11, 17)])
    assert finding.fields["value"] == pytest.approx(1.03)
    assert review.figure("answer_rate.agent")["status"] == "kept"
    assert not review.data["complete"]


def test_of_several_days_the_worst_is_told_and_all_are_listed(new_line):
    """The meeting looks at one day; whoever corrects the file needs them all."""
    review = _review(_line(new_line, on={"2026-11-17": {"answered": 103.0}, "2026-11-19": {"answered": 110.0}}))
    fields = _over(review)[0].fields

    assert fields["date"] == dt.date(2026, 11, 19)
    assert fields["days"] == [dt.date(2026, 11, 17), dt.date(2026, 11, 19)]


def test_calls_answered_of_none_offered_are_above_their_whole(new_line):
    """There is no rate to show; the contradiction is there all the same."""
    review = _review(_line(new_line, offered=0.0, answered=5.0, abandoned=0.0))

    assert _over(review)[0].fields["value"] is None
    assert review.figure("answer_rate.agent")["reason"] == "part_over_whole"


@pytest.mark.parametrize("counts", [{}, {"answered": 100.0, "abandoned": 0.0}])
def test_a_part_that_is_all_of_its_whole_is_no_contradiction(new_line, counts):
    """A perfect week exists (and is asked about elsewhere)."""
    assert _over(_review(_line(new_line, **counts))) == []


@pytest.mark.parametrize(
    ("counts", "figure", "column"),
    [
        ({"answered_within_threshold": 96.0}, "sl.v2", "answered_within_threshold"),
        ({"transferred": 96.0}, "transfer", "transferred"),
        ({"resolved": 96.0}, "fcr.declared", "resolved"),
        ({"abandoned": 101.0}, "abandon", "abandoned"),
        ({"received": 120.0, "deflected": 130.0}, "deflect", "deflected"),
        ({"talk_s": 300.0, "hold_s": 0.0, "acw_s": 0.0, "logged_s": 200.0}, "utilisation", "handle_s"),
    ],
)
def test_every_share_of_the_glossary_is_looked_at(new_line, counts, figure, column):
    """Whichever column is misread: a part is a part."""
    found = _over(_review(_line(new_line, **counts)))

    assert [one.fields["column"] for one in found] == [column]  # one cause, told once
    assert found[0].figure == figure


def test_two_questions_in_a_call_are_no_contradiction(new_line):
    """Questions are counted beside calls, not among them."""
    assert _over(_review(_line(new_line, unresolved=120.0))) == []


def test_every_ratio_is_a_share_or_is_named_as_none():
    """A ratio that is added to the glossary must not stay unasked by oversight, nor be asked wrongly."""
    glossary = params.glossary()
    ratios = {name for name, figure in glossary.figures.items() if figure.unit == "ratio"}

    assert {name for name in ratios if not part_over_whole.is_part(name, glossary.figures[name])} == set(
        part_over_whole.NO_PARTS
    )


# Two counters


def _carrier(line, presented: float, day: str = "", **more) -> None:
    days = [day] if day else DAYS
    rows = [{"at": f"{one} {hour:02d}:00", "minutes": 60, "number": "1"} for one in days for hour in range(8, 18)]
    line.deliver("carrier_counts", [row | {"presented": presented, "delivered": presented} | more for row in rows])
    line.deliveries.append(CARRIER)


def test_a_carrier_that_delivers_more_than_is_presented_to_it_contradicts_itself(new_line):
    """The client's file is looked at as the provider's is."""
    line = _line(new_line)
    _carrier(line, 110.0, delivered=120.0)
    fields = _over(_review(line))[0].fields

    assert (fields["counted_by"], fields["table"], fields["column"]) == ("client", "carrier_counts", "delivered")
    assert fields["sources"] == ["operateur"]


@pytest.mark.parametrize(("presented", "found"), [(94.5, 0), (80.0, 1)])
def test_two_counters_may_differ_by_the_tolerance_of_the_contract(new_line, presented, found):
    """95 answered of 94.5 presented: clocks differ; of 80 presented: one of the two counts is wrong."""
    line = _line(new_line)
    _carrier(line, presented)
    over = _over(_review(line))

    assert len(over) == found
    if found:
        assert (over[0].figure, over[0].fields["counted_by"]) == ("answer_rate.end_to_end", "both")
        assert over[0].fields["sources"] == ["acd_intervals", "operateur"]


def test_a_carrier_file_of_two_days_does_not_make_the_provider_s_count_impossible(new_line):
    """Two days presented, five answered: a file is missing, nobody's count is above anything."""
    line = _line(new_line)
    for day in DAYS[:2]:
        _carrier(line, 110.0, day)

    assert _over(_review(line)) == []


# Who


def test_nobody_answers_for_a_contradiction_and_both_read_it(new_line):
    """File, mapping or two rules: who counted is said, and no more."""
    finding = _over(_review(_line(new_line, answered=101.0)))[0]

    told = answerable(finding, "provider")
    assert (told.counted_by, told.due_to, told.acts) == ("provider", "", "both")


def test_a_week_above_its_whole_is_no_week_to_compare_with(new_line):
    """100.9 % last week would make this week's 96 % a fall."""
    line = _line(new_line, back=1)
    rows = [
        {"at": f"2026-11-{day:02d} 09:00", "minutes": 60, "offered": 90.0, "answered": 95.0} for day in (9, 10, 12, 13)
    ]
    line.deliver("intervals", rows)
    row = _review(line).figure("answer_rate.agent")

    assert row["value"] == pytest.approx(0.95)
    assert row["previous"] != row["previous"]  # not known
