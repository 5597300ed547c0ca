"""The week by queue: the gap's parts add up, the small ones are told together, nobody is told alone."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.analysis import weekly
from kit.analysis.line import queries
from kit.analysis.line.queues import QUEUE_COLUMNS
from kit.analysis.review import Finding
from kit.analysis.weekly import queue_findings
from kit.period import Period

pytestmark = pytest.mark.slow

MONDAY = dt.date(2026, 11, 16)
AIM = {"figure": "answer_rate.agent", "at_least": 0.90}


def _calls(queue: str | None, answered: int, abandoned: int, day: dt.date = MONDAY, wait: float = 10.0) -> list[dict]:
    """Calls of one queue, spread over a day's opening hours."""
    count = answered + abandoned
    found = []
    for n in range(count):
        minute = 480 + n * 599 // count
        base = {"at": f"{day} {minute // 60:02d}:{minute % 60:02d}", "queue": queue, "wait_s": wait, "talk_s": 100.0}
        found.append(base | {"outcome": "answered" if n < answered else "abandoned", "hold_s": 0.0, "acw_s": 0.0})
    return found


def _review(line, **more):
    return weekly.review(line.tables(**more), line.contract)


def _queues(new_line, week: dict[str | None, tuple[int, int]], **terms) -> pd.DataFrame:
    line = new_line(days=["mon"], objectives=[AIM], **terms)
    for queue, (answered, abandoned) in week.items():
        line.deliver("calls", _calls(queue, answered, abandoned))
    return _review(line).queues


def test_the_queue_that_lacks_most_calls_stands_first_with_its_share_of_the_gap(new_line):
    """Neither the largest queue nor the lowest rate explains a week, but what each lacks of its objective."""
    found = _queues(new_line, {"Nord": (900, 100), "Sud": (150, 50), "Ouest": (30, 16)})

    # 90 % of 200 are 180: 30 short. 90 % of 46 are 41.4: 11.4 short. Nord is on its objective.
    assert found["queue"].tolist() == ["Sud", "Ouest", "Nord"]
    assert found["short"].tolist() == pytest.approx([30, 11.4, 0])
    assert found["share"].tolist() == pytest.approx([30 / 41.4, 11.4 / 41.4, 0])
    assert found["calls_share"].tolist() == pytest.approx([200 / 1246, 46 / 1246, 1000 / 1246])
    assert found["value"].tolist() == pytest.approx([0.75, 30 / 46, 0.9])
    assert found["ranked"].all()


def test_the_parts_of_the_gap_add_up_to_the_gap_of_the_week(new_line):
    """Two tables on one page must not tell two gaps."""
    line = new_line(days=["mon"], objectives=[AIM])
    for queue, counts in {"A": (90, 30), "B": (200, 4), None: (40, 9), "C": (3, 2), "D": (1, 4)}.items():
        line.deliver("calls", _calls(queue, *counts))

    review = _review(line)

    row = review.figure("answer_rate.agent")
    assert review.queues["short"].sum() == pytest.approx(0.9 * row["denominator"] - row["numerator"])
    assert review.queues["share"].sum() == pytest.approx(1)
    assert review.queues["offered"].sum() == review.figure("vol.offered")["value"]
    assert review.queues["queues"].sum() == 5


counts = st.tuples(st.integers(0, 60), st.integers(0, 20))
HOURS = {"queues": {"Nuit": {"opening_hours": {"mon": ["16:00-20:00"]}}}}


@settings(max_examples=settings.default.max_examples // 4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    week=st.dictionaries(st.sampled_from(["A", "B", "Nuit", "É", None]), counts, min_size=1),
    table=st.sampled_from(["calls", "intervals"]),
    objective=st.sampled_from(
        [AIM, {"figure": "sl.T", "variant": "v3", "at_least": 0.8}, {"figure": "abandon", "at_most": 0.05}]
    ),
)
def test_the_queues_add_up_to_the_week_whatever_they_are(new_line, week, table, objective):
    """Calls or interval counts, with hours of their own or not, at least or at most: one week, one gap."""
    line = new_line(days=["mon"], objectives=[objective], **HOURS)
    for queue, (answered, abandoned) in week.items():
        calls = _calls(queue, answered, abandoned) if answered + abandoned else []
        line.deliver(table, calls if table == "calls" else _counted(calls))

    # The counts hold the half-hours with calls alone.
    review = _review(line, declared=tuple(one | {"zero_rows": "left_out"} for one in line.declared()))

    row = review.figure(objective["figure"])
    if pd.isna(row["value"]):
        return  # nobody was answered: how long they would have waited is in no row
    offered = sorted(queue or "" for queue, both in week.items() if sum(both))
    if len(review.queues) == 0:
        assert len(offered) < 2 or review.figure("vol.offered")["value"] < sum(map(sum, week.values()))
        return
    assert row["status"] in ("kept", "missed")
    assert review.queues["offered"].sum() == review.figure("vol.offered")["value"]
    assert review.queues["numerator"].sum() == row["numerator"]
    assert abs(review.queues["short"].sum()) == pytest.approx(
        abs(row["objective"] * row["denominator"] - row["numerator"])
    )


def _counted(calls: list[dict]) -> list[dict]:
    """The calls as counts by half-hour."""
    table = pd.DataFrame(calls)
    if table.empty:
        return []
    at = pd.to_datetime(table["at"]).dt.floor("30min").astype(str)
    answered = table["outcome"] == "answered"
    rows = pd.DataFrame(
        {"at": at, "queue": [call["queue"] for call in calls], "offered": 1.0, "answered": answered.astype(float)}
        | {"abandoned": (~answered).astype(float), "answered_within_threshold": answered.astype(float)}
    )
    grouped = rows.groupby(["at", "queue"], dropna=False).sum().reset_index()
    grouped["queue"] = [None if pd.isna(queue) else queue for queue in grouped["queue"]]
    return [row | {"minutes": 30, "queue": calls[0]["queue"]} for row in grouped.to_dict("records")]


def test_small_queues_are_told_together(new_line):
    """Of 29 calls one abandoned more or less is three points: the worst of forty would be chance's choice."""
    small = {f"Site {at}": (4, 1) for at in range(39)}

    found = _queues(new_line, {"Nord": (280, 20), "Sud": (26, 3), **small})

    assert found["queue"].tolist() == ["Nord", ""]
    others = found.iloc[1]
    assert (others["kind"], others["queues"], others["offered"], bool(others["ranked"])) == ("others", 40, 224, False)
    assert others["short"] == pytest.approx(0.9 * 224 - (39 * 4 + 26))


def test_thirty_calls_are_enough_to_be_told_alone(new_line):
    """The bound itself: 30 calls stand alone, 29 do not."""
    found = _queues(new_line, {"A": (100, 0), "B": (25, 5), "C": (25, 4), "D": (1, 1)})

    assert found["queue"].tolist() == ["B", "A", ""]


def test_a_single_small_queue_keeps_its_name_and_is_not_ranked(new_line):
    """A group of one would hide its name for nothing; but chance decides of so few calls."""
    found = _queues(new_line, {"A": (95, 5), "B": (80, 20), "C": (1, 9)})

    assert found["queue"].tolist() == ["B", "A", "C"]
    assert found["ranked"].tolist() == [True, True, False]


def test_calls_without_a_queue_are_a_row_of_their_own(new_line):
    """Left out, the rows would not add up to the week."""
    found = _queues(new_line, {"A": (95, 5), None: (60, 40)})

    assert list(zip(found["kind"], found["queue"], found["offered"], strict=True)) == [
        ("none", "", 100),
        ("queue", "A", 100),
    ]


def test_a_line_of_one_queue_has_no_table(new_line):
    """It would say what the scorecard says."""
    found = _queues(new_line, {"Information": (95, 25)})

    assert found.empty and list(found.columns) == QUEUE_COLUMNS


def test_what_was_left_in_the_menu_without_a_queue_makes_no_second_queue(new_line):
    """Nobody was offered there."""
    line = new_line(days=["mon"], objectives=[AIM])
    line.deliver("calls", _calls("Information", 95, 25))
    line.deliver("calls", [{"at": f"{MONDAY} 09:00", "outcome": "ivr_exit", "queue": None}])

    assert _review(line).queues.empty


def test_no_time_of_advisers_is_told_by_queue(new_line):
    """A queue may be one person's desk: a handle time by queue would be that person's."""
    line = new_line(days=["mon"], objectives=[AIM])
    for queue in ("A", "B"):
        line.deliver("calls", _calls(queue, 95, 25))
    bounds = {"first_slot": 0, "last_slot": 2**40}

    found = {*_review(line).queues.columns}
    for name in ("calls_by_queue", "intervals_by_queue"):
        found |= {*queries.run(line.con, name, **bounds).columns}

    assert not found & {"talk_s", "hold_s", "acw_s", "handle_s", "aht", "ring_s", "available_s", "logged_s"}


def _staffed(line, **present: float) -> None:
    halves = [f"{MONDAY} {at // 60:02d}:{at % 60:02d}" for at in range(480, 1080, 30)]
    for queue, count in present.items():
        rows = [{"at": at, "minutes": 30, "queue": queue, "planned": count, "present": count} for at in halves]
        line.deliver("staffing", rows)


def test_the_answers_of_a_single_adviser_are_not_told_alone(new_line):
    """That queue's answer rate is that person's; and a group of one could be had by subtraction."""
    line = new_line(days=["mon"], objectives=[AIM])
    for queue, both in {"A": (400, 20), "B": (90, 10), "C": (60, 40), "Solo": (70, 30)}.items():
        line.deliver("calls", _calls(queue, *both))
    _staffed(line, A=6.0, B=3.0, C=2.0, Solo=1.0)

    found = _review(line).queues

    others = found[found["kind"] == "others"].iloc[0]
    assert others["queues"] == 2 and others["offered"] == 200
    assert sorted(found["queue"]) in (["", "A", "B"], ["", "A", "C"])


def test_the_agreement_that_withholds_nothing_holds_here_too(new_line):
    """`fewest_advisers: 1` is agreed and told to the advisers: then every queue is shown."""
    line = new_line(days=["mon"], objectives=[AIM], data={"fewest_advisers": 1})
    for queue, both in {"A": (400, 20), "Solo": (70, 30)}.items():
        line.deliver("calls", _calls(queue, *both))
    _staffed(line, A=6.0, Solo=1.0)

    assert _review(line).queues["queue"].tolist() == ["Solo", "A"]


def test_what_is_usual_for_a_queue_comes_from_the_weeks_before(new_line):
    """A site that is always at 80 % is another story than one that fell to 80 %."""
    line = new_line(back=8, days=["mon"], objectives=[AIM])
    for at, week in enumerate(line.weeks):
        day = Period.week(week).first
        line.deliver("calls", _calls("A", 90 - at, 10 + at, day))
        line.deliver("calls", _calls("B", 97, 3, day))
        if at > 4:
            line.deliver("calls", _calls("New", 50, 50, day))

    found = _review(line).queues.set_index("queue")

    assert found.loc["A", "usual"] == pytest.approx(sum(90 - at for at in range(8)) / 800)
    assert found.loc["B", "usual"] == pytest.approx(0.97)
    assert np.isnan(found.loc["New", "usual"])  # three weeks before this one say too little


def test_a_queue_whose_days_are_not_whole_is_neither_ranked_nor_told(new_line):
    """Half of its file is not a bad week."""
    line = new_line(objectives=[AIM])
    for day in Period.week("2026-W47").days[:5]:
        line.deliver("calls", _calls("A", 190, 10, day) + _calls("B", 20, 20, day))
    one = {
        "owed_by": "provider",
        "table": "calls",
        "source": "acd",
        "came": 0,
        "due": 40,
        "minutes": 15,
        "state": "missing",
    }
    review = _review(line)
    assert review.queues.loc[0, ["queue", "came", "due", "ranked"]].tolist() == ["B", 5, 5, True]

    from kit.analysis.line import queues, sums

    quarters = sums.read(line.con, repeat_days=3)
    coverage = [one | {"part": "B", "date": f"2026-11-{day}"} for day in (17, 18)]
    partial = queues.read(
        line.con, quarters, line.weeks[-1], review.figures, _glossary(), fewest=5, coverage=coverage
    )  # fmt: skip

    assert partial.table[["queue", "came", "due", "ranked"]].to_numpy().tolist() == [
        ["A", 5, 5, True],
        ["B", 3, 5, False],
    ]
    told = [Finding(0, "objective_missed", "answer_rate.agent", 80.0, {"objective": 0.9, "unit": "ratio"})]
    assert queue_findings.findings(partial.table, told, {"queues": partial.data}) == []


def _glossary():
    from kit import params

    return params.glossary()


def test_a_week_that_is_not_judged_is_not_held_against_the_objective_by_queue_either(new_line):
    """Four of five days are missing: whether a queue is short of the week's objective cannot be said."""
    line = new_line(objectives=[AIM])
    line.deliver("calls", _calls("A", 950, 50) + _calls("B", 50, 150))

    review = _review(line)

    assert review.data["queues"] == {"figure": "answer_rate.agent", "status": "not_judged"}
    assert review.queues[["short", "share"]].isna().all().all()
    assert review.queues["queue"].tolist() == ["A", "B"] and review.queues["value"].tolist() == [0.95, 0.25]


def test_an_objective_that_the_queues_cannot_be_held_against_is_not_used(new_line):
    """The carrier does not know the queues: end to end cannot be told by queue; the plain answer rate is shown."""
    end = {"figure": "answer_rate.end_to_end", "at_least": 0.9}

    line = new_line(days=["mon"], objectives=[end])
    line.deliver("calls", _calls("A", 90, 10) + _calls("B", 50, 50))
    review = _review(line)

    assert review.data["queues"]["figure"] == "answer_rate.agent"
    assert review.queues["short"].isna().all() and review.queues["value"].tolist() == pytest.approx([0.9, 0.5])


# The finding


def _told(review) -> list[Finding]:
    return [one for one in review.findings if one.kind == "queue_gap"]


def test_a_queue_that_explains_most_of_the_gap_is_told_with_its_size(new_line):
    """45 sites become one total: the one that lost its callers must be on the page."""
    line = new_line(days=["mon"], objectives=[AIM])
    for queue, both in {f"Site {at}": (92, 8) for at in range(20)}.items():
        line.deliver("calls", _calls(queue, *both))
    line.deliver("calls", _calls("Site X", 100, 100))

    found = _told(_review(line))

    assert [one.fields["queue"] for one in found] == ["Site X"]
    fields = found[0].fields
    assert fields["share"] == pytest.approx(80 / 40) and fields["calls_share"] == pytest.approx(200 / 2200)
    assert (fields["value"], fields["objective"], fields["offered"]) == (0.5, 0.9, 200)
    assert found[0].calls == pytest.approx(40)  # not more than the gap itself


def test_a_queue_that_is_merely_large_is_not_told(new_line):
    """Seven calls in ten and seven tenths of the gap: that is the line."""
    line = new_line(days=["mon"], objectives=[AIM])
    for queue, both in {"A": (560, 140), "B": (240, 60)}.items():
        line.deliver("calls", _calls(queue, *both))

    assert _told(_review(line)) == []


def test_no_queue_is_told_where_the_objective_is_kept(new_line):
    """There is no gap to explain; the table still shows who is below."""
    line = new_line(days=["mon"], objectives=[AIM])
    line.deliver("calls", _calls("A", 1900, 50) + _calls("B", 60, 40))
    review = _review(line)

    assert _told(review) == [] and review.queues["share"].isna().all()
    assert review.queues["queue"].tolist() == ["B", "A"]


def _frame(offered: np.ndarray, answered: np.ndarray) -> pd.DataFrame:
    short = 0.9 * offered - answered
    table = pd.DataFrame({"kind": "queue", "queue": [f"q{at}" for at in range(len(offered))], "ranked": offered >= 30})
    table = table.assign(
        offered=offered, numerator=answered, denominator=offered, value=answered / offered, usual=np.nan, short=short,
        share=short / short.sum(), calls_share=offered / offered.sum(),
    )  # fmt: skip
    return table.sort_values(["ranked", "short"], ascending=False, ignore_index=True)


def _share_told(queues: int, calls: int, spread: float, worse: float = 0.0) -> float:
    """Share of 200 generated missed weeks in which a queue is told; spread: sd of the queues' rates in the week."""
    chance = np.random.default_rng(5)
    told = weeks = 0
    while weeks < 200:
        size = chance.lognormal(0, 1, queues)
        size = np.append(size / size.sum() * 0.9, 0.1)
        offered = chance.multinomial(calls, size)
        rate = np.clip(0.892 + (0.02 if worse else 0) + chance.normal(0, spread, queues + 1), 0, 1)
        rate[-1] -= worse
        answered = chance.binomial(offered, rate)
        short = float(0.9 * offered.sum() - answered.sum())
        if short <= 0 or (offered == 0).any():
            continue
        weeks += 1
        missed = [Finding(0, "objective_missed", "f", short, {"objective": 0.9, "unit": "ratio"})]
        found = queue_findings.findings(_frame(offered, answered), missed, {"queues": {"figure": "f"}})
        told += any(one.fields["queue"] == f"q{queues}" for one in found) if worse else bool(found)
    return told / 200


@pytest.mark.parametrize(("queues", "calls"), [(2, 4500), (5, 4500), (44, 9000)])
def test_queues_that_are_alike_are_hardly_ever_told(queues, calls):
    """Somebody is always the worst: naming a site for chance's choice would be unjust."""
    assert _share_told(queues, calls, 0.0) == 0
    assert _share_told(queues, calls, 0.01) <= 0.01
    assert _share_told(queues, calls, 0.02) <= 0.04


@pytest.mark.parametrize(("queues", "calls"), [(4, 4500), (44, 9000)])
def test_a_queue_far_below_the_others_is_nearly_always_told(queues, calls):
    """A finding that never comes would be quiet and useless."""
    assert _share_told(queues, calls, 0.01, worse=0.25) >= 0.9


# Names of the contract that no row holds


NIGHT = {"opening_hours": {"mon": ["20:00-22:00"]}}


def test_a_queue_of_the_contract_that_no_row_names_is_told_with_the_near_names(new_line):
    """Hours for "Nuit" where the file writes "NUIT " or "Nuits" hold for no call, and nobody would see it."""
    line = new_line(days=["mon"], objectives=[AIM], queues={"Nuit": NIGHT, "Écoute": NIGHT, "Jour": NIGHT})
    line.deliver("calls", _calls("Nuits", 95, 5) + _calls("NUIT", 95, 5) + _calls("Jour", 95, 5))

    review = _review(line)

    assert review.data["queues_unknown"] == [
        {"queue": "Nuit", "near": ["NUIT", "Nuits"]},
        {"queue": "Écoute", "near": []},
    ]
    first = review.findings[0]
    assert (first.kind, first.fields) == ("queue_unknown", {"queue": "Nuit", "near": ["NUIT", "Nuits"], "others": 1})


def test_a_queue_that_had_calls_in_an_earlier_week_is_known(new_line):
    """A quiet week of the night desk is no misspelling."""
    line = new_line(back=1, days=["mon"], objectives=[AIM], queues={"Nuit": NIGHT})
    line.deliver("calls", _calls("Nuit", 95, 5, Period.week(line.weeks[0]).first) + _calls("Jour", 95, 5))

    review = _review(line)

    assert review.data["queues_unknown"] == [] and not any(one.kind == "queue_unknown" for one in review.findings)


# The carrier's numbers


def test_the_carriers_numbers_stand_side_by_side_where_there_are_several(new_line):
    """Two numbers of one line: a busy tone on one of them is invisible in their sum."""
    line = new_line(back=8, days=["mon"], objectives=[AIM])
    for at, week in enumerate(line.weeks):
        for number, presented in {"0800 1": 100.0 + at, "0800 2": 300.0}.items():
            row = {"at": f"{Period.week(week).first} 09:00", "minutes": 60, "number": number, "presented": presented}
            line.deliver("carrier_counts", [row | {"busy": 7.0, "closed": None, "delivered": presented - 7}])
    line.deliver("calls", _calls("A", 95, 5))

    found = _review(line).numbers

    assert found[["number", "presented", "usual", "busy", "delivered"]].to_numpy().tolist() == [
        ["0800 2", 300, 300, 7, 293],
        ["0800 1", 108, 103.5, 7, 101],
    ]
    assert found["closed"].isna().all()


def test_a_single_number_has_no_table(new_line, fill):
    """The waterfall tells it already."""
    assert _review(fill(new_line())).numbers.empty
