"""Links between pages: `[text](module:m05-housing#quiz)` and the like.

In:   a text; where its page and its target stand.
Out:  the links of the text; the address of a target, relative to a page.
Why:  authors name what they mean; addresses differ per edition and style, and must work from a folder without a server.
Not here: whether a target is there (`kit.training.rules.link_rules`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\(([^()\s]+)\)")
KINDS = ("module", "micro", "sheet", "grid", "term", "style", "path", "profile", "reason", "notes")
PARTS = ("quiz", "roleplay", "guide")  # pages of a module, as module:m05-housing#quiz


def used(text: str) -> Iterator[tuple[int, str]]:
    """(offset, target) of each link of a text."""
    for match in LINK.finditer(text):
        yield match.start(), match[2]


def page_of(target: str) -> tuple[str, str]:
    """The page (as "modules/m05-housing/quiz.md") and the anchor of a target as `module:m05-housing#quiz`."""
    kind, _, rest = target.partition(":")
    name, _, anchor = rest.partition("#")
    if kind in ("module", "micro"):
        folder = f"{'modules' if kind == 'module' else 'micro'}/{name}"
        page = {"quiz": "quiz.md", "roleplay": "role-play.md", "guide": "guide.md"}.get(anchor)
        return (f"{folder}/{page}", "") if page else (f"{folder}/index.md", anchor)
    page = {
        "sheet": f"sheets/{name}.md",
        "grid": "grids/listening.md",
        "term": "glossary.md",
        "style": "house-style.md",
        "path": f"paths/{name}.md",
        "profile": "profiles.md",
        "reason": "reasons.md",
        "notes": "trainer-notes.md",
    }[kind]
    return page, anchor if kind == "sheet" else slug(name) if kind in ("grid", "term", "reason") else ""


def slug(name: str) -> str:
    """An anchor: "answer_rate.agent" is "answer_rate-agent"."""
    return re.sub(r"[^\w-]+", "-", name)


def relative(page: str, target: str, *, html: bool = False) -> str:
    """The address of a target from a page. html: as it stands in a built page."""
    to, anchor = page_of(target)
    address = posixpath.relpath(to, posixpath.dirname(page) or ".") if to != page else ""
    if html:
        address = re.sub(r"\.md$", ".html", address)
    return address + (f"#{anchor}" if anchor else "") or posixpath.basename(page)
