"""The sample's parameters fit the files that the generator writes."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

import pytest

from kit import params, schema
from kit.params.contract import Calendar
from kit.params.sources import Sources
from kit.period import Period
from kit.sample import shapes
from kit.sample.scenario import Fact, contract, load

PLACE = params.PROJECT / "params" / "sample"
SOURCES = params.read(PLACE / "sources.yml", Sources).sources
HEADERS = {
    "carrier_freephone": ("operateur_2026-S47.csv", shapes.CARRIER_HEADER),
    "acd_calls": ("appels_2026-S44_corrige.csv", shapes.CALLS_HEADER),
    "staffing": ("effectifs_2026-S47.csv", shapes.STAFFING_HEADER),
}


@pytest.mark.parametrize("name", HEADERS)
def test_each_file_is_recognised_by_one_source_only(name):
    """`kit receive` needs no --source for the sample."""
    file, header = HEADERS[name]

    matching = [
        source.name
        for source in SOURCES.values()
        if any(fnmatch(file, pattern) for pattern in source.match.name) and set(source.match.header) <= set(header)
    ]
    assert matching == [name]


@pytest.mark.parametrize("name", HEADERS)
def test_every_mapped_column_stands_in_the_file_and_no_adviser_does(name):
    """A mapping that names a column the file lacks is refused at the first delivery."""
    _, header = HEADERS[name]
    wanted = {text for column in SOURCES[name].columns.values() for names in column.alternatives for text in names}

    assert wanted <= set(header)
    assert "Conseiller" not in wanted


def test_the_sample_maps_its_files_as_the_shipped_templates_do():
    """Who copies a template gets what the demonstration shows."""
    for name, source in SOURCES.items():
        template = params.PROJECT / "kit" / "templates" / "sources" / f"{name}.yml"
        assert params.read(template, Sources).sources[name] == source


def test_every_outcome_that_is_written_is_mapped_or_excluded():
    """Else a usual file would end in quarantine."""
    source = SOURCES["acd_calls"]
    values = source.columns["outcome"].values
    excluded = {text for rule in source.exclude for text in rule.where["Issue"].is_}

    assert set(values) | excluded == set(shapes.OUTCOMES.values())
    assert set(values.values()) <= set(schema.OUTCOMES)
    assert {shapes.OUTCOMES[slug] for slug in values.values()} == set(values)


def test_what_each_side_owes_is_due_on_monday_morning():
    """The ledger tells late from on time by it: 08:00 in Paris is 07:00 UTC in winter."""
    owed = {name: (source.owed_by, source.owed_for("2026-W47", "Europe/Paris")) for name, source in SOURCES.items()}

    assert {name: side for name, (side, _) in owed.items()} == {
        "carrier_freephone": "client",
        "acd_calls": "provider",
        "staffing": "provider",
    }
    assert all([at.isoformat() for _, at in due] == ["2026-11-23T07:00:00+00:00"] for _, due in owed.values())


def test_papermill_parameters_are_text_and_name_the_latest_week():
    """papermill reads YAML 1.1: a bare value could come out as another type."""
    given = params.read_yaml(PLACE / "runs" / "weekly_kpi_review.yml")

    assert given == {"partnership": "sample", "week": "2026-W47", "as_of": "", "lang": "fr"}
    text = (PLACE / "runs" / "weekly_kpi_review.yml").read_text(encoding="utf-8")
    assert all('"' in line for line in text.splitlines() if not line.startswith("#"))


def test_closures_of_the_sample_are_read_with_its_contract():
    """An exceptional closure must close the generator's line as well as the report's."""
    closures = params.read(PLACE / "calendar.yml", Calendar).closures

    assert set(contract().closures) == {day.date for day in closures}


def test_planted_facts_lie_in_the_week_they_are_told_for():
    """A fact whose date is in another week would never be found."""
    for fact in load().facts:
        if fact.date:
            assert 0 <= (fact.date - Period.week(fact.week).first).days < 5
        if fact.start:
            first, last = fact.span
            assert 8 * 3600 <= first < last <= 18 * 3600


def test_a_fact_of_an_unknown_kind_is_refused():
    """A typing error in the scenario must not plant nothing in silence."""
    with pytest.raises(ValueError, match="kind"):
        Fact(kind="outrage", week="2026-W42", finding="outage", shows="x")


def test_the_contract_of_the_home_is_played_where_it_has_one(tmp_path, monkeypatch):
    """Who changes the sample's opening days in a home of their own gets files that fit."""
    place: Path = tmp_path / "params" / "sample"
    place.mkdir(parents=True)
    text = (PLACE / "contract.yml").read_text(encoding="utf-8")
    place.joinpath("contract.yml").write_text(text, encoding="utf-8")
    place.joinpath("calendar.yml").write_text('closures:\n  - {date: 2026-05-15, reason: "bridge"}\n', encoding="utf-8")
    monkeypatch.setenv("KIT_HOME", str(tmp_path))

    assert [str(day) for day in contract().closures] == ["2026-05-15"]
