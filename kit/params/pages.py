"""How a printed report is laid out: part of the mapping language of `sources.yml`.

In:   the YAML under `page_lines:` and `layout:` of a source's `file:`.
Out:  `PageLine`, `Layout`; the exclusion under which lines of a page are counted.
Why:  a report that was printed to a file says on each page, once, what holds for all its rows: the queue, the day.
      Taken for rows, titles are faults; thrown away, the rows below belong to no queue.
Not here: reading the lines (`kit.intake.printed`), the file's other statements (`kit.params.fileshape`).
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, model_validator

from kit.params.columns import Regex
from kit.params.reader import Strict

PRINTED = "printed"
PAGE_HEADER = "page_header"  # the name under which lines of a page are counted
PAGE_LINE = "page line"  # the column of the file that marks them
_SPAN = re.compile(r"([1-9]\d{0,3}) ?- ?([1-9]\d{0,3})")


class PageLine(Strict):
    """Lines of a printed page that are no rows, wherever they stand: titles, the day of printing, the page's number.

    column: what the pattern's bracket holds is a column of this name, on every row below until a later line says
    otherwise.
    """

    matches: Regex
    column: str = ""

    @model_validator(mode="after")
    def _has_one_bracket(self) -> PageLine:
        if self.column and re.compile(self.matches).groups != 1:
            raise ValueError(f'column: {self.column}: put in brackets what it holds, as "^Date: (\\S+)"')
        return self


def _span(text: str) -> str:
    found = _SPAN.fullmatch(text.strip())
    if not found or int(found[1]) > int(found[2]):
        raise ValueError('write the first and the last character of the column, as "1-10"; a line begins with 1')
    return f"{int(found[1])}-{int(found[2])}"


def _apart(layout: dict[str, str]) -> dict[str, str]:
    spans = sorted((*bounds(span), name) for name, span in layout.items())
    for (_, last, one), (first, _, other) in zip(spans, spans[1:], strict=False):
        if first <= last:
            raise ValueError(f"{one} and {other} have characters in common")
    return layout


def bounds(span: str) -> tuple[int, int]:
    """The first and the last character of "1-10"."""
    first, last = span.split("-")
    return int(first), int(last)


Layout = Annotated[dict[str, Annotated[str, AfterValidator(_span)]], AfterValidator(_apart), Field(min_length=1)]


def with_exclusion(stated: object) -> object:
    """A source as it is stated, with the exclusion that leaves out and counts the lines of its pages."""
    if not isinstance(stated, dict) or not isinstance(shape := stated.get("file"), dict):
        return stated
    excluded = stated.get("exclude") or []
    if shape.get("format") != PRINTED or not isinstance(excluded, list):
        return stated
    own = {"name": PAGE_HEADER, "where": {PAGE_LINE: {"empty": False}}}
    return stated | {"exclude": [*(one for one in excluded if one != own), own]}
