"""Links between pages: `[text](module:m05-housing#quiz)` and the like.

In:   a text; where its page and its target stand.
Out:  findings for a target that is not there; the address of a target, relative to a page.
Why:  authors name what they mean; addresses differ per edition and style, and must work from a folder without a server.
Not here: links that MkDocs checks by itself.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Iterator

from kit.training.sources.finding import Finding, error
from kit.training.sources.load import Sources
from kit.training.text.passages import Piece

LINK = re.compile(r"(?<!!)\[([^\]\[]+)\]\(([^()\s]+)\)")
KINDS = ("module", "micro", "sheet", "grid", "term", "style", "path", "profile", "reason", "notes")
PARTS = ("quiz", "roleplay", "guide")  # pages of a module, as module:m05-housing#quiz


def used(text: str) -> Iterator[tuple[int, str]]:
    """(offset, target) of each link of a text."""
    for match in LINK.finditer(text):
        yield match.start(), match[2]


def targets(sources: Sources) -> dict[str, set[str]]:
    """The targets that exist, by kind."""
    grid = sources.grid
    return {
        "module": {name for name in sources.modules if name.startswith("m")},
        "micro": {name for name in sources.modules if name.startswith("u")},
        "sheet": set(sources.sheets),
        "profile": {""},
        "notes": {""},
        "grid": {"", *(one.id for one in (*grid.criteria, *grid.eliminatory))} if grid else {""},
        "term": {*sources.terms, *sources.figures},
        "style": {""},
        "path": set(sources.paths),
        "reason": {"", *sources.reasons},
    }


def check(sources: Sources, piece: Piece, there: dict[str, set[str]]) -> Iterator[Finding]:
    """Links whose kind or target is not known; plain addresses are for sources only. there: `targets(sources)`."""
    for offset, target in used(piece.text):
        place = piece.place_of(offset)
        kind, colon, rest = target.partition(":")
        if not colon or kind not in KINDS:
            yield error(place, "link_kind", target=target, known=", ".join(KINDS))
            continue
        name, _, anchor = rest.partition("#")
        if name not in there[kind]:
            near = difflib.get_close_matches(name, sorted(there[kind]), n=1, cutoff=0.5)
            slug = "link_near" if near else "link_target"
            yield error(place, slug, target=target, near=f"{kind}:{near[0]}" if near else "")
        elif anchor and not _has(sources, kind, name, anchor):
            yield error(place, "link_anchor", target=target, anchor=anchor)


def _has(sources: Sources, kind: str, name: str, anchor: str) -> bool:
    if kind not in ("module", "micro"):
        return kind == "sheet"
    module = sources.modules[name]
    if anchor in PARTS:
        return True
    if not module.texts:
        return True  # only its module.yml was read
    return any(getattr(part, "id", "") == anchor for document in module.texts.values() for part in document.parts)


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
