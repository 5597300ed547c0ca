"""A report's folder always holds the old state or the new one."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from kit.run import archive

RECORD = {"schema": 1, "stamp": {}}


def publish(folder, number: int, **files: str):
    """One version with these files (`report_fr` stands for report.fr.html)."""
    staged = archive.stage(folder)
    for name, content in files.items():
        (staged / f"{name.replace('_', '.')}.html").write_text(content, encoding="utf-8")
    return archive.publish(folder, staged, RECORD | {"version": number})


def pages(version: archive.Version) -> dict[str, str]:
    return {name: (version.path / name).read_text(encoding="utf-8") for name in version.record["files"]}


def test_the_newest_version_stands_at_the_top_and_the_old_one_stays(tmp_path):
    """People keep the link to the top; an auditor opens the version that was signed."""
    publish(tmp_path, 1, report_fr="one")
    publish(tmp_path, 2, report_fr="two")

    assert (tmp_path / "report.fr.html").read_text() == "two"
    assert (tmp_path / "versions/1/report.fr.html").read_text() == "one"
    assert (archive.read(tmp_path).number, archive.read(tmp_path).path) == (2, tmp_path)
    assert archive.next_number(tmp_path) == 3


def test_a_page_of_a_language_that_the_newest_version_lacks_goes_from_the_top(tmp_path):
    """Beside a new French page an English one of last month would be read as this month's."""
    publish(tmp_path, 1, report_fr="one", report_en="one")
    publish(tmp_path, 2, report_fr="two")

    assert sorted(path.name for path in tmp_path.glob("*.html")) == ["report.fr.html"]


@pytest.mark.parametrize("spoilt", ["report.fr.html", "run.json"])
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_reader_falls_back_to_the_version_where_the_top_does_not_agree(tmp_path, spoilt, how):
    """A half replaced top must never be taken for a report."""
    publish(tmp_path, 1, report_fr="one", report_en="uno")
    (tmp_path / spoilt).unlink()
    if how == "changed":
        (tmp_path / spoilt).write_text("{}", encoding="utf-8")

    found = archive.read(tmp_path)

    assert found.path == tmp_path / "versions/1"
    assert pages(found) == {"report.en.html": "uno", "report.fr.html": "one"}


def test_a_damaged_version_is_passed_over_and_its_number_never_given_again(tmp_path):
    """Two different pages called version 2 could not be told apart in a meeting."""
    publish(tmp_path, 1, report_fr="one")
    publish(tmp_path, 2, report_fr="two")
    (tmp_path / "versions/2/report.fr.html").write_text("spoilt", encoding="utf-8")
    (tmp_path / "report.fr.html").write_text("spoilt", encoding="utf-8")

    assert archive.read(tmp_path).number == 1
    assert archive.next_number(tmp_path) == 3


def test_an_empty_folder_has_no_version(tmp_path):
    """The first run has nothing to compare itself with."""
    assert archive.read(tmp_path) is None
    assert archive.next_number(tmp_path) == 1


def test_a_failed_run_is_kept_beside_and_changes_nothing(tmp_path):
    """Monday's page must not disappear because Tuesday's run failed."""
    publish(tmp_path, 1, report_fr="one")
    for _ in range(2):
        staged = archive.stage(tmp_path)
        (staged / "failure.html").write_text("why", encoding="utf-8")
        archive.keep_failed(tmp_path, staged, RECORD)

    assert [path.name for path in sorted((tmp_path / "versions").iterdir())] == ["1", "failed-1", "failed-2"]
    assert pages(archive.read(tmp_path)) == {"report.fr.html": "one"}
    assert archive.next_number(tmp_path) == 2


PUBLISHES_FOREVER = """
import sys
from pathlib import Path
from kit.run import archive
folder = Path(sys.argv[1])
while True:
    number = archive.next_number(folder)
    staged = archive.stage(folder)
    for lang in ("fr", "en"):
        (staged / f"report.{lang}.html").write_text(f"{number} " * 5000, encoding="utf-8")
    archive.publish(folder, staged, {"version": number, "stamp": {}})
    print(number, flush=True)
"""


@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_state_or_the_new_one(tmp_path):
    """A power cut on Monday at nine must not leave a French page of this week beside an English one of the last."""
    rng = random.Random(47)
    for _ in range(15):
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISHES_FOREVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        last = int(process.stdout.readline())
        time.sleep(rng.uniform(0, 0.01))
        os.kill(process.pid, signal.SIGKILL)
        last = max([last, *(int(line) for line in process.stdout if line.strip())])
        process.wait()

        found = archive.read(tmp_path)

        assert found.number >= last
        assert set(pages(found).values()) == {f"{found.number} " * 5000}


WRITES = ("open", "os.mkdir")
MOVES = (*WRITES, "os.rename", "os.remove", "os.rmdir")


def at_step(number: int, folder, events: tuple[str, ...], act, work) -> int:
    """Runs `work` in a forked process in which `act` strikes at its `number`-th step below `folder`; its exit code.

    0: it came to its end before; a step is a file opened for writing, a folder made, a name moved or removed.
    """
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    steps = iter(range(1, 10_000))

    def strike(event: str, args: tuple) -> None:
        below = event in events and str(args[0]).startswith(str(folder))
        if below and not (event == "open" and not args[2] & (os.O_WRONLY | os.O_RDWR)) and next(steps) >= number:
            act()

    sys.addaudithook(strike)
    try:
        work()
        os._exit(0)
    except OSError as error:
        os._exit(error.errno)
    finally:
        os._exit(99)


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def no_room() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def whole(version: archive.Version) -> bool:
    """Whether the pages of all languages say the number of their version."""
    return set(pages(version).values()) == {f"version {version.number}"}


def second(folder) -> None:
    publish(folder, 2, report_fr="version 2", report_en="version 2")


@pytest.mark.slow
@pytest.mark.parametrize("first", [True, False])
def test_a_kill_at_each_step_leaves_the_old_version_or_the_new_one(tmp_path, first):
    """Chance kills rarely meet the moment between two moves; every one of them is tried here."""
    steps = 0
    for step in range(1, 100):
        folder = tmp_path / str(step)
        if first:
            publish(folder, 1, report_fr="version 1", report_en="version 1")
        code = at_step(step, folder, MOVES, kill, lambda folder=folder: second(folder))
        if code == 0:
            break
        steps += 1
        found = archive.read(folder)
        assert code == -signal.SIGKILL
        assert whole(found) if found else not first
        publish(folder, archive.next_number(folder), report_fr="version 3", report_en="version 3")
        assert not list(folder.rglob(".tmp-*"))
    assert steps >= 12


def test_a_kill_while_a_version_is_put_at_the_top_again_is_put_right_by_the_next_run(tmp_path):
    """The top is what people open."""
    for step in range(1, 100):
        folder = tmp_path / str(step)
        publish(folder, 1, report_fr="version 1", report_en="version 1")
        (folder / "report.fr.html").write_text("spoilt", encoding="utf-8")
        version = archive.newest_version(folder)
        if at_step(step, folder, MOVES, kill, lambda at=(folder, version): archive.show(*at)) == 0:
            break
        assert whole(archive.read(folder))
        archive.show(folder, version)
        assert (folder / "report.fr.html").read_text(encoding="utf-8") == "version 1"
    assert step > 5


def test_a_disk_that_is_full_at_any_step_changes_nothing(tmp_path):
    """Half of a page is worse than none, and a version that is there but not at the top is one that nobody opens."""
    refused = 0
    for step in range(1, 100):
        folder = tmp_path / str(step)
        publish(folder, 1, report_fr="version 1", report_en="version 1")
        code = at_step(step, folder, WRITES, no_room, lambda folder=folder: second(folder))
        if code == 0:
            break
        refused += 1
        assert code == errno.ENOSPC
        assert archive.read(folder).path == folder and whole(archive.read(folder))
        assert archive.next_number(folder) == 2 and not list(folder.glob(".tmp-*"))
    assert refused >= 6
