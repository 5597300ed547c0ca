"""What the page around the parts needs of a review: masthead, browser title, footer.

In:   a review, the page's title in each language.
Out:  the `page` payload that a report's first part carries.
Why:  every report has the same masthead; a report that forgot the moment or the moment's state would look complete.
Not here: laying it out (`contents`, the template), the title's words (a report's own `lead`).
"""

from __future__ import annotations

from kit.analysis.review import Review

NAMES = ("line", "client", "provider", "carrier")


def masthead(review: Review, title: dict[str, str], state: str = "") -> dict:
    """The payload. title: by language; state: a key of `page.*` that says how whole the period is, "" for complete or
    incomplete by `review.data`."""
    return {
        "partnership": review.partnership,
        "period": review.period,
        "as_of": review.as_of.isoformat(timespec="minutes"),
        "snapshot": review.snapshot,
        "complete": bool(review.data.get("complete", True)),
        "state": state,
        "fictional": review.fictional,
        "title": title,
    } | {name: getattr(review, name) for name in NAMES}
