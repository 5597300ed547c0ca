"""A carrier's statement: its PDF is refused with what to ask for, and what the portal then gives is counted."""

from __future__ import annotations

import pytest
from exported import at

from kit.sample.exports import carrier_pdf

NAME = "carrier_pdf"
COUNTS = ("presented", "busy", "delivered", "network_answered", "billable_s")


def test_the_portals_export_counts_what_was_planted(desk):
    """The carrier's side of the reconciliation, half-hour by half-hour."""
    written = at(desk, NAME)

    receipt = desk.receive(*written.files)[0]

    assert receipt.error is None, receipt.error
    rows = desk.rows("carrier_counts")
    assert {name: rows[name].sum() for name in COUNTS} == {name: written.truth[name] for name in COUNTS}
    assert receipt.excluded == {"totals_row": 1}


@pytest.mark.parametrize("name", ["releve-mensuel.pdf", "operateur-2026-11.csv"], ids=["its own name", "an export's"])
def test_the_monthly_statement_is_refused_with_what_to_ask_for(desk, name):
    """Month after month the same file comes by mail; the message is what is sent back."""
    written = at(desk, NAME)

    error = desk.receive(desk.deliver((desk.inbox / written.truth["pdf"]).read_bytes(), name))[0].error

    assert error is not None
    assert all(word in error.text("fr") for word in ("PDF", "portail", "CSV ou en Excel", "demi-heure"))


def test_a_column_that_the_portal_does_not_give_is_told(desk):
    """The line is taken out of the mapping then: what is not delivered is not zero."""
    written = at(desk, NAME)
    text = written.files[0].read_text(encoding="cp1252").replace("Occupation", "Divers")

    error = desk.receive(desk.deliver(text.encode("cp1252"), "operateur.csv"))[0].error

    assert error is not None and "Occupation" in error.text("fr")


def test_the_same_seed_writes_the_same_bytes(tmp_path):
    """A figure that fails in one run must fail in the next."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, two = (carrier_pdf.write(tmp_path / place, "2026-W47", 3) for place in "ab")

    assert one.files[0].read_bytes() == two.files[0].read_bytes()
    assert (tmp_path / "a" / one.truth["pdf"]).read_bytes() == (tmp_path / "b" / two.truth["pdf"]).read_bytes()
