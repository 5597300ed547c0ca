"""The first screen: what happened, how much, whose side it is on."""

import dataclasses
import datetime as dt

import pytest
import sided
import weeks
from kinds import FIELDS

from kit.analysis.weekly.result import FINDING_KINDS
from kit.present import headline, scorecard, sources
from kit.present.voice import plain, voice
from kit.present.weekly import findings
from kit.present.weekly.headline import lead

EXPECTED = {
    ("bad", "fr"): "Un appel sur huit n’a pas été décroché : deux conseillers manquaient lundi matin",
    ("bad", "en"): "One call in eight was not answered: two advisers were missing on Monday morning",
    ("quiet", "fr"): "Semaine calme : les trois objectifs sont tenus",
    ("quiet", "en"): "A calm week: all three objectives are kept",
    ("partial", "fr"): "Semaine 46 incomplète : 3 jours complets sur 4",
    ("partial", "en"): "Week 46 is incomplete: 3 whole days of 4",
    ("clock", "en"): "More calls are answered, but callers wait longer and calls take longer",
    ("clock", "fr"): "On décroche mieux, mais on attend plus et les appels durent plus longtemps",
}


@pytest.mark.parametrize(("week", "lang"), EXPECTED)
def test_the_finding_is_the_headline(week, lang):
    """Whoever reads one line must know what the week was."""
    assert _lead(weeks.WEEKS[week](), lang) == EXPECTED[week, lang]


def _lead(review, lang: str = "en") -> str:
    """The headline with ordinary spaces."""
    return lead(review, voice(lang)).replace("\u00a0", " ")


def _with(review, figure: str = "answer_rate.agent", findings=None, **fields):
    """The review with fields of one figure changed."""
    table = review.figures.copy()
    for name, value in fields.items():
        table.loc[table["figure"] == figure, name] = value
    return dataclasses.replace(review, figures=table, findings=review.findings if findings is None else findings)


@pytest.mark.parametrize(
    ("value", "gap", "expected"),
    [
        (0.8571, -0.0429, "One call in seven was not answered"),
        (0.862, -0.038, "Almost one call in seven was not answered"),
        (0.850, -0.050, "More than one call in seven was not answered"),
        (0.8996, -0.0004, "89.96% of calls answered, where 90% was promised"),
        (0.40, -0.50, "40.0% of calls answered, where 90% was promised"),
    ],
)
def test_a_share_is_told_in_calls_when_that_is_true(value, gap, expected):
    """ "One call in ten" for a rate missed by a hair would be a scandal that was none."""
    review = _with(weeks.bad_week(), value=value, gap=gap, findings=())
    assert _lead(review) == expected


def test_a_week_without_findings_beyond_the_objectives_says_so_calmly():
    """A quiet week must not look like a problem."""
    html = headline(weeks.quiet_week()).html["fr"]
    assert "rien n’appelle de décision" in html
    assert "<ol" not in html


def test_kept_objectives_do_not_hide_an_outage():
    """Calls that no rate counts are lost all the same."""
    week = weeks.quiet_week()
    outage = next(finding for finding in weeks.bad_week().findings if finding.kind == "outage")
    review = dataclasses.replace(week, findings=(outage, *week.findings))
    assert _lead(review) == "All three objectives are kept, despite an outage on Thursday afternoon"


def test_a_missed_objective_does_not_hide_that_not_all_got_worse():
    """The best answer rate of the month, missed by a hair, while waits grow: the first screen says both."""
    mixed = next(finding for finding in weeks.round_the_clock().findings if finding.kind == "mixed")
    review = _with(weeks.bad_week(), findings=(*weeks.bad_week().findings, mixed))
    assert "More calls are answered, but callers wait longer and calls take longer." in plain(
        headline(review).html["en"]
    )


def test_kept_objectives_do_not_hide_a_signal():
    """Handle times that grow today are objectives missed next month."""
    fields = {"signal": "worse", "value": 470.0, "lower": 380.0, "upper": 420.0}
    review = _with(weeks.quiet_week(), "aht", **fields)
    assert _lead(review) == "All three objectives are kept, but calls take longer"


def test_missing_files_are_named_in_the_deck():
    """Figures that rest on half the files must say so on the first screen."""
    review = weeks.partial_week()
    assert "il manque les comptages de l’opérateur" in plain(headline(review).html["fr"])


def test_the_findings_are_at_most_five_and_ranked():
    """The meeting has five minutes for them."""
    shown = headline(weeks.bad_week())
    assert [one["rank"] for one in shown.payload["findings"]] == [1, 2, 3, 4, 5]
    assert shown.html["fr"].count("<li>") == 5


def test_each_finding_says_who_counts_who_answers_and_who_acts():
    """Who counts is not who is at fault; results.json keeps the three apart."""
    found = {one["kind"]: one for one in headline(weeks.bad_week()).payload["findings"]}
    told = {kind: (one["side"], one["due_to"], one["acts"]) for kind, one in found.items()}

    assert told == {
        "staffing_short": ("provider", "provider", "provider"),
        "objective_missed": ("provider", "", "both"),
        "outage": ("carrier", "", "both"),
        "counts_differ": ("both", "", "both"),
        "delivery_late": ("", "client", ""),
    }
    assert all(one["fr"] and one["en"] for one in found.values())


@pytest.mark.parametrize("kind", FINDING_KINDS)
def test_every_kind_of_finding_has_a_sentence(kind, lang):
    """Analysis may find anything it declares; the page may not fall over it, nor leave a field unfilled."""
    review = weeks.bad_week()
    given = next((one for one in review.findings if one.kind == kind), None)
    finding = given or sided.finding(1, kind, "answer_rate.agent", 40.0, FIELDS[kind])
    told = findings.in_words(finding, review, voice(lang))
    text = plain(told.text)
    assert len(text) > 20 and "{" not in text and "nan" not in text.lower()
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "The contract changed after version 1 of this page: Answer rate, adviser side, ≥ 90% to ≥ 95%. "
         "One more term changed."),
        ("fr", "Le contrat a changé après la version 1 de cette page : {figure}, ≥ 95 % au lieu de ≥ 90 %. "
         "Une autre condition a changé."),
    ],
)  # fmt: skip
def test_a_changed_contract_is_told_with_both_values(lang, said):
    """A kept week that turns missed because its objective was raised is nobody's bad week."""
    name = voice(lang).figure("answer_rate.agent")
    assert _text("contract_changed", weeks.AMENDED | {"terms": 2}, lang).replace(name, "{figure}") in (
        said,
        said.replace("Answer rate, adviser side", "{figure}"),
    )


def test_many_missing_periods_are_counted_not_listed():
    """Five daily files missing are one finding."""
    finding = sided.finding(1, "delivery_missing", "", None, FIELDS["delivery_missing"])
    text = plain(findings.in_words(finding, weeks.bad_week(), voice("en")).text).replace("\u00a0", " ")
    assert "Monday 16 November, week 46 and 2 more" in text


def _text(kind: str, fields: dict, lang: str = "fr", calls: float | None = None) -> str:
    """The sentence of a finding with ordinary spaces."""
    told = findings.in_words(
        sided.finding(1, kind, fields.get("figure", ""), calls, fields), weeks.bad_week(), voice(lang)
    )
    return plain(told.text).replace("\u00a0", " ").replace("\u202f", " ")


ALONE = {"stop_date": None, "stop_minute": None, "stop_calls": None}
CARRIER = ALONE | {"owed_by": "client", "table": "carrier_counts", "days": [weeks.THURSDAY], "calls": 1.0}


@pytest.mark.parametrize(
    ("fields", "lang", "said"),
    [
        (ALONE | {"calls": None}, "fr", "Les appels de vendredi et samedi n’ont pas été livrés par le prestataire."),
        ({}, "fr", "Les appels de vendredi et samedi n’ont pas été livrés par le prestataire ; l’opérateur en a compté "
         "812 ; jeudi, ils s’arrêtent à 14 h 12."),
        ({}, "en", "The calls of Friday and Saturday were not delivered by the provider; the carrier counted 812; on "
         "Thursday they stop at 14:12."),
        (CARRIER, "fr", "Les comptages de l’opérateur de jeudi n’ont pas été livrés par le client ; la plateforme a "
         "reçu 1 appel."),
    ],
)  # fmt: skip
def test_days_that_were_not_delivered_are_told_with_their_side_and_what_the_other_side_counted(fields, lang, said):
    """A file cut at a line's end looks whole: the meeting must hear of it before it reads a figure."""
    assert _text("days_missing", weeks.GONE | fields, lang) == said


def test_late_files_of_one_side_share_a_sentence():
    """Four files loaded a week late are one reproach, not four of the page's five places."""
    several = weeks.LATE | {"periods": ["2026-W47", "2026-W47"], "tables": ["calls", "staffing"], "hours_late": 75.0}

    assert _text("delivery_late", several) == "2 fichiers reçus en retard, de 3 jours au plus : appels et effectifs."
    assert _text("delivery_late", weeks.LATE, "en") == "The carrier’s counts, Thursday 19 November: came 30 h late."


@pytest.mark.parametrize(
    ("kind", "fields", "lang", "said"),
    [
        ("outage", weeks._span(weeks.MONDAY, 540, 570), "fr", "1 appel livré par l’opérateur n’a laissé aucune trace"),
        ("outage", weeks._span(weeks.MONDAY, 540, 570), "en", "1 call that the carrier delivered left no trace"),
        ("quarantined", {"rows": 1, "received": 99, "tables": {"calls": 1}}, "fr", "1 ligne sur 100, illisible ou"),
        ("quarantined", {"rows": 1, "received": 99, "tables": {"calls": 1}}, "en", "contradictory, does not count"),
        ("file_stops", weeks._span(weeks.MONDAY, 612, 1080), "fr", "1 appel livré ensuite par l’opérateur n’y est pas"),
    ],
)
def test_one_is_no_plural(kind, fields, lang, said):
    """ "1 calls" makes a page look machine-made, and its figures with it."""
    assert said in _text(kind, fields, lang, calls=1.0)


def test_a_number_takes_the_form_of_what_is_shown():
    """1.7 calls are shown as 2: "2 appel" is wrong in French."""
    shown = {lang: str(voice(lang).count("count.calls", 1.7)).replace("\u00a0", " ") for lang in ("fr", "en")}

    assert shown == {"fr": "2 appels", "en": "2 calls"}


def test_a_contract_that_has_not_begun_judges_nothing_and_says_when_it_begins():
    """A week before the contract measured by its objectives would charge the provider with what nobody promised."""
    week = weeks.round_the_clock()
    review = dataclasses.replace(week, data=week.data | {"terms_from": "1999-03-01"})

    assert "Le contrat ne commence que le 1er mars 1999" in _said(headline(review), "fr")
    assert "The contract begins on 1 March 1999 only: nothing is judged this week" in _said(scorecard(review), "en")
    assert "ceux de ses premières conditions" in _said(sources(review), "fr")


def _said(shown, lang: str) -> str:
    return plain(shown.html[lang]).replace("\u00a0", " ")


def test_an_empty_column_is_named_where_handle_time_cannot_be_told():
    """ "n/a" alone sends both sides searching: the hold time is empty on every call."""
    review = _with(weeks.bad_week(), "aht", value=float("nan"), reason="not_in_source", lacking="hold_s")
    both = _with(review, "aht", lacking="hold_s acw_s")

    assert "non disponible : l’attente en ligne manque dans la livraison" in _said(scorecard(review), "fr")
    assert "hold time and after-call work are missing from the delivery" in _said(scorecard(both), "en")


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "moment déclaré, non mesuré"), ("en", "moment stated, not measured")]
)
def test_a_late_file_whose_moment_was_stated_is_told_as_such(lang, said):
    """A reproach that rests on somebody's word must say so in the same breath."""
    for stated in (False, True):
        finding = sided.finding(1, "delivery_late", "", None, weeks.LATE | {"stated": stated})
        text = plain(findings.in_words(finding, weeks.bad_week(), voice(lang)).text).replace("\u00a0", " ")
        assert (f"({said})." in text) is stated


def test_a_week_with_a_day_far_from_its_like_is_not_called_calm(lang):
    """Eighty calls on a Wednesday of four hundred: kept, and nobody may say that nothing calls for a look."""
    review = weeks.quiet_week()
    days = review.by_day.copy()
    at = days.index[days["local_date"] == dt.date(2026, 11, 18)][0]
    days.loc[at, "offered"] = days.loc[at, "usual_low"] * 0.3
    lead = _lead(dataclasses.replace(review, by_day=days), lang)

    assert {"fr": "mercredi 18 novembre", "en": "Wednesday 18 November"}[lang] in lead.replace("\u00a0", " ")
    assert not lead.startswith(("Semaine calme", "A calm week"))


def test_objectives_that_cannot_be_judged_are_not_counted_as_missed(lang):
    """ "Kept: 1 of 3" beside two that lack their data reads as two broken promises."""
    review = weeks.quiet_week()
    figures = review.figures.copy()
    figures.loc[figures["figure"].isin(["sl.T", "asa"]), "status"] = "not_judged"
    said = headline(dataclasses.replace(review, figures=figures)).html[lang]

    expected = {"fr": "manqués : 0 ; non jugés : 2", "en": "missed: 0; not judged: 2"}
    assert expected[lang] in plain(said).replace("\u00a0", " ").replace("\u202f", " ")
