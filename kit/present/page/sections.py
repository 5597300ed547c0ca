"""Which sections of a page are left out, and which are folded to a line.

In:   an executed notebook's cells: prose whose headings open sections, outputs of the kit's parts.
Out:  `Section`s, in the page's order.
Why:  a section that nothing can feed, and one in which nothing happened, took as much room as the one that matters.
Not here: what "nothing happened" means (`kit.present.parts.calm`), the page (`kit.present.page.contents`).

Left out: every part of the section has an empty view. Folded: every part of it is calm and opens with its sentence.
A section that holds anything else (an analyst's table, an error, a part without a sentence) stands as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from kit.present.page import payload

_SAY = re.compile(r'<p class="say">(.*?)</p>', re.S)


@dataclass
class Section:
    """cell: id of the prose cell that heads it; prose: ids of all its prose cells; outputs: of its code cells."""

    cell: str
    prose: list[str] = field(default_factory=list)
    outputs: list[dict] = field(default_factory=list)

    def parts(self) -> list[dict]:
        """The kit's parts in it; none where it holds anything else besides."""
        found = [part for one in self.outputs if (part := payload.of_output(one)) is not None]
        return found if len(found) == len(self.outputs) else []

    def left_out(self, lang: str) -> bool:
        """Whether no part of it has anything to show."""
        parts = self.parts()
        return bool(parts) and not any(part["html"][lang] for part in parts)

    def sentence(self, lang: str) -> Markup:
        """What its folded line says; "" where it is not to be folded."""
        shown = [part for part in self.parts() if part["html"][lang]]
        said = [first_sentence(part["html"][lang]) for part in shown]
        calm = all(part.get("calm") for part in shown) and all(said)
        return Markup(" ").join(said) if calm else Markup("")


def read(cells: list[dict], heads: Callable[[str], bool]) -> list[Section]:
    """The sections of a notebook. heads: whether the prose cell of an id opens one."""
    found: list[Section] = []
    for cell in cells:
        if cell["cell_type"] == "markdown":
            name = cell.get("id", "")
            if heads(name):
                found.append(Section(name))
            if found:
                found[-1].prose.append(name)
        elif found:
            found[-1].outputs += cell.get("outputs", [])
    return found


def first_sentence(html: str) -> Markup:
    """The sentence that a part opens with; "" where it opens with something else."""
    found = _SAY.match(html)
    return Markup(found[1]) if found else Markup("")


def after_sentence(html: str) -> Markup:
    """What follows a part's first sentence."""
    return Markup(_SAY.sub("", html, count=1) if _SAY.match(html) else html)
