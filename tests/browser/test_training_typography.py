"""What is printed in French on every page: unbreakable blanks, curly apostrophes, wherever the words came from."""

from __future__ import annotations

import html
import re

import pytest

# Code and scripts are typed, not printed.
_SKIPPED = re.compile(r"<(script|style|code|pre|svg|head)\b.*?</\1>", re.S)
_WRONG = re.compile(
    r"(?<=\S) [;:!?»]"  # an ordinary blank, at which a line breaks
    r"|« "
    r"|(?<=[^\s\u202f\u00a0(!?;…])[;!?](?![\w\"=&])"  # no blank at all
    r"|[^\s\u202f\u00a0]»|«[^\s\u202f\u00a0]"
    r"|(?<=\w)'(?=\w)"
    r"|\d [%€]"
)


@pytest.mark.parametrize("edition", ["learner", "facilitator"])
def test_every_french_page_is_set_as_a_printer_would(sites, seasonal, edition):
    """A line that begins with a question mark tells every French reader that nobody looked."""
    wrong = []
    for site in (sites[edition, "fr"], seasonal[edition, "fr"]):
        assert len(site.pages) > 60
        for name, page in site.pages.items():
            text = html.unescape(re.sub(r"<[^<>]*>", "", _SKIPPED.sub("", page.text)))
            around = (text[max(0, one.start() - 30) : one.end() + 10] for one in _WRONG.finditer(text))
            wrong += [f"{site} {name}: {words!r}" for words in around]
    assert wrong == []
