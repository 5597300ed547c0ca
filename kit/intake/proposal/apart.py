"""Rows of an unknown file that may have to be left out: outgoing calls, other media, sums of the other rows.

In:   what stands in the file, the lines of its mapping so far.
Out:  `Line`s for `exclude:`, asked and written as comments.
Why:  an outgoing call or a chat that counts as offered is in every figure, and no cell of it is wrong.
Not here: totals rows at the end (`looked`), null marks (`shape`).
"""

from __future__ import annotations

from kit.intake import looks
from kit.intake.proposal import names
from kit.intake.proposal.cells import Seen
from kit.intake.proposal.likely import COUNTS, Match
from kit.intake.proposal.lines import Line, flow, label, scalar
from kit.intake.proposal.looked import Looked
from kit.intake.scrub import scrubbed
from kit.language.later import Later, later

_FEW = 12  # words of a list of media or directions; a longer one is of something else


def exclusions(found: Looked, match: Match, columns: list[Line]) -> list[Line]:
    """Rows that may be no calls of the line, each kind with its question."""
    rules = []
    for seen in found.columns.values():
        kind = names.says_which(seen.name) if match.table in ("calls", *COUNTS) else None
        if kind == "direction":
            rules += _outgoing(seen)
        elif kind == "media" and 1 < len(seen.distinct) <= _FEW:
            told = later("map.other_media", column=label(seen.name), words=_shown(list(seen.distinct)))
            rules.append(_rule("other_medium", seen, ["…"], told))
    return [*rules, *_sums_of_queues(found, match, columns)]


def _outgoing(seen: Seen) -> list[Line]:
    words = [word for word in seen.distinct if names.is_outgoing(word)]
    if len(seen.distinct) > _FEW or (not words and len(seen.distinct) < 2):
        return []
    rows = sum(seen.distinct[word] for word in words)
    question = later("map.outgoing", column=label(seen.name), words=_shown(list(seen.distinct)), rows=rows)
    return [_rule("outbound", seen, words or ["…"], question)]


def _sums_of_queues(found: Looked, match: Match, columns: list[Line]) -> list[Line]:
    """Rows of a report that stand for all queues: counted as one more, they double everything."""
    rules = []
    for line in columns if match.table in COUNTS else []:
        words = [word for name in line.of for word in found.columns[name].distinct if names.is_all(word)]
        if line.key == "queue" and words:
            seen = found.columns[line.of[0]]
            rows = sum(seen.distinct[word] for word in words)
            question = later("map.all_queues", column=label(seen.name), rows=rows)
            rules.append(_rule("totals_row", seen, words, question))
    return rules


def _rule(name: str, seen: Seen, words: list[str], question: Later) -> Line:
    where = f"{{{scalar(seen.name)}: [{', '.join(map(scalar, words))}]}}"
    return Line("exclude", f"[{flow(name=name, where=where)}]", [seen.name], asked=[question], idle=True)


def _shown(words: list[str]) -> str:
    told = [] if looks.perhaps_persons(words) else [f'"{word}"' for word in words if scrubbed(word, True) == word]
    return ", ".join(told[:_FEW]) + (", …" if len(told) > _FEW else "")
