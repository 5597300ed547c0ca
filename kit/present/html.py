"""Small pieces of HTML: tables with caption and scopes, figures, folded notes.

In:   texts and `Markup`; plain texts are escaped.
Out:  `Markup`.
Why:  every table of the page scrolls, can be reached by keyboard and names its headers, because it is made here.
Not here: what stands in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

CARDS = "plain"
# Kinds that no style lays out otherwise than as tables: what they are need not be said again in each cell.
TABLES_ALWAYS = ("queues",)
_ROLES = re.compile(r' role="\w+"')
VERDICT = "verdict"  # class of the cell that a reader looks for first


@dataclass(frozen=True)
class Cell:
    """A table cell: what it shows, its classes, and how many columns it spans."""

    text: object
    kind: str = ""
    span: int = 1


def num(text: object, kind: str = "") -> Cell:
    """A cell that holds a number: aligned to the right, figures of one width."""
    return Cell(text, f"n {kind}".strip())


def join(parts: Iterable[object], by: str = "") -> Markup:
    """The parts one after the other; plain texts are escaped."""
    return Markup(by).join(escape(part) for part in parts if part != "")


def tag(name: str, *parts: object, **attributes: object) -> Markup:
    """An element. `kind` is its class; other underscores become dashes; None and False attributes are left out."""
    said = "".join(
        f' {"class" if key == "kind" else key.replace("_", "-")}="{escape(value)}"'
        for key, value in attributes.items()
        if value is not None and value is not False and value != ""
    )
    return Markup(f"<{name}{said}>{join(parts)}</{name}>")


def small(text: object) -> Markup:
    """A second, quieter line inside a cell."""
    return tag("small", text) if text else Markup("")


def say(*sentences: object) -> Markup:
    """The computed sentence that answers a section's question."""
    return _paragraph(sentences, "say")


def note(*sentences: object) -> Markup:
    """A quieter paragraph under an answer, a table or a chart."""
    return _paragraph(sentences, "note")


def _paragraph(sentences: Iterable[object], kind: str) -> Markup:
    """The sentences that there are; nothing where there is none."""
    told = [sentence for sentence in sentences if sentence]
    return tag("p", join(told, " "), kind=kind) if told else Markup("")


def table(
    caption: object, head: Sequence[object], rows: Iterable[Sequence[object]], *, kind: str = "", note: object = ""
) -> Markup:
    """A table: `head` names the columns, the first cell of each row heads the row.

    A table of kind "plain" becomes one card per row on a phone: its cells carry their column's name for that.
    """
    top = join(_head(cell) for cell in head)
    labels = [Markup(escape(cell.text if isinstance(cell, Cell) else cell)).striptags() for cell in head]
    labels = labels if kind == CARDS else [""] * len(labels)
    body = join(_row(row, labels) for row in rows)
    shown = tag("caption", caption, small(note))
    parts = (tag("thead", tag("tr", top, role="row"), role="rowgroup"), tag("tbody", body, role="rowgroup"))
    label = Markup(caption).striptags()
    inside = tag("table", shown, *parts, kind=kind, role="table")
    if kind in TABLES_ALWAYS:
        inside = Markup(_ROLES.sub("", inside))
    return tag("div", inside, kind="scroll", role="region", tabindex="0", aria_label=label)


def _row(cells: Sequence[object], labels: Sequence[str]) -> Markup:
    shown = (_cell(cell, at == 0, label) for at, (cell, label) in enumerate(zip(cells, labels, strict=False)))
    return tag("tr", join(shown), role="row")


def _head(cell: object) -> Markup:
    cell = cell if isinstance(cell, Cell) else Cell(cell)
    if cell.text == "":
        return tag("td", kind=cell.kind, role="cell")
    return tag("th", cell.text, scope="col", role="columnheader", kind=cell.kind)


def _cell(cell: object, first: bool, label: str = "") -> Markup:
    cell = cell if isinstance(cell, Cell) else Cell(cell)
    span = cell.span if cell.span > 1 else None
    if first:
        return tag("th", cell.text, scope="row", role="rowheader", kind=cell.kind)
    return tag("td", cell.text, kind=cell.kind, colspan=span, role="cell", data_label=label if not span else "")


def figure(title: object, body: object, *, note: object = "", kind: str = "") -> Markup:
    """A figure whose title is its finding."""
    return tag("figure", tag("figcaption", tag("b", title), small(note)), body, kind=kind)


def fold(summary: object, *body: object, kind: str = "") -> Markup:
    """A note that opens on demand; closed, it is left out of a printed page, save the line of a `kind` "told"."""
    return tag("details", tag("summary", summary), *body, kind=kind)


def listing(items: Iterable[object], *, kind: str = "", ordered: bool = False) -> Markup:
    """A list."""
    return tag("ol" if ordered else "ul", join(tag("li", item) for item in items), kind=kind)
