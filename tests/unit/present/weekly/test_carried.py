"""What carried a missed objective, in words: no cause without its sum, and none where nothing carries it."""

from __future__ import annotations

import dataclasses

import pytest
import sided
import weeks

from kit.analysis.review import Finding
from kit.analysis.weekly.drivers import TOLD
from kit.present.voice import plain, voice
from kit.present.weekly import carried, findings

WHAT = {"en": "One call in three was not answered", "fr": "Un appel sur trois n’a pas été décroché"}
MONDAY = {"date": weeks.MONDAY, "from_minute": 540, "to_minute": 720}
LUNCH = {"date": weeks.MONDAY, "from_minute": 780, "to_minute": 810}
THURSDAY = {"date": weeks.THURSDAY, "from_minute": 480, "to_minute": 1080}
STILL = {"back": 257.5, "share": 0.613, "value": 0.7183, "kept": False}
KEPT = {"back": 460.0, "share": 1.1, "value": 0.758, "kept": True}
SHORT = {"kind": "staffing", "scope": "hours", "spans": [MONDAY], "missing": 2.0}
BUSY = {"kind": "demand", "scope": "week", "spans": [], "value": 5707.0, "usual": 4455.0, "change": 0.281}
BUSY_DAYS = BUSY | {"scope": "hours", "spans": [MONDAY | {"to_minute": 1080}, THURSDAY]}
SLOW = BUSY | {"kind": "handle", "change": 0.245}
DOWN = {"kind": "outage", "scope": "hours", "spans": [MONDAY]}


def missed(told: str, *drivers: dict, without: dict | None = None, **more) -> Finding:
    fields = {"told": told, "drivers": list(drivers), "without": without, "recent": {"missed": 8, "weeks": 13}}
    return sided.finding(1, "objective_missed", "sl.T", 420.25, fields | {"objective": 0.75, "unit": "ratio"} | more)


def _lead(finding: Finding | None, lang: str = "en") -> str:
    return carried.lead(WHAT[lang], finding, voice(lang)).replace("\u00a0", " ").replace("\u202f", " ")


def _deck(finding: Finding | None, lang: str = "en") -> str:
    said = " ".join(plain(one) for one in carried.deck(finding, voice(lang)))
    return said.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("finding", "lang", "said"),
    [
        (missed("cause", SHORT), "en", ": two advisers were missing on Monday morning"),
        (missed("cause", SHORT), "fr", " : deux conseillers manquaient lundi matin"),
        (missed("cause", SHORT | {"missing": 1.4}), "fr", " : il manquait du monde lundi matin"),
        (missed("cause", DOWN), "fr", " : panne lundi matin"),
        (missed("with", BUSY), "en", ", with demand 28% above usual"),
        (missed("with", BUSY), "fr", ", avec une demande supérieure de 28 % à une semaine habituelle"),
        (missed("with", BUSY, SLOW), "en", ", with demand 28% above usual and calls 24% longer than usual"),
        (missed("with", SLOW), "fr", ", avec des appels plus longs de 24 % qu’une semaine habituelle"),
        (missed("with", BUSY_DAYS), "en",
         ", with 28% more calls on Monday and Thursday than on the same days before"),
        (missed("with", BUSY_DAYS | {"spans": [THURSDAY]}), "fr",
         ", avec 28 % d’appels de plus jeudi que les mêmes jours d’avant"),
        (missed("several", SHORT, BUSY), "en", ": several causes"),
        (missed("several", SHORT, BUSY), "fr", " : plusieurs causes"),
        (missed("again", SHORT), "en", ": objective missed, as in 8 of the last 13 weeks"),
        (missed("again"), "fr", " : objectif manqué, comme dans 8 des 13 dernières semaines"),
        (missed("none"), "en", ""),
        (None, "fr", ""),
    ],
)  # fmt: skip
def test_the_headline_names_what_the_analysis_lets_it_name(finding, lang, said):
    """The first line is believed: no side may stand in it but where a sum carries it."""
    assert _lead(finding, lang) == WHAT[lang] + said


@pytest.mark.parametrize("told", [told for told in TOLD if told not in ("cause", "several")])
def test_only_a_cause_puts_a_side_into_the_headline(told, lang):
    """Whoever was missing on Monday is told below with hours and numbers, not in the line that everybody quotes."""
    drivers = {"with": [BUSY]}.get(told, [SHORT])
    said = _lead(missed(told, *drivers), lang)

    assert "adviser" not in said and "conseiller" not in said


@pytest.mark.parametrize(
    ("finding", "lang", "said"),
    [
        (missed("again", SHORT, without=STILL), "en",
         "Monday morning carries 258 of the 420 calls missing; with those three hours at the objective: 71.8%, still "
         "missed."),
        (missed("again", SHORT, without=STILL), "fr",
         "Lundi matin porte 258 des 420 appels d’écart ; ces trois heures à l’objectif : 71,8 %, toujours manqué."),
        (missed("cause", SHORT, without=KEPT), "en",
         "Those three hours (Monday morning) at the objective: 75.8%, kept."),
        (missed("cause", SHORT, without=KEPT), "fr",
         "Ces trois heures (lundi matin) à l’objectif : 75,8 %, objectif tenu."),
        (missed("cause", SHORT | {"spans": [LUNCH]}, without=KEPT), "en",
         "Those hours (Monday afternoon) at the objective: 75.8%, kept."),
        (missed("with", BUSY_DAYS, without=STILL), "fr",
         "Lundi et jeudi portent 258 des 420 appels d’écart ; ces journées à l’objectif : 71,8 %, toujours manqué."),
        (missed("several", SHORT, DOWN, without=KEPT), "en",
         "Beyond their limits: two advisers were missing on Monday morning; outage on Monday morning. Those six hours "
         "(Monday morning) at the objective: 75.8%, kept."),
        (missed("with", BUSY), "en", ""),
        (missed("none"), "en", ""),
        (None, "en", ""),
    ],
)  # fmt: skip
def test_the_deck_prints_the_week_without_those_hours(finding, lang, said):
    """ "Two advisers were missing" and "they explain it" are two things: the sum between them stands on the page."""
    assert _deck(finding, lang) == said


def test_a_week_that_is_still_missed_is_not_rounded_to_its_objective():
    """ "75.0 %, still missed" would make both sides doubt the page."""
    finding = missed("again", SHORT, without=STILL | {"value": 0.7498, "share": 0.98})

    assert "74.98%, still missed" in _deck(finding)


def test_a_missed_wait_is_told_by_its_share():
    """Seconds of waiting are no calls: none are made up."""
    fields = {"objective": 30.0, "unit": "s"}
    finding = missed("again", SHORT, without={"back": None, "share": 0.61, "value": 33.4, "kept": False}, **fields)
    finding = dataclasses.replace(finding, calls=None)

    assert _deck(finding) == (
        "Monday morning carries 61% of the gap; with those three hours at the objective: 33 s, still missed."
    )


def _hours(kind: str, carries: dict | None, story: Finding) -> str:
    review = weeks.bad_week()
    finding = sided.finding(2, kind, "abandon.count", 97.0, weeks.FIELDS_OF_HOURS | MONDAY | {"carries": carries})
    review = dataclasses.replace(review, findings=(story, finding))
    return plain(findings.in_words(finding, review, voice("en")).text).replace("\u00a0", " ")


def test_hours_that_are_no_cause_say_what_they_carry_in_their_own_finding():
    """A quarter of the gap is worth a minute, and no headline."""
    carries = {"figure": "sl.T", "back": 168.5, "share": 0.24, "value": 0.656, "kept": False}
    said = "These hours carry 168 of the 420 calls missing; at the objective they would make the week 65.6%"

    assert said in _hours("worst_hours", carries, missed("with", BUSY))
    assert said in _hours("staffing_short", carries, missed("with", BUSY))


@pytest.mark.parametrize(
    ("carries", "story"),
    [
        ({"figure": "sl.T"} | STILL, missed("again", SHORT, without=STILL)),  # the deck says it
        (None, missed("none")),  # half-hours cannot be told
        ({"figure": "sl.T"} | STILL | {"back": 0.0, "share": 0.0}, missed("none")),  # above the objective
        ({"figure": "asa"} | STILL, missed("none")),  # of another figure than the finding's
    ],
)
def test_what_hours_carry_is_told_once_and_only_where_it_is_known(carries, story):
    """The same sum twice on one screen makes readers look for the difference."""
    assert "at the objective" not in _hours("staffing_short", carries, story)
