"""Avaya's printed interval reports: what the generator planted is what the shipped mappings count."""

from __future__ import annotations

import re

import pytest
from exported import at

from kit.sample.exports import avaya_cms

NAME = "avaya_cms"
SIDES = ("offered", "answered", "abandoned")


@pytest.fixture
def written(desk):
    return at(desk, NAME)


def by_queue(rows) -> dict:
    parts = {"": rows, **dict(list(rows.groupby("queue")))}
    return {queue: {side: int(part[side].sum()) for side in SIDES} for queue, part in parts.items()}


@pytest.mark.parametrize(("which", "planted"), [(0, "by_queue"), (1, "monday")], ids=["separated", "in columns"])
def test_calls_by_split_are_those_that_were_planted(desk, written, which, planted):
    """Each call counts once, where it ended; a page's split and day are those of the rows below it."""
    receipt = desk.receive(written.files[which])[0]

    assert receipt.error is None, receipt.error
    assert by_queue(desk.rows("intervals")) == written.truth[planted]
    assert receipt.quarantined == 0
    apart = {"page_header": written.truth["page_lines"][which], "totals_row": written.truth["totals"][which]}
    assert receipt.excluded == apart


def test_a_call_that_flows_between_splits_is_not_counted_twice(desk, written):
    """It is among the ACD calls of the one and the flow-outs of the other: both together would be two callers."""
    desk.receive(written.files[0])
    rows = desk.rows("intervals")

    assert written.truth["flowed"] > 5
    assert rows["offered"].sum() == written.truth["by_queue"][""]["offered"]
    assert rows["overflow"].isna().all()


def test_means_become_sums_again(desk, written):
    """A mean of means would weigh the quiet half-hour like the busy one."""
    desk.receive(written.files[0])
    rows = desk.rows("intervals")

    for name in ("wait_answered_s", "talk_s", "acw_s"):
        assert rows[name].sum() == written.truth[name]


def test_both_reports_say_the_same_of_monday(desk, written):
    """One has AM and PM, the other 24 hours: noon must be the same half-hour in both."""
    for path in written.files:
        receipt = desk.receive(path)[0]
        assert receipt.error is None, receipt.error
    rows = desk.rows("intervals")
    starts = {name: set(of[of["local_date"] == of["local_date"].min()]["start"]) for name, of in rows.groupby("source")}

    assert starts["avaya_cms"] == starts["avaya_bcms"]


def test_days_before_months_are_refused_and_not_guessed(desk, written):
    """16 November is no month 16: exported under another language, the file says so at its first row."""
    desk.contract(most_quarantined=0.2)
    text = re.sub(r"Date:;11/(\d\d)/", r"Date:;\1/11/", written.files[0].read_bytes().decode("cp1252"))
    error = desk.receive(desk.deliver(text.encode("cp1252"), "cms-french.txt"))[0].error

    assert error is not None and error.slug == "too_many_rejects", error


def test_a_report_without_its_totals_is_refused_as_cut_off(desk, written):
    """The last page is missing: without the totals line it would be a quiet Friday."""
    text = written.files[1].read_bytes()
    receipt = desk.receive(desk.deliver(text[: text.index(b"SUMMARY")], "bcms-cut.txt"))[0]

    assert receipt.error is not None and receipt.error.slug == "truncated_file"


def test_totals_that_are_not_the_sum_of_their_rows_refuse_the_report(desk, written):
    """A line that was lost on the way shows in the totals, and nowhere else."""
    text = written.files[0].read_bytes().decode("cp1252").split("\r\n")
    lost = next(at for at, line in enumerate(text) if line.startswith("9:00 AM"))

    receipt = desk.receive(desk.deliver("\r\n".join(text[:lost] + text[lost + 1 :]), "cms-lost.txt"))[0]

    assert receipt.error is not None and receipt.error.slug == "counts_disagree"


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    """A figure that fails in one run must fail in the next."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (avaya_cms.write(tmp_path / place, "2026-W47", 3) for place in "ab")

    assert [path.read_bytes() for path in one.files] == [path.read_bytes() for path in two.files]
