"""A PDF in the place of an export: refused, with what to ask for instead, whatever it is called."""

from __future__ import annotations

import gzip

import pytest

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"


@pytest.mark.parametrize("content", [PDF, gzip.compress(PDF)], ids=["plain", "packed"])
def test_a_carriers_monthly_statement_is_refused_with_what_to_ask_for(counts, content):
    """Its totals of the month say nothing of the half-hours in which callers were lost."""
    error = counts.receive(counts.deliver(content, "releve.csv"))[0].error

    assert error is not None and error.slug == "unreadable_file"
    for lang, words in (("fr", ("PDF", "portail", "CSV ou en Excel", "demi-heure")), ("en", ("portal", "half-hour"))):
        assert all(word in error.text(lang) for word in words), error.text(lang)


def test_another_pdf_is_not_called_a_carriers(calls):
    """A platform has no portal of a carrier; its export is asked for in the format of its source."""
    error = calls.receive(calls.deliver(PDF, "report.csv"))[0].error

    assert error is not None and error.slug == "unreadable_file"
    assert "PDF" in error.text("en") and "carrier" not in error.text("en") and "as csv" in error.text("en")


def test_a_pdf_under_its_own_name_is_told_what_it_is(counts):
    """No source has its name: "no source matches" would have people add `*.pdf` to one."""
    receipt = counts.receive(counts.deliver(PDF, "releve-2026-11.pdf"))[0]

    assert receipt.error is not None and receipt.error.slug == "pdf_report"
    assert receipt.error.exit_code == 27
    assert "portail" in receipt.error.text("fr") and "half-hour" in receipt.error.text("en")


def test_a_pdf_is_kept_all_the_same(counts):
    """What was delivered stays proved by its hash, refused or not."""
    receipt = counts.receive(counts.deliver(PDF, "releve-2026-11.pdf"))[0]

    assert list((counts.home / "data" / "line" / "received").glob(f"{receipt.sha256}*"))


def test_a_workbook_source_says_the_same_of_a_pdf(desk):
    """Whichever format its source expects, a PDF is a PDF."""
    desk.sources(
        counts="""
table: carrier_counts
owed_by: client
every: week
match: {name: "*"}
file: {format: xlsx}
interval: {minutes: 30}
columns: {start: {from: at, format: "%d/%m/%Y %H:%M"}, presented: {from: n}}
"""
    )

    error = desk.receive(desk.deliver(PDF, "releve.xlsx"))[0].error

    assert error is not None and "portal" in error.text("en")
