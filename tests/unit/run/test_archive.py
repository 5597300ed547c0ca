"""A report's folder always holds the old state or the new one."""

from __future__ import annotations

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
