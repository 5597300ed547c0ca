"""The queues on the page: where the gap is, how large each is, and nothing for a line of one queue."""

from __future__ import annotations

import dataclasses
import re

import pages
import pandas as pd
import pytest
import weeks

from kit import present
from kit.analysis.line.queues import QUEUE_COLUMNS
from kit.analysis.weekly.answerable import answerable
from kit.present.page.shown import text
from kit.present.voice import plain, voice
from kit.present.weekly import findings
from kit.present.weekly.queues import MOST_FOLDED, MOST_SHOWN, shown


def _said(review, lang: str) -> str:
    return re.sub(r"\s", " ", text(present.queues(review).html[lang]))


def _with(status: str = "missed", count: int = 3, **columns) -> object:
    review = weeks.sites_week(count)
    data = review.data | {"queues": {"figure": "answer_rate.agent", "status": status}}
    return dataclasses.replace(review, queues=review.queues.assign(**columns), data=data)


def test_a_line_of_one_queue_shows_nothing():
    """The section would repeat the scorecard."""
    assert present.queues(weeks.bad_week()).html == {"fr": "", "en": ""}


def test_the_queue_that_carries_the_gap_is_named_with_its_size():
    """Share of the gap without share of the calls would blame the large ones."""
    review = weeks.sites_week()

    french = "La file Agence 01, rue de la République porte à elle seule tout l’écart, avec 7 % des appels."
    assert french in _said(review, "fr")
    assert "The queue Agence 01, rue de la République carries the whole gap by itself, with 7% of the calls." in _said(
        review, "en"
    )


@pytest.mark.parametrize(
    ("shares", "french", "english"),
    [
        ((0.6, 0.2, 0.1, 0.1), "porte 60 % de l’écart, avec", "carries 60% of the gap, with"),
        ((0.4, 0.3, 0.2, 0.1), "2 files sur 42 portent la moitié de l’écart", "2 queues of 42 carry half of the gap"),
        ((0.1, 0.1, 0.1, 0.7), "se répartit sur les 42 files : aucune ne l’explique", "spread over the 42 queues"),
    ],
)
def test_the_sentence_says_how_many_queues_make_half_of_the_gap(shares, french, english):
    """One, a few, or none: three different meetings."""
    review = _with(share=list(shares), ranked=[True, True, True, False])

    assert french in _said(review, "fr") and english in _said(review, "en")


def test_a_kept_week_still_names_the_queues_below():
    """The worst of 45 sites is invisible in a total that keeps its objective."""
    review = _with("kept", ranked=[True, True, True, False], short=[9.0, 2.0, -3.0, -40.0], share=float("nan"))

    assert "La ligne tient l’objectif, mais 2 files sur 42 sont au-dessous, d’abord Agence 01" in _said(review, "fr")
    assert "The line keeps the objective, but 2 queues of 42 are below it, first Agence 01" in _said(review, "en")


def test_a_week_that_is_not_judged_claims_nothing_of_the_objective():
    """Four of five days are missing: the table shows the calls, no gap."""
    review = _with("not_judged", short=float("nan"), share=float("nan"))

    assert "42 files ; la plus chargée" in _said(review, "fr") and "objectif" not in _said(review, "fr")
    assert "objective" not in _said(review, "en")


def test_small_queues_stand_together_with_their_calls():
    """ "39 others, 214 calls": nothing is lost, nobody is singled out by chance."""
    assert re.search(r"39 autres 214 ", _said(_with(), "fr")) and "39 others 214 " in _said(_with(), "en")


def test_days_that_did_not_come_are_told_beside_the_queue():
    """Half of its days missing is not a bad week of that site."""
    assert "3 jours entiers sur 5 : ni classée, ni comparée" in _said(_with(), "fr")
    assert "3 whole days of 5: neither ranked nor compared" in _said(_with(), "en")


@pytest.mark.parametrize("count", [2, 12, 13, 45, 300])
def test_the_rows_add_up_whatever_stands_in_the_fold(count):
    """Twelve are shown, some are folded, the rest is one row; the sum is the week's."""
    table = weeks.by_queue(count)

    first, folded = shown(table)

    for name in ("queues", "offered", "answered", "short", "calls_share"):
        assert first[name].sum() == pytest.approx(table[name].sum())
        if len(folded):
            assert folded[name].sum() == pytest.approx(first[name].iloc[-1])
    assert len(first) <= MOST_SHOWN + 1 and len(folded) <= MOST_FOLDED + 1


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_three_hundred_sites_weigh_no_more_than_the_page_may(lang):
    """The page is sent by e-mail."""
    html = present.queues(weeks.sites_week(300)).html[lang]

    assert len(html) < 40_000
    assert html.count("<tr") < 80
    assert len(pages.exported("sites", lang)) < 150_000


def test_the_finding_says_where_the_gap_is_and_blames_nobody():
    """Both sides look for the cause; the table does not know it."""
    review = weeks.sites_week()
    finding = next(one for one in review.findings if one.kind == "queue_gap")
    told = findings.in_words(finding, review, voice("fr"))

    assert (answerable(finding).due_to, answerable(finding).acts) == ("", "both")
    assert re.sub(r"\s", " ", plain(told.text)) == (
        "La file Agence 01, rue de la République, avec 7 % des appels, porte à elle seule tout l’écart : "
        "taux de décroché par un agent, 62,0 % contre 87,4 % les huit semaines d’avant ; "
        "à 90 %, la ligne serait à l’objectif."
    )
    assert plain(told.note) == "Où se trouve l’écart, non sa cause"


def test_a_queue_that_no_row_names_is_told_with_the_names_that_rows_have():
    """The contract's owner can correct it from the sentence."""
    review = weeks.sites_week()
    finding = next(one for one in review.findings if one.kind == "queue_unknown")
    alone = dataclasses.replace(finding, fields={"queue": "Nuit", "near": [], "others": 0})

    def said(one, lang: str) -> str:
        return re.sub(r"\s", " ", plain(findings.in_words(one, review, voice(lang)).text))

    assert said(finding, "fr") == (
        "Le contrat donne des horaires à la file « Nuit », qu’aucune ligne reçue ne nomme ; les lignes nomment "
        "« NUIT » et « Nuits » ; de même pour 1 autre file."
    )
    assert said(alone, "en") == (
        "The contract gives opening hours to the queue “Nuit”, which no received row names; "
        "the received rows name no queue like it."
    )


def test_hostile_names_of_queues_are_shown_not_run():
    """A queue is what a partner's file writes."""
    review = _with(queue=[weeks.EVIL, weeks.FORMULA, "C", ""])

    html = present.queues(review).html["fr"]

    assert "<script>" not in html and "&lt;script&gt;" in html


def test_results_hold_every_queue_with_the_documented_columns():
    """Analysts of either side read `results.json`."""
    payload = present.queues(weeks.sites_week(300)).payload["tables"]

    assert len(payload["queues"]) == 301 and list(payload["queues"][0]) == QUEUE_COLUMNS
    assert isinstance(weeks.sites_week().numbers, pd.DataFrame) and len(payload["numbers"]) == 2
