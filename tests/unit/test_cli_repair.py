"""`kit check` finds what is wrong with the store, `kit repair` makes it whole; both say so."""

from __future__ import annotations

import shutil

import pytest
from click.testing import CliRunner, Result

from kit import params, sample, store
from kit.analysis import weekly
from kit.cli import main
from kit.params import PROJECT

pytestmark = pytest.mark.slow

AFTER = "2026-11-23T09:00:00+01:00"


def kit(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["--messages", lang, *(str(argument) for argument in arguments)])


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    """A home with the sample's last week taken in."""
    home = tmp_path_factory.mktemp("received")
    delivered = tmp_path_factory.mktemp("delivered")
    sample.generate(delivered, first_week="2026-W47", last_week="2026-W47")
    shutil.copytree(PROJECT / "params" / "sample", home / "params" / "sample", ignore=shutil.ignore_patterns("local"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_NOW", AFTER)
        patch.setenv("KIT_HOME", str(home))
        assert kit("receive", "sample", *delivered.glob("*/*.csv")).exit_code == 0
    return home


@pytest.fixture
def base(received, tmp_path, monkeypatch):
    """The data of a copy of that home."""
    home = tmp_path / "home"
    shutil.copytree(received, home)
    monkeypatch.setenv("KIT_HOME", str(home))
    monkeypatch.setenv("KIT_NOW", AFTER)
    return home / "data" / "sample"


@pytest.mark.parametrize(
    ("lang", "name", "said"),
    [
        (
            "fr",
            "information",
            "la file «\u00a0information\u00a0», qu'aucune ligne reçue ne nomme (les lignes nomment\u00a0: Information)",
        ),
        ("en", "information", 'the queue "information", which no received row names (the rows name: Information)'),
        ("en", "Nuit", 'the queue "Nuit", which no received row names. Until'),
        ("en", "Information", ""),
    ],
)
def test_check_tells_hours_of_a_queue_that_no_row_names(base, lang, name, said):
    """Hours under a misspelt name hold for no call, and no figure shows it."""
    path = base.parents[1] / "params" / "sample" / "contract.yml"
    hours = f"    queues: {{{name}: {{opening_hours: {{mon: ['08:00-20:00']}}}}}}\n    holidays: france"
    path.write_text(path.read_text(encoding="utf-8").replace("    holidays: france", hours), encoding="utf-8")

    done = kit("check", "sample", lang=lang)

    assert done.exit_code == 0
    assert said in done.stdout if said else "no received row names" not in done.stdout


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_lost_table_is_found_by_check_and_put_back_by_repair(base, lang):
    """ "Nothing is missing" was said while a table's file was missing."""
    path = next(base.glob("tables/calls/*/*.parquet"))
    content = path.read_bytes()
    path.unlink()

    found = kit("check", "sample", lang=lang)
    done = kit("repair", "sample", lang=lang)

    assert found.exit_code == 19 and path.name in found.stdout and "kit repair sample" in found.stderr
    assert "2026-W47" in found.stdout, "who owes what is still told"
    assert done.exit_code == 0 and path.read_bytes() == content
    assert kit("check", "sample", lang=lang).exit_code == 0
    assert kit("repair", "sample", lang=lang).exit_code == 0


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_what_must_be_delivered_again_is_told_with_its_owner(base, lang):
    """Only one side has the file; it must hear which one, and when it had sent it."""
    for path in [*base.glob("received/*"), next(base.glob("tables/staffing/*/*.parquet"))]:
        path.unlink()

    done = kit("repair", "sample", lang=lang)

    assert done.exit_code == 46
    owner = {"en": "Estuaire Contact Centre", "fr": "Centre de contact Estuaire"}[lang]
    assert "effectifs_2026-S47.csv (staffing)" in done.stdout and "2026-11-23 09:00" in done.stdout
    assert owner.split()[-1] in done.stdout or owner.split()[0] in done.stdout
    assert "kit receive sample" in done.stderr


def test_every_verb_says_that_the_store_is_damaged(base):
    """To speak of missing deliveries would accuse both sides of what a disk did."""
    shutil.rmtree(base / "tables" / "_snapshots")
    (base / "tables" / "CURRENT").unlink()

    for verb in (["check", "sample"], ["report", "weekly_kpi_review", "sample", "2026-W47"],
                 ["receive", "sample", next(base.glob("received/*.csv"))]):  # fmt: skip
        done = kit(*verb)
        assert done.exit_code == 19 and "kit repair sample" in done.stderr and "MISSING" not in done.stdout

    assert kit("repair", "sample", "--dry-run").exit_code == 0
    assert not (base / "tables" / "CURRENT").exists()
    assert kit("repair", "sample").exit_code == 0
    assert len(store.current("sample").deliveries) == 3


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_changed_mapping_is_told_by_check_receive_and_the_page(base, lang):
    """The earlier weeks kept their old meaning unmarked, and the page spoke of a new delivery."""
    mapping = base.parents[1] / "params" / "sample" / "sources.yml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("wait_s: {from: Attente", "wait_s: {from: Sonnerie"), encoding="utf-8")

    found = kit("check", "sample", lang=lang)
    seen = kit("repair", "sample", "--read-again", "acd_calls", "--dry-run", lang=lang)
    done = kit("repair", "sample", "--read-again", "acd_calls", lang=lang)

    assert found.exit_code == 0 and "kit repair sample --read-again acd_calls" in found.stdout
    assert "2026-W47" in seen.stdout and "2026-W47" in done.stdout
    assert (seen.exit_code, done.exit_code) == (0, 0)
    assert store.current("sample").reason == "remapped"
    assert "--read-again" not in kit("check", "sample", lang=lang).stdout
    assert kit("repair", "sample", "--read-again", "acd_calls", lang=lang).exit_code == 0
    tables = store.tables("sample", "2026-W47", "latest")
    review = weekly.review(tables, params.contract("sample"))
    assert set(review.changes["cause"]) == {"mapping"} and set(review.changes["file"]) == {"appels_2026-S47.csv"}
    assert "remapped" in {finding.kind for finding in review.findings}


def test_receiving_the_same_file_with_another_mapping_says_so(base, tmp_path):
    """ "2026-W47 has changed" alone would look like a new export."""
    mapping = base.parents[1] / "params" / "sample" / "sources.yml"
    text = mapping.read_text(encoding="utf-8")
    mapping.write_text(text.replace("wait_s: {from: Attente", "wait_s: {from: Sonnerie"), encoding="utf-8")
    sha = next(one.sha256 for one in store.current("sample").deliveries if one.table == "calls")

    for option, said in (
        ("--dry-run", "would be read in another way"),
        ("--source=acd_calls", "is read in another way"),
    ):
        done = kit("receive", "sample", base / "received" / f"{sha}.csv", option)
        assert done.exit_code == 0
        assert "mapping of acd_calls changed" in done.stdout and said in done.stdout
