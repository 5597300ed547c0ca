"""Links whose kind, target or anchor does not exist.

In:   a passage; the targets that the sources have.
Out:  findings.
Why:  a link that fails is found by the check, not by a pupil.
Not here: addresses of pages (`kit.training.text.addresses`), links that MkDocs checks by itself.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from kit.training.sources.document import Document, Heading, Prose
from kit.training.sources.finding import Finding, error
from kit.training.sources.records import Sources
from kit.training.text.addresses import KINDS, PARTS, used
from kit.training.text.passages import Passage

_SHOWN_WITH_ID = ("exercise", "dialogue", "mailtext")  # blocks whose id is an anchor of the page


def targets(sources: Sources) -> dict[str, set[str]]:
    """The targets that exist, by kind."""
    grid = sources.grid
    return {
        "module": {name for name in sources.modules if name.startswith("m")},
        "micro": {name for name in sources.modules if name.startswith("u")},
        "sheet": set(sources.sheets),
        "profile": {""},
        "notes": {""},
        "grid": {"", *(one.id for one in grid.everything)} if grid else {""},
        "term": {*sources.terms, *sources.figures},
        "style": {""},
        "path": set(sources.paths),
        "reason": {"", *sources.reasons},
    }


def check(sources: Sources, passage: Passage, there: dict[str, set[str]]) -> Iterator[Finding]:
    """Links whose kind or target is not known; plain addresses are for sources only. there: `targets(sources)`."""
    for offset, target in used(passage.text):
        place = passage.place_of(offset)
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
    if kind == "sheet":
        return anchor in _anchors(sources.sheets[name].texts)
    if kind not in ("module", "micro"):
        return False
    texts = sources.modules[name].texts
    # Without texts only its module.yml was read, and nothing is known of its parts.
    return anchor in PARTS or not texts or anchor in _anchors(texts)


def _anchors(texts: dict[str, Document]) -> set[str]:
    """The ids that a page of these texts has."""
    parts = [part for document in texts.values() for part in document.parts if not isinstance(part, Prose)]
    return {part.id for part in parts if isinstance(part, Heading) or part.kind in _SHOWN_WITH_ID}
