"""Periods: every name is read back, every malformed one is refused, and their days tile the calendar."""

from __future__ import annotations

import datetime as dt
import pickle
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.calendar import FIRST_YEAR, LAST_YEAR, week_of
from kit.errors import BadPeriod, OtherPeriod, UndatedCampaign
from kit.period import EXAMPLES, KINDS, SIDES, Period

NAMED = ("day", "week", "month", "quarter")
WEEK = dt.timedelta(weeks=1)
DAY = dt.timedelta(days=1)

# A year in from either end: `before`, `year_ago` and the weeks of a first or last month must have room.
days = st.dates(dt.date(FIRST_YEAR + 2, 1, 8), dt.date(LAST_YEAR - 1, 12, 20))
named = st.builds(Period.holding, st.sampled_from(NAMED), days)
spans = st.builds(lambda first, more: Period.span(first, first + more * DAY), days, st.integers(0, 370))
campaigns = st.builds(
    Period.campaign, st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True), st.sampled_from(SIDES)
)
dated_campaigns = st.builds(
    lambda bare, span: Period.campaign(*bare.text.rsplit(".", 1), span.first, span.last), campaigns, spans
)
dated = st.one_of(named, spans, dated_campaigns)


@given(st.one_of(named, spans, campaigns))
def test_the_name_of_a_period_is_read_back_as_that_period(period):
    """Folders, parameters and ledgers keep the name alone."""
    assert Period.parse(str(period)) == period
    assert Period.parse(str(period), period.kind) == period
    assert Period.parse(period) is period


@given(dated)
def test_a_period_survives_the_pipe_of_a_forked_run(period):
    """A run is planned in one process and computed in another."""
    again = pickle.loads(pickle.dumps(period))

    assert again == period and hash(again) == hash(period)


READ = """
2026-W47                week     2026-11-16  2026-11-22
2026-W53                week     2026-12-28  2027-01-03
2026-11                 month    2026-11-01  2026-11-30
2028-02                 month    2028-02-01  2028-02-29
2026-12                 month    2026-12-01  2026-12-31
2026-Q1                 quarter  2026-01-01  2026-03-31
2026-Q4                 quarter  2026-10-01  2026-12-31
2026-10-05..2026-11-01  span     2026-10-05  2026-11-01
2026-10-05..2026-10-05  span     2026-10-05  2026-10-05
2026-11-16              day      2026-11-16  2026-11-16
"""


@pytest.mark.parametrize("row", READ.strip().splitlines())
def test_a_name_says_its_kind_and_its_days(row):
    """Week 53 reaches into the next year, February has 29 days in a leap year, both ends of a span count."""
    text, kind, first, last = row.split()

    period = Period.parse(text)

    assert (period.kind, period.first.isoformat(), period.last.isoformat()) == (kind, first, last)
    assert (period.days[0], period.days[-1]) == (period.first, period.last)


@pytest.mark.parametrize(("kind", "example"), EXAMPLES.items())
def test_every_example_that_a_message_gives_can_be_typed(kind, example):
    """A message that names an unreadable example helps nobody."""
    assert Period.parse(example, kind).kind == kind
    assert set(KINDS) < set(EXAMPLES)


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{4}[-WQST./ 0-9a-z]{0,20}", fullmatch=True))
def test_a_text_is_a_period_or_is_refused_as_none(text):
    """Whatever a shell or a file holds: never a traceback, never a neighbouring period."""
    for kind in ("", *EXAMPLES):
        try:
            assert Period.parse(text, kind).text == text
        except BadPeriod as refused:
            assert refused.fields["period"] == text


MALFORMED = [
    "", " ", "2026", "2026-W54", "2025-W53", "2026-W00", "2026-W4", "2026-47", "W47", "../2026-W47", "2026-W47\n",
    "2026-13", "2026-00", "2026-Q0", "2026-Q5", "2026-11-31", "2027-02-29", "2026-11-16T09:00", "0000-W01", "9999-12",
    "2026-11-16..", "2026-11-16..2026-11-31", "2026-11-16...2026-11-17", "2026-11-17..2026-11-16", "rentree",
    "rentree.during", "Rentree.after", "../x.after", "\u0662\u0660\u0662\u0666-W47",
]  # fmt: skip


@pytest.mark.parametrize("text", MALFORMED)
def test_a_misspelt_period_is_refused_in_both_languages(text):
    """A misspelt period must not give another one's report."""
    with pytest.raises(BadPeriod) as refused:
        Period.parse(text)

    assert text in refused.value.text("fr") and text in refused.value.text("en")
    assert refused.value.exit_code == 15


MEANT = """
week      2026-47                     2026-W47
week      2026W7                      2026-W07
week      2026-S7                     2026-W07
week      2026-53                     2026-W53
week      2025-53                     2026-W47
week      2025-W53                    2025-W52
month     2026-1                      2026-01
month     202611                      2026-11
month     2026/11                     2026-11
month     2026-13                     2026-11
quarter   2026-4                      2026-Q4
quarter   2026-T3                     2026-Q3
quarter   2026q1                      2026-Q1
quarter   2026-Q5                     2026-Q4
span      2026-11-01..2026-10-05      2026-10-05..2026-11-01
span      2026-10-05/2026-11-01       2026-10-05..2026-11-01
span      2026-10-05 au 2026-11-01    2026-10-05..2026-11-01
span      2026-W47                    2026-11-16..2026-11-22
week      2026-11                     2026-W11
week      2026-Q4                     2026-W40
month     2026-W47                    2026-11
month     2026-Q4                     2026-10
quarter   2026-W47                    2026-Q4
quarter   rentree.after               2026-Q4
campaign  2026-W47                    mutuelle-2026.after
day       2026-11                     2026-11-01
campaign  rentree                     mutuelle-2026.after
day       16/11/2026                  2026-11-16
"""


@pytest.mark.parametrize("row", MEANT.strip().splitlines())
def test_the_message_names_what_was_probably_meant(row):
    """Who types a week as the French say it wants the right form, not a lecture on ISO 8601."""
    kind, text, example = re.split(r"\s{2,}", row.strip())

    with pytest.raises(BadPeriod) as refused:
        Period.parse(text, kind)

    assert refused.value.fields["example"] == example


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", EXAMPLES.values(), ids=list(EXAMPLES))
def test_a_period_of_another_kind_is_refused(kind, text):
    """A report of a month must not be made for a week, nor a week's for a month."""
    period = Period.parse(text)
    if period.kind == kind:
        assert Period.parse(text, kind) == period
        return
    for asked in (text, period):
        with pytest.raises(OtherPeriod, match=f'"{re.escape(text)}" is not the kind'):
            Period.parse(asked, kind)
    assert OtherPeriod.exit_code == BadPeriod.exit_code


@given(st.sampled_from(NAMED), days)
def test_every_day_lies_in_its_own_period(kind, day):
    """Names and days agree in both directions, at every turn of the year."""
    period = Period.holding(kind, day)

    assert day in period and day in period.days
    assert period.first - DAY not in period and period.last + DAY not in period
    assert all(Period.holding(kind, one) == period for one in (period.first, period.last))


@given(dated)
def test_the_period_before_ends_on_the_eve(period):
    """No day between two of them is lost or counted twice: weeks, months and quarters tile the calendar."""
    before = period.before()

    assert before.last + DAY == period.first
    if period.kind in ("span", "campaign"):
        assert len(before.days) == len(period.days)
    else:
        assert before.kind == period.kind


@given(named, st.integers(0, 12))
def test_the_names_back_are_those_of_the_periods_before(period, count):
    """History is read by these names: one that is missing would be a hole in it."""
    names = period.names_back(count)

    assert len(names) == count + 1 and names[-1] == period.text
    read = [Period.parse(name) for name in names]
    assert read == sorted(read)
    assert all(late.before() == early for early, late in zip(read, read[1:], strict=False))


@given(dated)
def test_the_weeks_of_a_period_hold_its_days_and_no_week_too_many(period):
    """What a month's report reads lies in files by week."""
    weeks = [Period.week(name) for name in period.weeks]

    assert weeks[0].first <= period.first and period.last <= weeks[-1].last
    assert all(any(day in period for day in week.days) for week in (weeks[0], weeks[-1]))
    assert all(early.last + DAY == late.first for early, late in zip(weeks, weeks[1:], strict=False))


@given(dated)
def test_a_year_ago_a_period_has_the_same_place(period):
    """Monday is compared with Monday; a month with the very same one, since its days are what is billed."""
    found = period.year_ago()

    if period.kind in ("month", "quarter"):
        assert [(one.year, one.number) for one in found] == [(period.year - 1, period.number)]
        return
    assert all(one.first.weekday() == period.first.weekday() for one in found)
    if len(found) == 1:
        assert (found[0].first, found[0].last) == (period.first - 52 * WEEK, period.last - 52 * WEEK)
    else:
        assert (period.kind, period.number) == ("week", 53)


def test_week_53_is_compared_with_two_weeks():
    """2026 has a week 53 and 2025 has none: the comparison is of two, so flagged, not invented."""
    assert [str(one) for one in Period.week("2026-W53").year_ago()] == ["2025-W52", "2026-W01"]
    assert [str(one) for one in Period.week("2026-W47").year_ago()] == ["2025-W47"]


@pytest.mark.parametrize("year", range(2000, 2041))
def test_a_year_has_as_many_weeks_as_its_28th_of_december_says(year):
    """A year of 53 weeks has a week that no other year has; both of its ends must be where the calendar has them."""
    last = Period.week(week_of(dt.date(year, 12, 28)))

    assert last.number in (52, 53)
    assert Period.week(f"{year + 1}-W01").before() == last
    with pytest.raises(BadPeriod):
        Period.week(f"{year}-W{last.number + 1}")


MEETINGS = """
2026-W47                2026-11-23T09:00:00+01:00
2026-W12                2026-03-23T09:00:00+01:00
2026-W13                2026-03-30T09:00:00+02:00
2026-W43                2026-10-26T09:00:00+01:00
2026-11                 2026-12-07T09:00:00+01:00
2026-10                 2026-11-02T09:00:00+01:00
2026-05                 2026-06-01T09:00:00+02:00
2026-Q4                 2027-01-04T09:00:00+01:00
2026-10-05..2026-11-01  2026-11-02T09:00:00+01:00
2026-11-16              2026-11-23T09:00:00+01:00
"""


@pytest.mark.parametrize("row", MEETINGS.strip().splitlines())
def test_the_meeting_is_the_first_monday_after_the_period_at_nine(row):
    """Local time on both sides of a clock change; November 2026 ends on a Monday, whose own calls are not in at 9."""
    text, moment = row.split()

    assert Period.parse(text).meeting("Europe/Paris").isoformat() == moment


@given(dated, st.sampled_from(["Europe/Paris", "America/Cayenne", "Pacific/Auckland"]))
def test_no_meeting_is_held_before_the_period_has_ended(period, zone):
    """A report that speaks before its last day is over would tell a day in part as a whole one."""
    meeting = period.meeting(zone)

    assert DAY <= meeting.date() - period.last <= WEEK
    assert (meeting.weekday(), meeting.hour, meeting.minute) == (0, 9, 0)


@pytest.mark.parametrize("text", [f"{FIRST_YEAR}-W01", f"{FIRST_YEAR}-01", f"{FIRST_YEAR}-Q1", f"{FIRST_YEAR}-01-01"])
def test_nothing_lies_before_the_first_year(text):
    """Years far away are typing errors, and quarter-hours are counted from 1970."""
    first = Period.parse(text)

    for beyond in (first.before, first.year_ago, lambda: first.names_back(1)):
        with pytest.raises(BadPeriod):
            beyond()


@pytest.mark.parametrize("text", [f"{LAST_YEAR}-W52", f"{LAST_YEAR}-12", f"{LAST_YEAR}-Q4", f"{LAST_YEAR}-12-31"])
def test_nothing_lies_after_the_last_year(text):
    """The last period itself can be read, and its meeting still has a date."""
    last = Period.parse(text)

    assert last.meeting("Europe/Paris").date() > last.last
    with pytest.raises(BadPeriod, match=f"{FIRST_YEAR}–{LAST_YEAR}"):
        Period.parse(text.replace(str(LAST_YEAR), str(LAST_YEAR + 1)).replace("W52", "W01"))


NEEDS_DAYS = {
    "first": lambda one: one.first,
    "last": lambda one: one.last,
    "days": lambda one: one.days,
    "weeks": lambda one: one.weeks,
    "a day in it": lambda one: dt.date(2026, 11, 16) in one,
    "before": lambda one: one.before(),
    "a year ago": lambda one: one.year_ago(),
    "meeting": lambda one: one.meeting("Europe/Paris"),
}


@pytest.mark.parametrize("ask", NEEDS_DAYS.values(), ids=list(NEEDS_DAYS))
def test_a_campaign_without_dates_has_no_days_and_says_so(ask):
    """Its name tells no dates: to guess some would measure another time."""
    with pytest.raises(UndatedCampaign, match="rentree.after") as refused:
        ask(Period.parse("rentree.after"))

    assert refused.value.exit_code == BadPeriod.exit_code


def test_a_campaign_that_is_given_dates_has_days():
    """Who knows the campaign's dates hands them in; its name stays what was typed."""
    after = Period.campaign("rentree", "after", dt.date(2026, 10, 5), dt.date(2026, 11, 1))

    assert str(after) == "rentree.after"
    assert len(after.days) == 28
    assert str(after.before()) == "2026-09-07..2026-10-04"


@pytest.mark.parametrize("side", ["during", "", "after\n"])
def test_a_campaign_has_two_sides_only(side):
    """What lies between is neither its run-up nor its effect."""
    with pytest.raises(BadPeriod):
        Period.campaign("rentree", side)


def test_periods_sort_by_their_days():
    """A status list of all kinds is in the order of the calendar; what has no dates stands last."""
    names = ["2026-Q3", "2026-Q4", "2026-W41", "2026-11", "2026-W47", "2026-11-16", "rentree.after"]
    expected = ["2026-Q3", "2026-Q4", "2026-W41", "2026-11", "2026-11-16", "2026-W47", "rentree.after"]

    assert [str(one) for one in sorted(Period.parse(name) for name in names)] == expected
    with pytest.raises(TypeError):
        assert Period.week("2026-W47") < "2026-W48"


def test_the_number_of_a_period_is_that_of_its_name():
    """A page writes "semaine 1 de 2027", whatever day the week begins on."""
    found = [(one.year, one.number) for one in map(Period.parse, ("2026-W01", "2026-W53", "2026-11", "2026-Q4"))]

    assert found == [(2026, 1), (2026, 53), (2026, 11), (2026, 4)]
