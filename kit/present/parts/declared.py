"""What the declared sources can tell, and what no file of a partnership can ever tell.

In:   `WeeklyReview.data["declared"]`, the reasons of the week's figures.
Out:  whether a table is declared, whether its rows nest in hours, which side owes it, the gaps that stay open.
Why:  a file that nobody ever agreed on is not missing and nobody owes it: its sections are left out, and named once.
Not here: the words (`method`), what is declared and did not come (`reading`).

A review that does not say what is declared is read as one that may receive everything.
"""

from __future__ import annotations

from kit.analysis.line.sums import HOUR
from kit.analysis.weekly.result import WeeklyReview

PROVIDER = ("calls", "intervals")
CARRIER = "carrier_counts"


def declared(review: WeeklyReview, *tables: str) -> list[dict]:
    """The declared sources of these tables."""
    return [one for one in review.data.get("declared") or [] if one["table"] in tables]


def can_come(review: WeeklyReview, *tables: str) -> bool:
    """Whether a source of one of these tables is declared."""
    return not review.data.get("declared") or bool(declared(review, *tables))


def by_half_hour(review: WeeklyReview) -> bool:
    """Whether a provider's source can fill the maps: calls one by one, or intervals that nest in an hour."""
    sources = declared(review, *PROVIDER)
    return not review.data.get("declared") or any(nests(one) for one in sources)


def nests(source: dict) -> bool:
    """Whether a source's rows can be told apart by the hour at least; days cannot."""
    return source["minutes"] is None or HOUR % source["minutes"] == 0


def owner(review: WeeklyReview, *tables: str) -> str:
    """The side that owes one of these tables, by the ledger, else by the declared sources; "" where nobody does."""
    owed = review.deliveries[review.deliveries["table"].isin(tables)]
    if len(owed):
        return str(owed.iloc[0]["owed_by"])
    return next((one["owed_by"] for one in declared(review, *tables)), "")


def gaps(review: WeeklyReview) -> list[str]:
    """What no declared source can tell: provider, carrier, half_hours, waits, received, delivered, one_by_one,
    staffing; in the page's order."""
    provider, carrier = can_come(review, *PROVIDER), can_come(review, CARRIER)
    found = {
        "provider": not provider,
        "carrier": not carrier,
        "received": provider and carrier and not_in_source(review, "vol.received", *PROVIDER),
        "delivered": provider and carrier and not_in_source(review, "vol.delivered", CARRIER),
        "half_hours": provider and not by_half_hour(review),
        "waits": provider and not_in_source(review, "asa", *PROVIDER),
        "one_by_one": provider and not can_come(review, "calls"),
        "staffing": provider and not can_come(review, "staffing"),
    }
    return [name for name, is_open in found.items() if is_open]


def not_in_source(review: WeeklyReview, figure: str, *tables: str) -> bool:
    """Whether files of these tables came and do not hold a figure: their mapping has no column for it."""
    if not any(review.data.get("received", {}).get(table) for table in tables):
        return False
    rows = review.figures[review.figures["figure"] == figure]
    return bool((rows["value"].isna() & (rows["reason"] == "not_in_source")).any())


def first_gap(review: WeeklyReview, *names: str) -> str:
    """The first of these gaps that is open; "" where none is."""
    return next((name for name in gaps(review) if name in names), "")
