"""What may be said of two counts: of the days that both sides delivered whole, and one number for the unexplained."""

import dataclasses
import datetime as dt

import pages
import pytest
import rows
from bs4 import BeautifulSoup

from kit import present
from kit.analysis import weekly
from kit.period import Period
from kit.present.parts import calm, compared
from kit.present.voice import plain, voice
from kit.present.weekly import findings

pytestmark = pytest.mark.slow

WEEK = "2026-W47"
DAYS = Period.week(WEEK).days[:5]
NAN = float("nan")


def _text(markup: str) -> str:
    text = BeautifulSoup(markup, "html.parser").get_text(" ")
    return text.replace("\u00a0", " ").replace("\u202f", " ").replace("’", "'")


def _said(part, review, lang: str) -> str:
    """The first sentence of a part."""
    return _text(str(BeautifulSoup(part(review).html[lang], "html.parser").find("p", class_="say")))


def _line(without_carrier=(), without_provider=(), lost=None):
    """A line whose sides deliver no rows on some days; `lost` calls of a day reach the carrier's count only."""
    line = rows.Line(rows.contract(), [WEEK])
    halves = range(480, 1080, 30)
    for day in DAYS:
        more = (lost or {}).get(day, 0)
        if day not in without_provider:
            line.deliver("calls", rows.steady_day(day))
        if day not in without_carrier:
            counts = [
                {
                    "at": f"{day} {at // 60:02d}:{at % 60:02d}",
                    "minutes": 30,
                    "number": "0800",
                    "busy": 0.0,
                    "closed": 0.0,
                }
                | dict.fromkeys(("presented", "delivered"), 20.0 + more / 20)
                for at in halves
            ]
            line.deliver("carrier_counts", counts)
    return weekly.review(line.tables(), line.contract)


MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = DAYS


@pytest.fixture(scope="module")
def two_days():
    """The carrier's file lacks Wednesday to Friday."""
    return _line(without_carrier=(WEDNESDAY, THURSDAY, FRIDAY))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Sur les deux jours que les deux parties ont livrés en entier, une fois les écarts expliqués, "
               "l'opérateur et la plateforme comptent la même chose. Trois jours n'ont pas été livrés en entier par "
               "les deux : mercredi 18 novembre, jeudi 19 novembre et vendredi 20 novembre."),
        ("en", "On the two days that both sides delivered whole, once the differences are explained, carrier and "
               "platform count the same. Three days were not delivered whole by both: Wednesday 18 November, "
               "Thursday 19 November and Friday 20 November."),
    ],
)  # fmt: skip
def test_two_counts_agree_on_the_days_that_both_delivered_and_on_no_other(two_days, lang, said):
    """ "Every day both count the same", over three days that the carrier never delivered, is not true."""
    assert _said(present.counts, two_days, lang) == said


def test_a_week_that_both_delivered_whole_is_told_as_a_whole(lang):
    """The ordinary case keeps its short sentence."""
    said = _said(present.counts, _line(), lang)

    assert said.startswith({"fr": "Chaque jour", "en": "Every day"}[lang])


def test_days_that_cancel_out_in_the_path_still_forbid_an_overall_rate(lang):
    """The carrier lacks Tuesday, the provider Thursday: as many calls on both sides, and 100 % would be said of it."""
    review = _line(without_carrier=(TUESDAY,), without_provider=(THURSDAY,))
    said = _said(present.waterfall, review, lang)

    assert "days_missing" not in set(review.waterfall["step"])
    assert "%" not in said
    assert [voice(lang).day(day).replace("\u00a0", " ") in said for day in (TUESDAY, THURSDAY)] == [True, True]


def test_the_path_says_that_both_agree_only_of_the_days_that_both_delivered(two_days, lang):
    """The sentence under the path is read alone as often as the table."""
    text = _text(present.waterfall(two_days).html[lang])

    assert {"fr": "Sur les jours que les deux parties ont livrés en entier, une fois", "en": "On the days that both"}[
        lang
    ] in text


def test_a_line_of_one_side_by_contract_keeps_its_rate():
    """Without a carrier the path starts at the platform: there is nothing unlike in it."""
    week = pages.week("partial")
    steps = week.waterfall[week.waterfall["calls"].notna()]
    alone = dataclasses.replace(week, waterfall=steps[steps["side"] == "provider"].reset_index(drop=True))

    assert "%" in _said(present.waterfall, alone, "en")


def test_a_day_that_came_in_part_is_no_difference(lang):
    """Four hours of a day against the whole day of the carrier are not calls "to clear up"."""
    review = _line(lost={TUESDAY: 400})
    part = {"date": str(TUESDAY), "owed_by": "provider", "table": "calls", "source": "acd", "part": "", "came": 4}
    held = dataclasses.replace(review, data=review.data | {"coverage": [part | {"due": 24, "state": "partial"}]})
    shown = BeautifulSoup(present.counts(held).html[lang], "html.parser").tbody.find_all("tr")

    assert {"fr": "à éclaircir", "en": "to clear up"}[lang] in _text(present.counts(review).html[lang])
    assert {"fr": "à éclaircir", "en": "to clear up"}[lang] not in _text(present.counts(held).html[lang])
    assert {"fr": "jour incomplet", "en": "incomplete day"}[lang] in _text(str(shown[1]))
    assert len(BeautifulSoup(present.counts(held).html[lang], "html.parser").find_all("table")) == 1
    assert "%" not in _said(present.waterfall, held, lang)


def test_without_a_day_in_common_nothing_is_compared(lang):
    """Two half weeks that do not meet agree on nothing."""
    review = _line(without_carrier=DAYS[:2], without_provider=DAYS[2:])

    said = _said(present.counts, review, lang)
    assert {"fr": "aucun jour commun", "en": "no day that both sides delivered whole"}[lang] in said
    assert not calm.of("counts", review)


# One number for the unexplained


@pytest.mark.parametrize(
    ("lost", "finding", "path"),
    [
        ({WEDNESDAY: 60}, "60 calls of unexplained difference between carrier and platform, most of it on Wednesday",
         "60 calls remain unexplained, beyond the contract's tolerance: Wednesday 18 November."),
        ({WEDNESDAY: 60, MONDAY: 2}, "60 of the week's 62 unexplained calls between carrier and platform",
         "62 calls remain unexplained over the week, 60 of them beyond the contract's tolerance: Wednesday 18 Nov"),
        ({WEDNESDAY: 60, MONDAY: -40}, "both directions: Monday 16 November (−40) and Wednesday 18 November (+60)",
         "both directions, beyond the contract's tolerance: Monday 16 November (−40) and Wednesday 18 November (+60); "
         "over the week they come to +20."),
        ({WEDNESDAY: 60, MONDAY: -2}, "both directions: Wednesday 18 November (+60)",
         "Wednesday 18 November (+60); over the week they come to +58."),
    ],
    ids=["one day", "one day and a rest", "both ways", "a rest the other way"],
)  # fmt: skip
def test_the_finding_and_the_path_state_the_same_base(lost, finding, path):
    """26 in the finding and 27 in the path, without a word between them, is a quarrel about the page."""
    review = _line(lost=lost)
    found = next(one for one in review.findings if one.kind == "counts_differ")

    assert finding in plain(findings.in_words(found, review, voice("en")).text).replace("\u00a0", " ").replace("’", "'")
    assert path in _text(present.waterfall(review).html["en"])
    assert found.calls == pytest.approx(sum(abs(calls) for calls in lost.values() if abs(calls) > 10))


@pytest.mark.parametrize("lost", [{}, {WEDNESDAY: 60, MONDAY: 2}, {WEDNESDAY: 60, MONDAY: -40}, {MONDAY: 3}])
def test_the_days_add_up_to_the_path(lost):
    """The sentence reads the days, the table the steps: they are one sum."""
    review = _line(lost=lost)
    step = review.waterfall.loc[review.waterfall["step"] == "unexplained", "calls"].iloc[0]

    assert compared.unexplained(review).week == pytest.approx(step)


def test_a_file_that_stops_before_its_day_is_over_is_not_a_whole_day():
    """What came after the end of the file is in one count only."""
    week = pages.week("quiet")
    table = week.counts_by_day.copy()
    table["file_stops"] = [0.0, 31.0, 0.0, 0.0, 0.0]
    review = dataclasses.replace(week, counts_by_day=table)

    assert compared.unlike(review) == [dt.date(2026, 11, 17)]
    assert "On the four days" in _said(present.counts, review, "en")
