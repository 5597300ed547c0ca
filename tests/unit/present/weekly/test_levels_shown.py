"""What the page says of signals: who acts, new levels, incomplete weeks, what is kept as a rule, contradictions."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re

import pages
import pytest
import sided
import weeks
from bs4 import BeautifulSoup
from kinds import FIELDS, LEVEL, OVER

from kit import present
from kit.analysis.weekly.result import FINDING_KINDS
from kit.present.parts import reading
from kit.present.voice import plain, texts, voice
from kit.present.weekly import findings
from kit.present.weekly.headline import headline, lead


def _plain(html: str) -> str:
    return re.sub(r"[\u00a0\u202f]", " ", plain(html)).replace("\u2060", "")


def _shown(part: str, review, lang: str = "en") -> str:
    return _plain(getattr(present, part)(review).html[lang])


def _with(review, figure: str, **fields):
    table = review.figures.copy()
    for name, value in fields.items():
        table.loc[table["figure"] == figure, name] = value
    return dataclasses.replace(review, figures=table)


def _incomplete(*past: str, reviewed: bool = True, review=None):
    """The quiet week with some weeks of its past incomplete; the reviewed one has three days of five."""
    review = review or weeks.quiet_week()
    gone = {*past, *([review.week] if reviewed else [])}
    points = review.trend.assign(whole=~review.trend["week"].isin(gone))
    figures = review.figures.copy()
    if reviewed:
        named = figures["judged"]
        figures.loc[named, ["signal", "lower", "upper", "center"]] = ["incomplete", *[float("nan")] * 3]
    days = [{"date": day, "owed_by": "provider", "table": "calls"} for day in ("2026-11-19", "2026-11-20")]
    data = review.data | ({"complete": False, "missing": days} if reviewed else {})
    return dataclasses.replace(review, trend=points, figures=figures, data=data)


# Who acts


def test_the_label_under_a_finding_says_who_acts_and_not_who_is_at_fault(lang):
    """ "Calls offered: 5,707, higher than usual. Provider" accused who counts the calls of how many there were."""
    finding = sided.finding(1, "signal", "vol.offered", None, {"direction": "up", "also": []})
    review = dataclasses.replace(weeks.bad_week(), findings=(finding,))
    note = BeautifulSoup(headline(review).html[lang], "html.parser").find("p", class_="note").get_text()

    assert (
        note
        == {
            "fr": "À traiter par les deux parties · Compté par le prestataire · Hors de la variation habituelle",
            "en": "For both sides to settle · Counted by the provider · Outside its usual variation",
        }[lang]
    )


@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_no_finding_shows_the_bare_name_of_a_side(kind, lang):
    """A side's name alone reads as a verdict, whatever its colour."""
    given = next((one for one in weeks.bad_week().findings if one.kind == kind), None)
    finding = given or sided.finding(1, kind, "answer_rate.agent", 40.0, FIELDS[kind])
    review = dataclasses.replace(weeks.bad_week(), findings=(finding,))
    said = [plain(one) for one in findings.who(findings.in_words(finding, review, voice(lang)), voice(lang))]

    assert not set(said) & {texts(lang)[f"owner.{side}"] for side in ("client", "provider", "both", "carrier")}
    html = headline(review).html[lang]
    assert all(label in plain(html) for label in said) or kind == "all_kept"
    assert not re.search(r'class="owner (client|provider|both|carrier)"', html)


def test_callers_who_met_a_busy_line_are_for_the_client_to_settle_with_the_carrier(lang):
    """The carrier is the client's supplier; the provider never saw these calls."""
    fields = {"busy": 80.0, "usual": 12.0, "presented": 5000.0}
    told = findings.in_words(
        sided.finding(1, "carrier_busy", "vol.presented", 68.0, fields), pages.week("bad"), voice(lang)
    )

    assert plain(findings.who(told, voice(lang))[0]) == {
        "fr": "À traiter par le client, avec l’opérateur", "en": "For the client to settle with the carrier",
    }[lang]  # fmt: skip


# Figures without a good side


@pytest.mark.parametrize(
    ("signal", "value", "said"),
    [
        ("higher", 5707.0, "All three objectives are kept; more calls than in a usual week"),
        ("lower", 3100.0, "All three objectives are kept; fewer calls than in a usual week"),
    ],
)
def test_more_calls_are_neither_good_nor_bad_news(signal, value, said):
    """ "But" would judge the callers."""
    review = _with(weeks.quiet_week(), "vol.offered", signal=signal, value=value, lower=4100.0, upper=4900.0)

    assert _plain(lead(review, voice("en"))) == said


def test_what_got_worse_stands_before_what_is_only_unusual():
    """Of two unusual figures the headline names the one that somebody can do something about."""
    review = _with(weeks.quiet_week(), "vol.offered", signal="higher", value=5707.0, lower=4100.0, upper=4900.0)
    review = _with(review, "asa", signal="worse", value=29.5, lower=20.0, upper=28.0)

    assert "but callers wait longer than in a usual week" in lead(review, voice("en"))


# New levels


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Taux de décroché par un agent : nouveau niveau depuis la semaine 40, 95,1 % en moyenne sur 8 semaines, "
         "au-dessus de la variation d’avant (88,0–94,0 %)."),
        ("en", "Answer rate: a new level since week 40, 95.1% on average over 8 weeks, "
         "above its variation before (88.0–94.0%)."),
    ],
)  # fmt: skip
def test_a_new_level_is_told_with_its_first_week_its_mean_and_what_it_left(lang, said):
    """A change for good is a decision to note, not an alarm."""
    told = findings.in_words(
        sided.finding(1, "new_level", "answer_rate.agent", None, LEVEL), pages.week("bad"), voice(lang)
    )

    assert _plain(told.text) == said


@pytest.mark.slow
def test_a_new_level_is_marked_in_the_chart_and_told_beside_it(lang):
    """Since week 40: a vertical line, and the words for who does not see it."""
    review = _with(weeks.quiet_week(), "answer_rate.agent", level_from="2026-W40")
    html = present.trend(review).html[lang]
    chart = BeautifulSoup(html, "html.parser").find("svg")
    words = {"fr": ("S 40", "nouveau niveau depuis la semaine 40"), "en": ("W 40", "a new level since week 40")}[lang]

    assert words[0] in [_plain(text.get_text()) for text in chart.find_all("text")]
    assert words[1] in _plain(chart["aria-label"])
    assert words[1][1:] in _shown("trend", review, lang).replace(chart["aria-label"], "")
    assert words[1] in _shown("scorecard", review, lang)


@pytest.mark.slow
def test_a_level_that_the_contract_sets_is_shown_with_its_reason(lang):
    """Both sides agreed on it: the page says why."""
    reason = {"fr": "Nouvelle équipe du soir", "en": "New evening team"}
    review = _with(weeks.quiet_week(), "aht", level_from="2026-W40")
    data = review.data | {"rebased": [{"figure": "aht", "from": "2026-W40", "reason": reason}]}

    said = _shown("trend", dataclasses.replace(review, data=data), lang)
    assert reason[lang] in said
    assert reason[lang] not in _shown("trend", review, lang)


@pytest.mark.slow
def test_a_level_of_fewer_than_twenty_weeks_says_so_and_not_that_the_past_is_short(lang):
    """The line has two years; its level has eleven weeks."""
    nothing = dict.fromkeys(("lower", "upper", "center"), float("nan"))
    review = _with(weeks.quiet_week(), "aht", level_from="2026-W37", signal="too_short", **nothing)

    words = {"fr": "depuis la semaine 37 : moins de vingt semaines", "en": "since week 37: fewer than twenty weeks"}
    assert words[lang] in _shown("scorecard", review, lang)
    short = {"fr": "pas encore de variation habituelle pour", "en": "so no usual variation yet"}
    assert short[lang] in _shown("trend", review, lang)


@pytest.mark.slow
def test_runs_without_a_verdict_are_not_printed(lang):
    """ "On the same side for twelve weeks": a sentence that neither side knows what to do with."""
    shown = _shown("trend", _with(weeks.quiet_week(), "answer_rate.agent", runs=12), lang)

    assert shown == _shown("trend", weeks.quiet_week(), lang)


# Incomplete weeks


@pytest.mark.slow
def test_an_incomplete_week_is_told_with_its_days_and_not_with_the_length_of_the_past(lang):
    """ "The known past, 34 weeks, is too short: it takes at least twenty" was the wrong reason."""
    said = _shown("trend", _incomplete(), lang)

    assert {"fr": "La semaine 47 n’est pas entière (3 jours complets sur 5) : elle n’est pas comparée.",
            "en": "Week 47 is not whole (3 whole days of 5): it is not compared."}[lang] in said  # fmt: skip
    assert {"fr": "au moins vingt", "en": "at least twenty"}[lang] not in said
    words = {
        "fr": "semaine incomplète (3 jours complets sur 5) : pas de comparaison",
        "en": "incomplete week (3 whole days of 5): not",
    }
    assert words[lang] in _shown("scorecard", _incomplete(), lang)


@pytest.mark.slow
def test_an_incomplete_week_stands_beside_the_band_and_not_beside_the_year_before(lang):
    """What is usual stays drawn, and named; "a year ago: 4,432" beside three days would be a comparison."""
    said = _shown("trend", _incomplete(), lang)

    assert {"fr": "Bande : variation habituelle.", "en": "Band: usual variation."}[lang] in said
    year = {"fr": "Il y a un an", "en": "A year ago"}[lang]
    assert year not in said and year in _shown("trend", weeks.quiet_week(), lang)


def test_days_that_a_source_lacks_are_counted_once_and_for_their_own_side():
    """Two queues without Thursday are one day; the carrier's hole is not the provider's."""
    review = _incomplete()
    days = [{"date": "2026-11-19", "owed_by": "provider", "part": part} for part in ("a", "b")]
    days.append({"date": dt.date(2026, 11, 16), "owed_by": "client", "part": ""})
    review = dataclasses.replace(review, data=review.data | {"coverage": days})
    held = {name: reading.days_held(review.figure(name), review, voice("en")) for name in ("asa", "vol.presented")}

    assert held == {"asa": "4\u00a0whole days of 5", "vol.presented": "4\u00a0whole days of 5"}
    assert reading.days_held(review.figure("gap.carrier_acd"), review, voice("en")) == "3\u00a0whole days of 5"


@pytest.mark.slow
def test_the_past_that_is_too_short_is_stated_with_its_whole_weeks(lang):
    """Gaps shorten the past: the number is that of the weeks that count, and the others are named."""
    review = weeks.partial_week()
    points = review.trend.assign(whole=~review.trend["week"].isin(["2026-W41", "2026-W42"]))
    review = dataclasses.replace(review, trend=points, baseline={"from": "", "to": "", "weeks": 4})

    words = {
        "fr": "la période de référence en compte 4. 2 semaines connues ne sont pas entières.",
        "en": "the reference period holds 4. 2 known weeks are not whole.",
    }
    assert words[lang] in _shown("trend", review, lang)


@pytest.mark.slow
def test_an_incomplete_week_is_a_hollow_dot_and_off_the_line(lang):
    """Two days of seven drawn as a week are a plunge that never was."""
    whole, part = (_drawings(review, lang) for review in (weeks.quiet_week(), _incomplete("2026-W43", reviewed=False)))

    assert [one.count("f-paper") for one in whole] == [0] * len(whole)
    assert [one.count("f-paper") for one in part] == [1] * len(part)
    line = re.search(r'points="([^"]*)"', part[-1])[1].split()
    assert len(line) == len(re.search(r'points="([^"]*)"', whole[-1])[1].split()) - 1


def _drawings(review, lang: str) -> list[str]:
    """The charts of the trend, then the small line of the first figure."""
    charts = re.findall(r"<svg.*?</svg>", present.trend(review).html[lang], re.S)
    return [*charts, re.findall(r"<svg.*?</svg>", present.scorecard(review).html[lang], re.S)[0]]


@pytest.mark.slow
def test_the_last_dot_of_an_incomplete_week_is_hollow(lang):
    """The reviewed week itself, too."""
    for one in _drawings(_incomplete(), lang):
        assert one.count("f-paper") == 1 and 'circle class="f-house"' not in one


@pytest.mark.slow
@pytest.mark.parametrize("part", ["trend", "scorecard"])
def test_an_incomplete_week_is_neither_the_lowest_nor_the_highest(part, lang):
    """ "Lowest 1,950" of a week of two days is no low."""
    review = weeks.quiet_week()
    points = review.trend.copy()
    points.loc[(points["figure"] == "vol.offered") & (points["week"] == "2026-W44"), "value"] = 1950.0
    review = _incomplete("2026-W44", reviewed=False, review=dataclasses.replace(review, trend=points))
    drawings = re.findall(r'aria-label="([^"]*)"', getattr(present, part)(review).html[lang])

    assert not [alt for alt in drawings if re.search(r"1.950", alt)]
    apart = {"fr": "1 semaine incomplète à part", "en": "1 incomplete week apart"}[lang]
    assert sum(apart in _plain(alt) for alt in drawings) == 5


@pytest.mark.slow
def test_the_table_of_weeks_has_a_star_at_incomplete_ones(lang):
    """The figures are there for who wants them, with the days that they rest on."""
    html = present.trend(_incomplete("2026-W43")).html[lang]
    rows = {row.find("th").get_text(): row.get_text() for row in BeautifulSoup(html, "html.parser").select("tbody tr")}
    starred = [name[:2] for name, text in rows.items() if "*" in text]

    assert starred == ["47", "43"]
    assert {"fr": "la semaine 47 : 3 jours complets sur 5", "en": "week 47: 3 whole days of 5"}[lang] in _plain(html)


@pytest.mark.slow
def test_a_page_without_incomplete_weeks_does_not_speak_of_them(lang):
    """A legend for what is not drawn costs the reader a search."""
    review = weeks.quiet_week()

    said = _shown("trend", review, lang) + _shown("scorecard", review, lang)
    assert not re.search("incompl|creux|hollow", said)


# Kept as a rule


@pytest.mark.parametrize(
    ("kept", "judged", "band", "said"),
    [
        (52, 52, (0.91, 0.95), "kept 52 weeks of 52, consistently"),
        (0, 40, (0.70, 0.88), "kept 0 weeks of 40, consistently missed"),
        (37, 52, (0.85, 0.95), "kept 37 weeks of 52, unevenly"),
        (52, 52, (0.85, 0.95), "kept 52 weeks of 52"),
        (51, 52, (0.91, 0.95), "kept 51 weeks of 52"),
        (3, 3, (float("nan"),) * 2, "kept 3 weeks of 3"),
    ],
)
def test_how_often_an_objective_was_kept_stands_beside_it(kept, judged, band, said):
    """Kept this week and kept as a rule are two things; a promise is printed only where band and weeks agree."""
    fields = {"kept_weeks": kept, "judged_weeks": judged, "lower": band[0], "upper": band[1]}
    review = _with(weeks.quiet_week(), "answer_rate.agent", **fields)

    assert _plain(reading.assurance(review.figure("answer_rate.agent"), voice("en"))) == said
    assert said in _shown("scorecard", review)
    payload = present.scorecard(review).payload["figures"]["answer_rate.agent"]
    assert (payload["kept_weeks"], payload["judged_weeks"]) == (kept, judged)


def test_a_wait_is_kept_from_above():
    """At most 30 s: a band below it keeps the promise."""
    fields = {"kept_weeks": 52, "judged_weeks": 52, "lower": 20.0, "upper": 28.0}
    row = _with(weeks.quiet_week(), "asa", **fields).figure("asa")

    assert _plain(reading.assurance(row, voice("fr"))) == "tenu 52 semaines sur 52, de façon constante"


# A part above its whole


@pytest.mark.parametrize(
    ("lang", "fields", "said"),
    [
        ("fr", {}, "6 004 appels décrochés pour 5 949 appels offerts (taux de décroché par un agent : 100,9 %) : "
         "vérifier les colonnes lues comme « answered » et « offered » dans la correspondance acd."),
        ("en", {}, "6,004 calls answered where there are 5,949 calls offered (answer rate: 100.9%): check "
         "the columns read as “answered” and “offered” in the mapping acd."),
        ("fr", {"date": dt.date(2026, 11, 17), "days": [dt.date(2026, 11, 17), dt.date(2026, 11, 19)]},
         "Mardi 17 novembre, 6 004 appels décrochés pour 5 949 appels offerts "
         "(taux de décroché par un agent : 100,9 %) : vérifier les colonnes lues comme « answered » et « offered » "
         "dans la correspondance acd. Un autre jour est dans ce cas."),
        ("en", {"value": None, "of": 0.0, "columns": ["outcome"], "table": "calls", "sources": []},
         "6,004 calls answered where there are 0 calls offered: check the column read as “outcome” "
         "in the mapping “calls”."),
    ],
)  # fmt: skip
def test_a_contradiction_says_both_counts_and_where_they_are_read(lang, fields, said):
    """ "100.9 %" alone sends nobody to the right column."""
    finding = sided.finding(1, "part_over_whole", "answer_rate.agent", None, OVER | fields)

    assert _plain(findings.in_words(finding, pages.week("bad"), voice(lang)).text) == said


def test_a_contradiction_is_the_headline_and_marks_the_figure(lang):
    """Nothing else on the page can be read before it."""
    finding = sided.finding(1, "part_over_whole", "answer_rate.agent", None, OVER)
    review = _with(weeks.bad_week(), "answer_rate.agent", status="not_judged", reason="part_over_whole", signal="none")
    data = review.data | {"complete": False, "to_check": ["answered"]}
    review = dataclasses.replace(review, findings=(finding, *review.findings[1:]), data=data)

    first = {
        "fr": "À vérifier avant de lire : 6 004 appels décrochés pour 5 949",
        "en": "To check before reading: 6,004",
    }
    assert _plain(lead(review, voice(lang))).startswith(first[lang])
    mark = {"fr": "à vérifier : une partie dépasse son tout", "en": "to check: a part is above its whole"}
    assert mark[lang] in _shown("scorecard", review, lang)
    assert reading.state(review) == "to_check"


# One meaning of "usual"


def test_usual_is_said_of_the_weekly_band_alone(lang):
    """ "+24 % against the usual" and "about what it usually receives" stood on one page and meant two things."""
    words = {key: re.sub(r"{\w+}", "", text) for key, text in texts(lang).items()}
    weekly = ("signal.", "lead.but.", "deck.", "finding.signal.", "trend.", "scorecard.", "method.signal.")
    weekly += ("lead.driver.demand.week", "lead.driver.handle.week")  # beyond the week's own band

    usual = {key for key, text in words.items() if re.search(r"habitu|usual", text, re.I)}
    assert usual and not {key for key in usual if not key.startswith(weekly)}
    assert not [key for key, text in words.items() if re.search(r"d’ordinaire|l’ordinaire|as a rule", text)]
