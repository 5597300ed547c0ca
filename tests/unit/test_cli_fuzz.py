"""Whatever is typed, and wherever the home lies: an answer or an error of ours, never a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kit import errors
from kit.cli import main
from kit.cli.receive import EXIT_OVERDUE

ROOT = Path(__file__).resolve().parents[2]
TOY = ROOT / "tests" / "data" / "notebooks" / "toy_review.ipynb"
NOW = "2026-11-23T09:00:00+01:00"
USAGE = 2


def codes() -> set[int]:
    """The exit codes that a script may rely on."""
    return {0, USAGE, errors.EXIT_QUARANTINED, EXIT_OVERDUE} | {kind.exit_code for kind in errors.kinds()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """A home with the sample's params and the toy notebook, that no command of this module writes to."""
    home = tmp_path_factory.mktemp("fuzz") / "home"
    shutil.copytree(ROOT / "params" / "sample", home / "params" / "sample")
    (home / "notebooks").mkdir()
    shutil.copy(TOY, home / "notebooks")
    return home


def kit(home: Path, *typed: str, now: str = NOW) -> Result:
    done = CliRunner().invoke(main, list(typed), env={"KIT_HOME": str(home), "KIT_NOW": now})
    assert done.exception is None or isinstance(done.exception, SystemExit), (typed, now, repr(done.exception))
    assert done.exit_code in codes(), (typed, done.exit_code)
    return done


PERIODS = [
    "0000-W01", "0001-W01", "9999-W53", "10000-W01", "1970-W53", "2200-W01", "2026-W00", "-1-W01", "2026-W47\n", "{0}",
    "２０２６-W47", "٢٠٢٦-W47", "%s", "x" * 5000, "../../x", "2026-W47.5",
]  # fmt: skip


@pytest.mark.parametrize("period", PERIODS, ids=lambda period: ascii(period)[:20])
def test_a_period_that_is_none_is_told_by_each_command(sample, period):
    """Year 0 and year 10000 are typing errors like any other; digits of other scripts would name another folder."""
    checked = kit(sample, "--messages", "en", "check", "sample", "--", period)
    planned = kit(sample, "--messages", "fr", "report", "--dry-run", "toy_review", "sample", "--", period)

    assert (checked.exit_code, planned.exit_code) == (15, 15)
    assert "Unreadable period" in checked.stderr and "Write for example 2026-W" in checked.stderr
    assert "Période illisible" in planned.stderr


@pytest.mark.parametrize("period", ["1971-W01", "1999-W52", "2199-W52"])
def test_the_first_and_last_years_can_be_counted_with(sample, period):
    """The ends of what is accepted must work, or they are no ends."""
    assert kit(sample, "check", "sample", period).exit_code in (0, EXIT_OVERDUE)
    assert kit(sample, "report", "toy_review", "sample", period, "--dry-run").exit_code == 0


CLOCKS = [
    "garbage", "0001-01-01T00:00+14:00", "0001-01-01", "9999-12-31T23:59-12:00", "9999-12-31", "1900-01-01", "{0}",
    "2026-13-01", "2026-11-23T09:00+25:00",
]  # fmt: skip


@pytest.mark.parametrize("now", CLOCKS)
def test_a_clock_that_cannot_be_is_called_by_its_name(sample, now):
    """Whoever set KIT_NOW in a script has long forgotten it."""
    done = kit(sample, "--messages", "en", "check", "sample", now=now)

    assert done.exit_code == 15
    assert f'KIT_NOW: "{now}" is not a moment between 1971 and 2199' in done.stderr


@pytest.mark.parametrize("moment", CLOCKS)
def test_a_moment_that_cannot_be_stated_is_refused(sample, moment):
    """Lateness would be counted from year 1, or overflow."""
    received = kit(sample, "--messages", "en", "receive", "sample", str(TOY), "--dry-run", "--received-at", moment)
    planned = kit(sample, "report", "toy_review", "sample", "2026-W47", "--dry-run", "--set", f"as_of={moment}")

    assert (received.exit_code, planned.exit_code) == (12, 15)
    assert "between 1971 and 2199" in received.stderr


NAMES = [
    "{0}",
    "{",
    "a}b",
    "{period}",
    "100%",
    "%(x)s",
    "new\nline",
    "it's",
    'a "b"',
    "*[x]?",
    "é ü",
    "$HOME",
    ";",
    "#x",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_home_of_any_name_works_from_check_to_report(tmp_path, sample, name):
    """Texts and paths are filled in once: braces of a folder's name are braces."""
    home = tmp_path / name
    shutil.copytree(sample, home)

    assert kit(home, "check", "sample").exit_code in (0, EXIT_OVERDUE)
    assert kit(home, "new", "other", "--dry-run").exit_code == 0
    assert kit(home, "receive", "sample", str(TOY), "--dry-run").exit_code == 27
    assert kit(home, "report", "toy_review", "sample", "2026-W47").exit_code == 0
    assert (home / "reports/sample/2026-W47/toy_review/report.fr.html").exists()


words = st.one_of(
    st.sampled_from([
        "sample", "toy_review", "2026-W47", "2025-W53", "--lang", "fr,en", "--set", "as_of=latest", "offered=1",
        "offered=x", "--source", "acd_calls", "--received-at", NOW, "--timeout", "1", "nan", "inf", "--output",
        "--help", "--", "-", "", "{0}", "%s", "a=b", "as_of=0001-01-01", str(TOY), "/nonexistent", "..", "\ud800",
        "--engine", "kernel",
    ]),
    st.text(st.characters(exclude_characters="\x00", exclude_categories=()), max_size=12),
)  # fmt: skip


@settings(max_examples=settings.default.max_examples * 5 // 2)
@example(verb="receive", typed=["sample", "\ud800"], lang="fr")
@given(verb=st.sampled_from(["check", "report", "receive", "new", "results", "zzz"]), typed=st.lists(words, max_size=6),
       lang=st.sampled_from(["fr", "en"]))  # fmt: skip
def test_whatever_is_typed_ends_in_an_exit_code_of_ours(sample, verb, typed, lang):
    """A script stops on the code; a traceback is for us alone."""
    dry = [] if verb in ("check", "zzz") else ["--dry-run"]

    kit(sample, "--messages", lang, verb, *dry, *typed)


@given(home=st.text(st.characters(exclude_characters="\x00", exclude_categories=()), min_size=1, max_size=30),
       partnership=words)  # fmt: skip
def test_whatever_the_home_and_the_partnership_are_called(sample, home, partnership):
    """A mistyped home is told, whatever its letters."""
    kit(sample, "--home", str(sample.parent / "no" / home.lstrip("/")), "check", "--", partnership)
