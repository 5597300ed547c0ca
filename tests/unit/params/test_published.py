"""Terms that a report was published with are not changed in place, and what changed since is said."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import params
from kit.errors import BadParams
from kit.params import agreed, published
from kit.params.contract import Terms

BLOCK = """  - valid_from: {day}
    opening_hours:
      mon: ["08:00-18:00"]
    objectives:
      - {{figure: answer_rate.agent, at_least: {rate}}}
      - {{figure: asa, at_most: {asa}}}
    followed: [vol.offered, aht]
"""
HEAD = """line: {fr: "La ligne", en: "The line"}
client: {fr: "le client", en: "the client"}
provider: {fr: "le prestataire", en: "the provider"}
carrier: {fr: "l'opérateur", en: "the carrier"}
time_zone: Europe/Paris
terms:
"""


def block(day: str = "2026-01-05", rate: float = 0.9, asa: int = 30) -> str:
    return BLOCK.format(day=day, rate=rate, asa=asa)


@pytest.fixture
def line(tmp_path, monkeypatch):
    """A home with one partnership, `line`; `write` its contract, `publish` a report of it."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    return Line(tmp_path)


class Line:
    def __init__(self, home) -> None:
        self.home, self.made = home, 0
        self.path = home / "params" / "line" / "contract.yml"
        self.path.parent.mkdir(parents=True)

    def write(self, *blocks: str, after: str = "") -> None:
        self.path.write_text(HEAD + "".join(blocks) + after, encoding="utf-8")

    def publish(self, week: str, version: int = 1, report: str = "weekly_kpi_review") -> None:
        self.made += 1
        place = self.home / "reports" / "line" / week / report / "versions" / str(version)
        place.mkdir(parents=True)
        said = {
            "notebook": report, "period": week, "version": version,
            "made_at": f"2026-11-23T09:{self.made:02d}:00+00:00",
            "terms": published.record(params.contract("line"), week),
        }  # fmt: skip
        (place / "run.json").write_text(json.dumps(said), encoding="utf-8")

    def refused(self, on: str = "2026-W47") -> BadParams:
        with pytest.raises(BadParams) as stopped:
            params.contract("line", on=on)
        return stopped.value

    def told(self, on: str = "2026-W47") -> list[tuple]:
        return [(one.key, one.before, one.after) for one in params.contract("line", on=on).amendments]


def correction(error: BadParams, reason: str = '{fr: "Faute de frappe", en: "Typing error"}') -> str:
    """The lines that the refusal says to write, with a reason."""
    lines = re.search(r"corrections:\n(?:  +- .*\n?)+", error.text("en"))[0]
    return re.sub(r"(?m)^  (?=  -)", "", lines).replace('{fr: "…", en: "…"}', reason) + "\n"


def test_an_edited_term_is_refused_with_both_values_the_report_and_the_lines_to_write(line):
    """A kept week became "missed", as version 2, without a word."""
    line.write(block())
    line.publish("2026-W46")
    line.publish("2026-W47")
    line.write(block(rate=0.95))

    for lang, told in {"en": "from 0.90 to 0.95", "fr": "de 0.90 à 0.95"}.items():
        text = line.refused().text(lang)
        assert f"{line.path}:11: objectives.answer_rate.agent at_least" in text and told in text
        assert "weekly_kpi_review, 2026-W47, version 1" in text
        assert "- valid_from: 2026-11-23\n" in text and "{figure: answer_rate.agent, at_least: 0.95}" in text
        assert "  - {valid_from: 2026-01-05, published: terms-" in text


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("at_most: 30", "at_most: 40", "objectives.asa at_most"),
        ("      - {figure: asa, at_most: 30}\n", "", "objectives.asa at_most"),
        ("08:00-18:00", "09:00-18:00", "opening_hours.mon"),
        ("    followed: [vol.offered, aht]\n", "    followed: [aht]\n", "followed"),
        ("    followed:", "    thresholds: {answer_s: 30}\n    followed:", "thresholds.answer_s"),
        ("    followed:", "    holidays: open\n    followed:", "holidays"),
        ("0.9}", "0.9, minimum_calls: 20}", "objectives.answer_rate.agent minimum_calls"),
        ("valid_from: 2026-01-05", "valid_from: 2026-01-12", "2026-01-05"),
    ],
)
def test_every_term_is_held(line, old, new, key):
    """Opening hours and thresholds decide a rate as much as its objective does."""
    line.write(block())
    line.publish("2026-W47")
    line.write(block().replace(old, new))

    assert key in line.refused().text("en") and key in line.refused().text("fr")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("at_least: 0.9}", "at_least: 0.90}  # nine in ten"),
        ("at_most: 30", "at_most: 30.0"),
        ("[vol.offered, aht]", "[aht, vol.offered]"),
        ("    followed:", "    holidays: france\n    thresholds: {answer_s: 20}\n    followed:"),
        ('line: {fr: "La ligne"', 'line: {fr: "La belle ligne"'),
    ],
)
def test_what_says_the_same_in_other_words_is_no_change(line, old, new):
    """A comment, a default written out or another order of lines must not stop Monday's page."""
    line.write(block())
    line.publish("2026-W47")
    text = line.path.read_text(encoding="utf-8")
    assert old in text
    line.path.write_text(text.replace(old, new), encoding="utf-8")

    assert line.told() == []


def test_terms_that_no_report_used_may_be_edited(line):
    """Next year's objectives are negotiated until they begin."""
    line.write(block(), block("2027-01-04"))
    line.publish("2026-W47")
    line.write(block(), block("2027-01-04", rate=0.95))

    assert line.told() == []


def test_a_new_block_is_the_way_to_change_a_term(line):
    """Weeks before it keep their own objective, and have nothing to say."""
    line.write(block())
    line.publish("2026-W46")
    line.write(block(), block("2026-11-16", rate=0.95))

    assert line.told("2026-W46") == [] and line.told("2026-W47") == []


def test_a_new_block_that_covers_a_published_week_is_told(line):
    """The contract may be signed late; the page of that week must then say what changed."""
    line.write(block())
    line.publish("2026-W47")
    line.write(block(), block("2026-11-16", rate=0.95))

    assert line.told() == [("objectives.answer_rate.agent at_least", 0.9, 0.95)]
    assert line.told("2026-W46") == [], "the week before was not published, nor is it changed"


def test_what_is_told_stays_the_same_when_the_week_is_run_again(line):
    """Else the second run would be a third version that says that nothing has changed."""
    line.write(block())
    line.publish("2026-W47")
    line.write(block(), block("2026-11-16", rate=0.95))
    before = line.told()
    line.publish("2026-W47", version=2)

    assert line.told() == before


def test_a_correction_that_both_sides_wrote_down_is_accepted_and_told_with_its_reason(line):
    """A typing error must not be a prison, nor a door that stays open."""
    line.write(block())
    line.publish("2026-W46")
    line.publish("2026-W47")
    line.write(block(rate=0.95))
    accepted = correction(line.refused())
    line.write(block(rate=0.95), after=accepted)

    amended = params.contract("line", on="2026-W47").amendments

    assert [(one.before, one.after, one.version) for one in amended] == [(0.9, 0.95, 1)]
    assert amended[0].reason == {"fr": "Faute de frappe", "en": "Typing error"}
    line.publish("2026-W47", version=2)
    line.write(block(rate=0.97), after=accepted)
    assert "from 0.95 to 0.97" in line.refused().text("en"), "the correction of before is none of this"


def test_a_correction_taken_back_needs_one_of_its_own(line):
    """Else a figure could go to and fro between two meetings."""
    line.write(block())
    line.publish("2026-W47")
    line.write(block(rate=0.95))
    accepted = correction(line.refused())
    line.write(block(rate=0.95), after=accepted)
    line.publish("2026-W47", version=2)
    line.write(block(), after=accepted)

    assert "from 0.95 to 0.90" in line.refused().text("en")


def test_terms_that_are_gone_are_refused_and_can_be_corrected(line):
    """A removed block gives its weeks to the block before it."""
    line.write(block(), block("2026-06-01", rate=0.95))
    line.publish("2026-W47")
    line.write(block())
    error = line.refused()
    line.write(block(), after=correction(error))

    assert "the terms of 2026-06-01 are gone" in error.text("en")
    assert line.told() == [("objectives.answer_rate.agent at_least", 0.95, 0.9)]


def test_corrected_terms_of_earlier_weeks_are_told_on_the_pages_that_look_back_at_them(line):
    """What is usual comes from a year of weeks, by the terms of their own time."""
    line.write(block(), block("2026-06-01"))
    line.publish("2026-W47")
    line.write(block().replace("08:00", "09:00"), block("2026-06-01"))
    line.write(block().replace("08:00", "09:00"), block("2026-06-01"), after=correction(line.refused()))

    assert line.told() == [("opening_hours.mon", ["08:00-18:00"], ["09:00-18:00"])]


@pytest.mark.parametrize(
    "spoilt", ["", "[]", "{}", '{"terms": 3}', '{"terms": [{}]}', '{"notebook": "x", "terms": []}']
)
def test_a_record_that_says_nothing_of_its_terms_stops_nobody(line, spoilt):
    """Pages that were published before terms were kept cannot be held against the contract."""
    line.write(block())
    line.publish("2026-W47")
    next(line.home.rglob("run.json")).write_text(spoilt, encoding="utf-8")
    line.write(block(rate=0.95))

    assert line.told() == []


@pytest.mark.parametrize(
    ("period", "begun"),
    [("2026-W47", 2), ("2026-W22", 1), ("2026-W23", 2), ("2026-06", 2), ("2026-05", 1), ("2026-Q2", 2), ("2026-Q1", 1),
     ("2026-12", 2), ("2026-Q4", 2), ("2025-W10", 1), ("mutuelle-2026.after", 3), ("2026-lancement.before", 3)],
)  # fmt: skip
def test_a_report_keeps_the_terms_that_had_begun(line, period, begun):
    """Terms of a later day decide nothing of it; a campaign's days are not in its name."""
    line.write(block(), block("2026-06-01"), block("2027-01-01"))

    assert len(published.record(params.contract("line"), period)) == begun


def terms(**stated) -> Terms:
    return Terms.model_validate({"valid_from": "2026-01-05", "opening_hours": {}, "objectives": []} | stated)


def test_a_figure_with_two_objectives_has_two_terms():
    """A floor and a ceiling of handle time are two promises."""
    both = terms(objectives=[{"figure": "aht", "at_least": 200}, {"figure": "aht", "at_most": 500}])

    found = agreed.values(both)

    assert (found["objectives.aht at_least"], found["objectives.aht #2 at_most"]) == (200, 500)


def test_a_term_that_a_newer_kit_knows_is_no_change():
    """An update of the kit must not refuse every contract."""
    old = agreed.values(terms())
    kept = {key: value for key, value in old.items() if not key.startswith(("data.", "signal."))}

    assert agreed.differences(kept, old) == agreed.differences(old, kept) == []
    assert agreed.mark(kept) == agreed.mark(old)


VALUES = st.dictionaries(
    st.sampled_from(["data.x", "holidays", "objectives.asa at_most"]), st.integers(0, 9) | st.none()
)


@given(VALUES, VALUES)
def test_a_difference_is_seen_from_both_sides(one, other):
    """From old to new and back: the same terms, the values exchanged."""
    there, back = agreed.differences(one, other), agreed.differences(other, one)

    assert {(d.key, d.before, d.after) for d in there} == {(d.key, d.after, d.before) for d in back}
    assert agreed.differences(one, one) == []
