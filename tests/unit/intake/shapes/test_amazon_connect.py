"""Amazon Connect's contact records: what its generator planted is what the shipped mapping counts."""

from __future__ import annotations

import gzip
import json

import pytest
from exported import at, by_queue

from kit import store
from kit.params import catalogue
from kit.sample.exports import amazon_connect

NAME = "amazon_connect"


@pytest.fixture
def written(desk):
    return at(desk, NAME)


def read(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def text(records: list[dict]) -> str:
    return "".join(json.dumps(one) + "\n" for one in records)


def test_contacts_by_queue_and_outcome_are_those_that_were_planted(desk, written):
    """Calls offered, answered and lost are what the contract is judged by."""
    receipt = desk.receive(written.files[0])[0]

    assert receipt.error is None, receipt.error
    assert by_queue(desk.rows("calls")) == written.truth["by_queue"]
    assert receipt.accepted == written.truth["contacts"]


def test_copies_and_other_contacts_are_left_out_under_their_names(desk, written):
    """Records are delivered at least once: each copy that counted would be a call that never was."""
    receipt = desk.receive(written.files[0])[0]

    assert receipt.excluded == written.truth["excluded"]
    assert set(receipt.excluded) == {"duplicate", "superseded", "outbound", "other_channel", "transfer"}
    assert min(receipt.excluded.values()) > 5


def test_seconds_are_those_of_the_newest_copies(desk, written):
    """After-call work is known a minute later than the call: the first copy's would be too short for everybody."""
    truth = written.truth
    for path, acw_s in zip(written.files, (truth["acw_before_s"], truth["acw_s"]), strict=True):
        receipt = desk.receive(path)[0]
        assert receipt.error is None, receipt.error
        assert desk.rows("calls")["acw_s"].sum() == acw_s

    calls = desk.rows("calls")
    assert truth["acw_s"] > truth["acw_before_s"]
    assert {name: calls[name].sum() for name in ("wait_s", "talk_s", "hold_s")} == {
        name: truth[name] for name in ("wait_s", "talk_s", "hold_s")
    }


def test_updates_that_come_later_replace_their_contacts_alone(desk, written):
    """A file of twenty updates must not empty the week of its other contacts."""
    desk.receive(written.files[0])
    receipt = desk.receive(written.files[1])[0]

    assert (receipt.accepted, receipt.excluded) == (written.truth["updated"], written.truth["later"])
    assert by_queue(desk.rows("calls")) == written.truth["by_queue"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["as written", "as a shell may sort them"])
def test_several_files_in_one_call_are_one_stream(desk, written, order):
    """A stream writes a file every few minutes: a week is delivered as hundreds, in one call and one commit."""
    receipts = desk.receive(*(written.files[at] for at in order))

    assert [one.error for one in receipts] == [None, None]
    assert [one.file for one in receipts] == [written.files[at].name for at in order]
    assert store.current("line").id == 1
    assert desk.rows("calls")["acw_s"].sum() == written.truth["acw_s"]
    assert by_queue(desk.rows("calls")) == written.truth["by_queue"]


def test_transfers_and_withheld_numbers_are_told(desk, written):
    """Who was passed on was transferred; who withheld the number is no caller who comes back."""
    desk.receive(written.files[0])
    calls = desk.rows("calls")

    assert (calls["transferred"] == True).sum() == written.truth["transferred"]  # noqa: E712 - elementwise
    assert calls["caller"].isna().sum() == written.truth["withheld"]


def test_no_adviser_and_no_number_passes(desk, written):
    """The records name advisers, recordings and every caller in full."""
    desk.receive(*written.files)
    told = desk.rows("calls").to_csv()

    assert "Conseiller" not in told and ".wav" not in told and "63998" not in told


def test_a_night_without_an_answer_is_read(desk, written):
    """Agent is null in each record then: nobody answered, which is no missing field."""
    lost = [one for one in read(written.files[0]) if one["Agent"] is None and one["InitiationMethod"] == "INBOUND"]

    receipt = desk.receive(desk.deliver(text(lost), "contact-records-night.jsonl"))[0]

    assert receipt.error is None, receipt.error
    assert receipt.accepted > 10 and desk.rows("calls")["talk_s"].isna().all()


def test_a_disconnect_reason_that_nobody_mapped_goes_to_quarantine(desk, written):
    """A new reason taken for an abandoned call would be a figure that nobody stated."""
    records = read(written.files[0])
    for one in records:
        if one["DisconnectReason"] == "CONTACT_FLOW_DISCONNECT":
            one["DisconnectReason"] = "NEW_REASON"

    receipt = desk.receive(desk.deliver(text(records), "contact-records.jsonl"))[0]

    assert receipt.error is None, receipt.error
    assert set(receipt.rejects["reason"]) == {"no_rule"}


def test_records_without_their_stamp_are_refused_by_its_name(desk, written):
    """Without it, of two states of a contact nobody can choose."""
    records = [{name: value for name, value in one.items() if name != "LastUpdateTimestamp"}
               for one in read(written.files[0])]  # fmt: skip

    error = desk.receive(desk.deliver(text(records), "contact-records.jsonl"))[0].error

    assert error is not None and "LastUpdateTimestamp" in error.text("en")


def test_a_cut_stream_is_refused(desk, written):
    """The object that the stream had not finished writing is a file that is asked for again."""
    whole = gzip.decompress(written.files[1].read_bytes())

    error = desk.receive(desk.deliver(whole[:-40], "contact-records-cut.jsonl"))[0].error

    assert error is not None and error.slug == "truncated_file"


def across_queues() -> str:
    """The shipped mapping with the lines that its last comment gives."""
    shipped = next(one.text for one in catalogue.shapes() if one.name == NAME)
    lines = [
        line for line in shipped.splitlines() if "name: transfer" not in line and not line.lstrip().startswith("#")
    ]
    changed = "\n".join(lines).replace("delivers: records", "delivers: days\n    key: [call_key, arrived_at]")
    changed = changed.replace("counting_unit: contact", "counting_unit: leg")
    return changed.replace("{from: ContactId}", "{from: InitialContactId, else: ContactId}")


def test_across_queues_a_call_that_moves_on_counts_once(desk):
    """In two queues it waited twice and was answered once: one caller, answered, after both waits."""
    written = at(desk, NAME, text=across_queues())
    one = next(one for one in read(written.files[0]) if one["Agent"] and not one["NextContactId"])
    moved = one | {
        "Agent": None,
        "NextContactId": "second",
        "Queue": one["Queue"] | {"Name": "Première", "Duration": 30},
    }
    moved |= {"InitiationTimestamp": "2026-11-16T09:00:00Z", "LastUpdateTimestamp": "2026-11-16T09:10:00Z"}
    then = one | {"ContactId": "second", "InitialContactId": one["ContactId"], "InitiationMethod": "QUEUE_TRANSFER"}
    then |= {"InitiationTimestamp": "2026-11-16T09:00:30Z", "Queue": one["Queue"] | {"Duration": 12}}

    receipt = desk.receive(desk.deliver(text([moved, then, then | {"LastUpdateTimestamp": "2026-12-01T00:00:00Z"}]),
                                        "contact-records.jsonl"))[0]  # fmt: skip

    assert receipt.error is None, receipt.error
    assert receipt.excluded == {"merged_leg": 1, "superseded": 1}
    call = desk.rows("calls").iloc[0]
    assert (call["outcome"], call["wait_s"], call["queue"]) == ("answered", 42, "Première")


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_writes_the_same_bytes(tmp_path, seed):
    """A figure that fails in one run must fail in the next."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (amazon_connect.write(tmp_path / place, "2026-W47", seed) for place in "ab")

    assert [path.read_bytes() for path in one.files] == [path.read_bytes() for path in two.files]
    assert one.truth == two.truth
