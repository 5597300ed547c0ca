"""`kit receive`, `kit check` and `kit new` on lists of a register, in both languages."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kit import params, store
from kit.cli import main
from tests.unit.intake.conftest import CALLS, CONTRACT

sys.path.insert(0, str(Path(__file__).parent / "intake"))
from actions import action, csv, source

FIRST, SECOND = "2026-11-16T08:00:00+01:00", "2026-11-23T07:30:00+01:00"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A partnership with calls and an owed list of actions; nothing received yet."""
    folder = tmp_path / "params" / "line"
    folder.mkdir(parents=True)
    (folder / "contract.yml").write_text(CONTRACT.replace("QUARANTINED", "1"), encoding="utf-8")
    bodies = {
        "calls": CALLS.replace("*.csv", "calls*.csv"),
        "actions": source(every='every: week\ndue: {days: 1, time: "08:00"}'),
    }
    text = "".join(f"  {name}:" + body.rstrip().replace("\n", "\n    ") + "\n" for name, body in bodies.items())
    (folder / "sources.yml").write_text(f"sources:\n{text}", encoding="utf-8")
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def deliver(home, monkeypatch):
    """Receives a list at a moment."""

    def receive(
        moment: str, *rows: list[str], lang: str = "en", name: str = "actions.csv", options: tuple = ()
    ) -> Result:
        monkeypatch.setenv("KIT_NOW", moment)
        path = home / name
        path.write_text(csv(*rows), encoding="utf-8")
        return kit("receive", "line", path, *options, lang=lang)

    return receive


def kit(*arguments: object, lang: str = "en") -> Result:
    return CliRunner().invoke(main, ["--messages", lang, *(str(argument) for argument in arguments)])


def told(done: Result) -> str:
    return " ".join(done.stdout.split())


def test_a_receipt_says_how_many_rows_are_new_changed_unchanged_and_missing(deliver):
    """A filtered export shows here, and nowhere else: nothing is taken away."""
    first = deliver(FIRST, action(), action("A2"), action("A3"))
    second = deliver(SECOND, action(due="15/12/2026"), action("A2", status="retirée"), action("A4"))

    assert first.exit_code == second.exit_code == 0
    assert "actions.csv (actions) 3 rows read = 3 accepted" in told(first)
    assert "in the register: 3 new" in told(first) and "missing" not in told(first)
    assert "in the register: 1 new, 2 changed, 1 of them withdrawn" in told(second)
    assert "1 row of earlier lists is missing from this one and stays as it was (open: 1)" in told(second)
    assert "To update the report" not in told(second) and "2026-W" not in told(second)


def test_a_receipt_is_told_in_french(deliver):
    """The side that keeps the list reads French."""
    deliver(FIRST, action(), action("A2"))
    done = deliver(SECOND, action(effect="un point", status="faite", done="20/11/2026"), lang="fr")

    assert "dans le registre\u00a0: 1 modifiée" in done.stdout
    assert "1 ligne des listes précédentes ne figure plus dans celle-ci" in told(done)
    assert "effet attendu modifié alors que la ligne n'était plus ouverte" in told(done) and "A1" in told(done)


def test_the_same_list_typed_twice_is_told_as_such(deliver):
    """Nobody should wonder whether it was counted twice."""
    deliver(FIRST, action())
    assert "already received: nothing changed" in told(deliver(FIRST, action()))
    assert len(store.snapshots("line")) == 1


def test_a_row_set_aside_is_told_with_what_to_correct(deliver):
    """Whoever keeps the list corrects it in the minute in which it was refused."""
    done = deliver(FIRST, action(due="01/11/2026"), action("A2"))

    assert done.exit_code == 3
    assert "01/11/2026" in done.stdout and "a due day before the day of the decision" in told(done)
    assert "échéance antérieure à la décision" in told(
        deliver(FIRST, action(due="01/11/2026"), action("A2"), lang="fr")
    )


def test_an_undone_list_is_named_and_no_week_is_to_be_run_again(deliver):
    """No report of a week changes by it."""
    deliver(FIRST, action())
    deliver(SECOND, action(status="retirée"))

    done = kit("receive", "line", "--undo")

    assert done.exit_code == 0 and "actions.csv (actions): 1 accepted" in told(done) and "2026-W" not in done.stdout
    assert list(store.register("line", "actions")["status"]) == ["open"]


def test_history_that_is_loaded_later_takes_its_place(deliver):
    """Last month's lists are in a folder: they may be loaded at any time."""
    deliver(SECOND, action(due="15/12/2026"))
    done = deliver(SECOND, action(), name="actions_old.csv", options=("--received-at", "2026-11-16T08:00"))

    assert done.exit_code == 0 and "in the register: 1 new" in told(done)
    assert list(store.register("line", "actions")["due_on"].dt.day) == [15]
    assert list(store.registers_as_of("line").history("actions", "A1")["due_on"].dt.day) == [30, 15]


def test_check_tells_a_list_that_is_owed_and_no_missing_day(deliver, home, monkeypatch):
    """A list has no days: none of them can be missing."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")
    calls = "".join(f"{at};{day}/11/2026 08:{at % 50:02d};A;5\n" for at, day in enumerate([16] * 9 + [17] * 9))
    path = home / "calls.csv"
    path.write_text("id;at;issue;wait\n" + calls, encoding="utf-8")
    kit("receive", "line", path)

    missing = kit("check", "line", "2026-W47")
    late = deliver("2026-11-23T09:30:00+01:00", action()), kit("check", "line", "2026-W47")

    assert missing.exit_code == 4 and "actions 2026-W47 2026-11-23 08:00 MISSING" in told(missing)
    assert late[0].exit_code == 0 and "late" in told(late[1])
    assert "not whole" not in told(missing)


def test_check_knows_the_files_of_a_register(deliver, home):
    """A lost file is told when somebody checks, not in the meeting; and it is put back from the lists."""
    deliver(FIRST, action())
    next(home.glob("data/line/tables/actions/*/*.parquet")).unlink()

    assert kit("check", "line", "2026-W47").exit_code == 19
    assert kit("repair", "line").exit_code == 0
    assert list(store.register("line", "actions")["action_key"]) == ["A1"]
    assert kit("check", "line", "2026-W47").exit_code in (0, 4)


def test_an_older_mapping_of_a_list_is_told_and_read_again(deliver, home):
    """A changed word must reach the lists of before, on demand."""
    deliver(FIRST, action(status="faite", done="16/11/2026"))
    path = home / "params" / "line" / "sources.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("faite: done", "faite: withdrawn"), encoding="utf-8")

    assert "kit repair line --read-again actions" in told(kit("check", "line", "2026-W47"))
    done = kit("repair", "line", "--read-again", "actions")

    assert done.exit_code == 0 and "the lists received in 2026-W47 were read again" in told(done)
    assert store.register("line", "actions").empty


def test_a_list_may_be_withdrawn_and_the_same_file_read_under_a_stated_source(deliver):
    """`--source` names the mapping where several could read a file."""
    done = deliver(FIRST, action(), options=("--source", "actions", "--dry-run"))
    assert done.exit_code == 0 and "in the register: 1 new" in told(done) and store.current("line") is None


def test_a_new_partnership_finds_a_list_of_actions_to_take_over(tmp_path, monkeypatch):
    """Whoever starts must see that lists can be received, and owe none before they choose to."""
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    (tmp_path / "params").mkdir()
    assert kit("new", "acme").exit_code == 0

    path = tmp_path / "params" / "acme" / "sources.yml"
    assert "actions" not in params.sources("acme").sources
    lines = path.read_text(encoding="utf-8").splitlines()
    first, last = lines.index("  # actions:"), lines.index("  # acd_intervals:")
    taken = [line for line in lines[first:last] if line]
    path.write_text("sources:\n" + "".join(f"  {line[4:]}\n" for line in taken), encoding="utf-8")

    source = params.sources("acme").sources["actions"]
    assert source.is_register and source.every is None
