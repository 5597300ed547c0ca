"""web2contact's statistics: what its generator planted is what the shipped mapping counts, and no more."""

from __future__ import annotations

import pytest
from exported import at, taken

pytestmark = pytest.mark.slow
NAME = "web2contact"
NBSP = "\u00a0"
COUNTS = {
    "offered": "offered",
    "answered": "answered",
    "abandoned": "abandoned",
    "overflow": "overflow",
    "within": "answered_within_threshold",
    "talk_s": "talk_s",
}


@pytest.fixture(scope="module")
def week(prepared):
    """One week, received."""
    return taken(prepared, NAME, "intervals")


def delivered(desk, *changes: tuple[str, str]):
    """The receipt of the week's file with texts replaced, once each."""
    text = at(desk, NAME).files[0].read_bytes().decode("cp1252")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return desk.receive(desk.deliver(text.encode("cp1252"), "web2contact-changed.csv"))[0]


def test_counts_by_queue_are_those_that_were_planted(week):
    """French columns with accents, a plus and a minus in them, become the table's own."""
    by_queue = week.rows.groupby("queue")[list(COUNTS.values())].sum()

    for queue in by_queue.index:
        assert {name: by_queue.loc[queue, column] for name, column in COUNTS.items()} == {
            name: week.truth["by_queue"][queue][name] for name in COUNTS
        }


def test_every_half_hour_is_read_and_the_totals_row_left_out_by_its_name(week):
    """Taken for a half-hour, the last row would double the week."""
    assert week.receipt.accepted == week.truth["rows"]
    assert week.receipt.excluded == {"totals_row": 1}


def test_thousands_are_read_behind_their_blank(desk):
    """The totals row of a usual week holds "1 136" with a no-break space, which is not one call."""
    last = at(desk, NAME).files[0].read_bytes().decode("cp1252").splitlines()[-1]

    assert NBSP in last
    assert delivered(desk).error is None


def test_means_become_sums_to_the_rounding_of_each(week):
    """A mean of 3 a.m. must not weigh like one of Monday noon; each was rounded to the second."""
    planted = week.truth["by_queue"][""]

    assert week.rows["wait_answered_s"].sum() == pytest.approx(planted["wait_s"], abs=planted["answered"] / 2)


def test_calls_that_the_menu_kept_are_missing_and_not_zero(week):
    """The statistics begin at the queue: a week without losses before it is not what the file says."""
    assert week.truth["before_the_queue"] > 0
    assert week.rows["received"].isna().all() and week.rows["ivr_exit"].isna().all()


def test_a_file_that_lost_its_totals_row_is_refused(desk):
    """It has been cut, and nothing else in it would say so."""
    assert delivered(desk, ("\r\nTotal;", "\r\n16/11/2026;")).error.slug == "truncated_file"


def test_a_row_whose_thresholds_do_not_make_its_answers_goes_to_quarantine(desk):
    """In less and in more than 20 seconds is all there is."""
    text = at(desk, NAME).files[0].read_bytes().decode("cp1252").splitlines()
    row = next(line for line in text if line.split(";")[4] == "2")
    cells = row.split(";")
    cells[8] = str(int(cells[8]) + 1)

    receipt = delivered(desk, (row, ";".join(cells)))

    assert (receipt.error, receipt.quarantined) == (None, 1)
    assert set(receipt.rejects["reason"]) == {"identity"}
    assert "Appels répondus" in receipt.rejects["column"].iloc[0]


def test_rows_of_all_queues_together_are_refused(desk):
    """The supervisor's view has them: each call would count twice."""
    text = at(desk, NAME).files[0].read_bytes().decode("cp1252").splitlines()
    head, rows = text[0], [line.split(";") for line in text[1:-1]]
    sums = {}
    for row in rows:
        of = sums.setdefault((row[0], row[1]), [0] * 6)
        sums[row[0], row[1]] = [one + int(cell) for one, cell in zip(of, row[3:9], strict=True)]
    extra = [";".join([*key, "Toutes les files", *map(str, of), *["-"] * 5]) for key, of in sums.items()]
    total = text[-1].split(";")
    doubled = [total[0], "", "", *(str(2 * int(cell.replace(NBSP, ""))) for cell in total[3:9]), *[""] * 5]

    receipt = desk.receive(
        desk.deliver("\n".join([head, *text[1:-1], *extra, ";".join(doubled)]).encode("cp1252"), "web2contact-all.csv")
    )[0]

    assert receipt.error is not None
    assert "Toutes les files" in receipt.error.text("en")
