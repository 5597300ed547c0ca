"""Each part of the page: what it shows, and what it says when there is nothing to show."""

import dataclasses
import re

import pages
import pandas as pd
import pytest
import weeks
from bs4 import BeautifulSoup

from kit import present
from kit.present.voice import plain

PARTS = [name for name in present.__all__ if name not in ("Shown", "use")]


def _text(shown, lang="en") -> str:
    return plain(shown.html[lang]).replace("\u00a0", " ")


def _soup(shown, lang="en") -> BeautifulSoup:
    return BeautifulSoup(shown.html[lang], "html.parser")


@pytest.mark.parametrize("part", PARTS)
def test_every_part_renders_every_week(part, name, lang):
    """Missing files, no past, no objectives, hostile names: the page comes out all the same."""
    html = pages.part(part, name).html[lang]
    assert "nan" not in plain(html).lower().split()
    assert not re.search(r"\{\w+\}", html)


@pytest.mark.parametrize("part", [name for name in PARTS if name != "headline"])
def test_every_part_opens_with_a_sentence(part, name):
    """A table without its sentence leaves the reader to find the point; a part with nothing to show is empty."""
    if part == "queues" and name != "sites":
        assert pages.part(part, name).html == {"fr": "", "en": ""}  # a line of one queue
        return
    assert _soup(pages.part(part, name)).find("p", class_="say").get_text().strip()


@pytest.mark.slow
def test_every_part_survives_a_week_of_which_nothing_came(lang):
    """Both files missing is when the page is needed most."""
    week = weeks.partial_week()
    figures = week.figures.assign(
        value=float("nan"), numerator=float("nan"), denominator=float("nan"), gap=float("nan")
    )
    figures["reason"] = "not_delivered"
    empty = {
        name: getattr(week, name).iloc[:0]
        for name in ("heat", "by_day", "waterfall", "counts_by_day", "count_gaps", "outages", "trend", "limits")
    }
    data = week.data | {"received": {}, "sources": [], "excluded": {}, "quarantined": {}}
    review = dataclasses.replace(week, figures=figures, data=data, findings=(), **empty)
    for part in PARTS:
        said = plain(getattr(present, part)(review).html[lang]).strip()
        assert said or part == "queues"  # of which there is none to compare
    assert "cannot be judged" in _text(present.headline(review))
    assert "owed by Estuaire Contact Centre" in _text(present.scorecard(review))


def test_the_scorecard_tells_status_and_signal_apart():
    """A missed objective may be the usual state of the line; an unusual week may keep its objective."""
    rows = _soup(present.scorecard(weeks.bad_week())).find("tbody").find_all("tr")
    assert [row.find("span", class_="st").get_text() for row in rows] == ["Missed"] * 3 + ["Followed"] * 2
    assert "below its usual variation" in rows[0].get_text() and "within its" in rows[3].get_text()


def test_a_rate_missed_by_a_hair_does_not_look_kept():
    """90.0 % against 90 %, missed: the reader must see why."""
    week = weeks.bad_week()
    figures = week.figures.copy()
    figures.loc[figures["figure"] == "answer_rate.agent", ["value", "gap"]] = (0.8996, -0.0004)
    text = _text(present.scorecard(dataclasses.replace(week, figures=figures)))
    assert "89.96%" in text and "−0.04 pt" in text


def test_a_figure_without_a_value_says_why():
    """ "n/a" alone starts a quarrel."""
    assert "the source does not hold it" in _text(present.scorecard(weeks.partial_week()))


def test_the_scorecard_carries_every_figure_for_machines():
    """results.json holds what the page rests on, also what it does not show."""
    week = weeks.bad_week()
    figures = present.scorecard(week).payload["figures"]
    assert set(figures) == set(week.figures["figure"])
    row = week.figure("answer_rate.agent")
    assert figures["answer_rate.agent"]["value"] == row["value"]
    assert figures["wait.p90"]["value"] is None and figures["wait.p90"]["reason"] == "no_call_rows"


def test_the_other_ways_to_count_stand_beside_the_judged_one():
    """The same calls give service levels far apart; the contract's choice must be seen."""
    soup = _soup(present.variants(weeks.bad_week()))
    level = soup.find("table", string=None, attrs={"class": "plain"}).find_next("table")
    names = [row.th for row in level.tbody.find_all("tr")]
    assert [name.small.get_text() for name in names] == [f"SL v{at}" for at in range(1, 9)]
    assert str(names[2].contents[0]) == "All abandons count"  # in words first: the number is the contract's
    assert "judged by the contract" in level.find_all("tr")[3].get_text()


def test_the_steps_lead_from_one_total_to_the_next():
    """The waterfall is an addition that both sides can check on paper."""
    level = None
    for row in _soup(present.waterfall(weeks.bad_week())).tbody.find_all("tr"):
        cells = [cell.get_text() for cell in row.find_all("td")]
        calls = int(cells[1].replace("\u2212", "-").replace(",", ""))
        if "total" in row.th.get("class", []):
            assert level in (None, calls)
            level = calls
        else:
            level += calls


def test_a_step_that_adds_calls_is_shown_with_a_plus():
    """The platform may have seen more than the carrier; that is not hidden."""
    week = weeks.bad_week()
    steps = week.waterfall.copy()
    steps.loc[steps["step"] == "unexplained", "calls"] = -4.0
    assert "+4" in _text(present.waterfall(dataclasses.replace(week, waterfall=steps)))


def test_the_day_beyond_tolerance_is_named():
    """A difference that the contract does not tolerate is the first thing the two sides talk about."""
    text = _text(present.counts(weeks.bad_week()))
    assert "One day is beyond the contract’s tolerance: Tuesday 17 November." in text
    assert "37 ghosts" in text and "42 in an outage" in text


def test_without_the_carriers_file_nothing_is_compared():
    """A missing file is not a perfect agreement."""
    text = _text(present.counts(weeks.partial_week()))
    assert "the carrier’s counts, owed by Temporary Workers’ Social Fund, are missing" in text
    assert "starts at the platform" in _text(present.waterfall(weeks.partial_week()))


def test_half_hours_of_a_line_that_never_closes_become_hours():
    """Forty-eight columns cannot be read; sums are added before they are divided."""
    week = weeks.round_the_clock()
    soup = _soup(present.heat_answer_rate(week))
    assert len(soup.thead.find_all("th")) == 24
    monday = week.heat[week.heat["dow"] == 1]
    ten = monday[monday["half_hour"].isin([600, 630])]
    shown = soup.tbody.find("tr").find_all("td")[10].get_text()
    assert shown == f"{100 * ten['answered'].sum() / ten['offered'].sum():.0f}"


def test_a_cell_of_few_calls_is_pale():
    """One caller lost of two is no crisis."""
    cells = _soup(present.heat_answer_rate(weeks.bad_week())).tbody.find_all("td")
    few = weeks.bad_week().heat.query("offered < 10")
    assert sum("few" in cell["class"] for cell in cells if cell.get("class")) == len(few)


def test_the_darkest_cells_are_the_worst_hours():
    """The eye goes to the dark cells: they must be where callers gave up."""
    soup = _soup(present.heat_answer_rate(weeks.bad_week()))
    dark = [int(cell.get_text()) for cell in soup.find_all("td", class_="s3")]
    pale = [int(cell.get_text()) for cell in soup.find_all("td", class_="s0")]
    assert dark and max(dark) < 75 and min(pale) >= 90


def test_a_day_that_did_not_come_is_said_to_be_missing():
    """Missing is not zero, and not closed either."""
    for part in (present.heat_demand, present.days):
        assert "not delivered" in _text(part(weeks.partial_week()))
    assert "closed, 11 November" in _text(present.days(weeks.partial_week()))


def test_days_outside_their_usual_range_are_named_with_their_excess():
    """A busy Monday is news only against other Mondays."""
    week = weeks.bad_week()
    row = week.by_day.iloc[1]
    assert row["offered"] > row["usual_high"]
    assert f"Tuesday 17 November ({row['offered']:,.0f} calls, +9%)" in _text(present.days(week))


@pytest.mark.slow
@pytest.mark.parametrize(("week", "said"), [("bad", "Outside their usual variation this week: answer rate"),
                                            ("quiet", "Nothing is outside its usual variation"),
                                            ("partial", "at least twenty whole weeks to say")])  # fmt: skip
def test_the_trend_says_what_is_unusual(week, said):
    """Signal and noise are told in words, not left to the reader's eye."""
    assert said in _text(present.trend(weeks.WEEKS[week]()))


def test_the_first_week_of_a_line_has_no_trend_yet():
    """A line of one point would be drawn as if it meant something."""
    week = weeks.quiet_week()
    only = week.trend[week.trend["week"] == week.week]
    assert "No week before this one" in _text(present.trend(dataclasses.replace(week, trend=only)))


@pytest.mark.slow
def test_a_missing_week_leaves_a_gap_in_the_table_of_weeks():
    """A week that was not delivered may not be closed up."""
    week = weeks.quiet_week()
    kept = week.trend[week.trend["week"] != "2026-W45"]
    rows = _soup(present.trend(dataclasses.replace(week, trend=kept))).tbody.find_all("tr")
    assert len(rows) == 13
    assert rows[2].th.get_text() == "45 of 2026" and rows[2].td.get_text() == "n/a"


def test_lateness_is_told_of_both_sides_alike():
    """Reciprocity: the client owes files too."""
    text = _text(present.deliveries(weeks.bad_week()))
    assert "Came late: 1 file (Temporary Workers’ Social Fund)" in text
    assert "30 h late" in text


def test_files_that_came_on_time_share_a_line():
    """Twenty daily files on time are one fact."""
    rows = _soup(present.deliveries(weeks.bad_week())).tbody.find_all("tr")
    assert len(rows) == 4


def test_moments_are_told_on_the_partnerships_clock():
    """11:00 UTC is noon in Paris; a deadline in UTC would be disputed."""
    assert "Friday 20 November at 12:00" in _text(present.deliveries(weeks.bad_week()))


def test_what_a_new_delivery_changed_is_told():
    """A published figure never moves in silence."""
    text = _text(present.changes(weeks.bad_week()))
    assert "New deliveries changed 2 figures" in text and "−0.6 pts" in text
    assert "appels_20261120_v2.csv" in text


def test_what_a_changed_contract_changed_is_told_and_blames_no_delivery(lang):
    """Both sides must see which term moved, from what to what and why; an empty table says that nothing changed."""
    week = weeks.quiet_week()
    week.data["contract_changes"] = [weeks.AMENDED, weeks.AMENDED_HOURS]

    shown = present.changes(week)
    text = plain(shown.html[lang]).replace("\u00a0", " ").replace("\u202f", " ")

    told = {
        "en": ("The contract changed: 2 terms", "≥ 90%", "≥ 95%", "thresholds.answer_s", "7 September 2026",
               "Correction agreed by both sides: Amendment 3", "No new delivery changed this week"),
        "fr": ("Le contrat a changé : 2 conditions", "≥ 90 %", "≥ 95 %", "thresholds.answer_s", "7 septembre 2026",
               "Correction convenue par les deux parties : Avenant n° 3", "Aucune nouvelle livraison"),
    }  # fmt: skip
    assert [one for one in told[lang] if one not in text] == []


@pytest.mark.parametrize(
    ("key", "before", "after", "told"),
    [
        ("objectives.asa at_most", None, 30, "none≤ 30 s"),
        ("objectives.sl.T variant", "v3", "v4", "variantv3v4"),
        ("objectives.sl.T at_least", 0.8, 0.755, "≥ 80%≥ 75.5%"),
        ("opening_hours.sat", [], ["08:00-12:00"], "opening_hours.sat[][08:00-12:00]"),
        ("holidays", "france", "open", "holidaysfranceopen"),
    ],
)
def test_every_kind_of_term_can_be_told(key, before, after, told):
    """Hours, variants and bounds change as objectives do."""
    figure = key.split(" ")[0].removeprefix("objectives.") if key.startswith("objectives.") else ""
    row = weeks.AMENDED | {"key": key, "before": before, "after": after, "figure": figure}
    week = weeks.quiet_week()
    week.data["contract_changes"] = [row]

    assert told in plain(present.changes(week).html["en"]).replace("\u00a0", " ").replace("\u202f", " ")


def test_rows_left_out_are_told_by_reason():
    """Rows read = received + left out + set aside."""
    text = _text(present.sources(weeks.bad_week()))
    assert "2 ghost calls, 5 duplicates" in text


def test_the_method_names_the_baseline_or_says_that_there_is_none():
    """ "Usual" without its weeks cannot be checked."""
    assert "weeks 39 of 2025 to 39 of 2026" in _text(present.method(weeks.bad_week()))
    assert "at least twenty whole weeks" in _text(present.method(weeks.partial_week()))


@pytest.mark.slow
def test_tables_for_machines_hold_plain_values(name):
    """NaN is no JSON; a date is a text."""
    for part in PARTS:
        for table in pages.part(part, name).payload.get("tables", {}).values():
            for row in table:
                assert all(value is None or isinstance(value, (str, int, float, bool)) for value in row.values())
                assert not any(isinstance(value, float) and pd.isna(value) for value in row.values())


def _two_weeks():
    week = weeks.quiet_week()
    return dataclasses.replace(week, trend=week.trend[week.trend["week"].isin(["2026-W46", "2026-W47"])])


@pytest.mark.slow
def test_a_short_past_shows_the_weeks_that_exist_and_says_how_many():
    """Eleven rows of "n/a" tell a new partnership nothing but that it is new."""
    shown = present.trend(_two_weeks())
    soup = _soup(shown)

    assert len(soup.tbody.find_all("tr")) == 2
    assert "n/a" not in soup.tbody.text
    assert soup.caption.text == soup.summary.text
    assert soup.caption.text.replace("\u00a0", " ") == "The two known weeks of the last thirteen, in figures"
    assert "Line: the 2 weeks that are known." in soup.text.replace("\u00a0", " ")


def test_the_small_lines_stand_only_where_there_are_points():
    """A column headed "13 weeks" over nothing promises what is not there."""
    week = weeks.quiet_week()
    first = dataclasses.replace(week, trend=week.trend[week.trend["week"] == "2026-W47"])
    heads = {name: [cell.text.replace("\u00a0", " ") for cell in _soup(present.scorecard(one)).thead.find_all("th")]
             for name, one in (("all", week), ("two", _two_weeks()), ("first", first))}  # fmt: skip

    assert heads["all"][4:] == ["13 weeks", "Reading"]
    assert heads["two"][4:] == ["2 weeks", "Reading"]
    assert heads["first"][4:] == ["Reading"]


def test_rows_left_out_are_counted_in_the_right_number():
    """ "1 duplicates" is no sentence; a reason of the partnership's own is shown as its sources name it."""
    week = weeks.quiet_week()
    left = {"calls": {"duplicate": 1, "ghost": 2, "pause_code": 3}}
    review = dataclasses.replace(week, data=week.data | {"excluded": left})

    assert "1 duplicate, 2 ghost calls, 3 pause code" in _soup(present.sources(review)).text.replace("\u00a0", " ")


def test_a_file_that_came_on_time_without_its_last_day_is_not_all_that_was_owed():
    """ "All that was owed came on time" beside "Friday was not delivered" would make the page contradict itself."""
    week = weeks.quiet_week()
    review = dataclasses.replace(week, data=week.data | {"complete": False, "days_missing": ["2026-11-20"]})

    assert "but days are missing from it: Friday 20 November." in _text(present.deliveries(review))


def _stated(rows: slice = slice(None)):
    week = weeks.quiet_week()
    marks = week.deliveries["stated"].copy()
    marks.iloc[rows] = True
    return dataclasses.replace(week, deliveries=week.deliveries.assign(stated=marks))


def test_a_stated_moment_is_said_beside_the_status_it_decides():
    """On time by somebody's word is not on time by the clock; the table must show which is which."""
    table = _soup(present.deliveries(_stated())).tbody
    badges = [row.find_all("td")[-1].get_text(" ") for row in table.find_all("tr")]

    assert badges and all("on time" in text and "stated, not measured" in text for text in badges)
    assert f"For {len(weeks.quiet_week().deliveries)} files, the moment of receipt is stated" in _text(
        present.deliveries(_stated())
    )


def test_measured_and_stated_files_never_share_a_line():
    """Four measured days must not lend their certainty to the fifth."""
    table = _soup(present.deliveries(_stated(slice(0, 1)))).tbody
    marked = [row.get_text(" ") for row in table.find_all("tr") if "stated" in row.get_text()]

    assert len(marked) == 1 and "5 files" not in marked[0]
    assert "For 1 file, the moment of receipt is stated" in _text(present.deliveries(_stated(slice(0, 1))))


def test_measured_moments_are_not_commented_on(lang):
    """The ordinary case needs no word."""
    text = _text(present.deliveries(weeks.quiet_week()), lang)

    assert "stated" not in text and "déclaré" not in text


def _left_out(excluded: dict, lang: str) -> str:
    week = weeks.quiet_week()
    shown = present.sources(dataclasses.replace(week, data=week.data | {"excluded": {"calls": excluded}}))
    return _text(shown, lang).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("reason", "number", "said"),
    [
        ("merged_leg", 3, {"fr": "3 segments réunis à leur appel", "en": "3 legs joined to their call"}),
        ("footer", 1, {"fr": "1 ligne sous le tableau", "en": "1 row below the table"}),
        ("superseded", 2, {"fr": "2 lignes remplacées par de plus récentes", "en": "2 rows replaced by newer ones"}),
        (
            "stray_day",
            4,
            {"fr": "loin de toutes les autres du fichier : 4", "en": "far from all others of the file: 4"},
        ),
        ("appel_interne", 12, {"fr": "12 appel interne", "en": "12 appel interne"}),
    ],
)
def test_rows_left_out_are_told_by_their_reason_and_not_by_a_slug(reason, number, said, lang):
    """Whatever intake learns to leave out, the page says in the receipt's own words."""
    assert said[lang] in _left_out({reason: number}, lang).replace("’", "'")
    assert reason not in _left_out({reason: number}, lang) or reason == "appel_interne"
