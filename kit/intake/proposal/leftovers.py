"""The columns of an unknown file that no line of its mapping reads, and why.

In:   what stands in the file, the columns that are read.
Out:  pairs of a column's name and the reason.
Why:  what is left out without a word is missed by nobody, and persons are left out on purpose.
Not here: which columns are read (`proposing`).
"""

from __future__ import annotations

import re

from kit.intake.name_words import folded
from kit.intake.proposal import fields
from kit.intake.proposal.cells import Seen
from kit.intake.proposal.likely import Match, is_moment
from kit.intake.proposal.looked import Looked
from kit.language.later import Later, later

_RATE = re.compile(
    r"\b(?:taux|rate|ratio|pct|percent|percentage|pourcentage|service level|niveau de service|sl|sla|qs)\b|%"
)


def left_out(found: Looked, match: Match, used: set[str]) -> list[tuple[str, Later]]:
    """Columns that are not read, in the file's order, each with the reason."""
    return [(name, _why(seen, match)) for name, seen in found.columns.items() if name and name not in used]


def _why(seen: Seen, match: Match) -> Later:
    persons = fields.persons_in(seen)
    if persons:
        return later(persons)
    if not seen.filled:
        return later("map.left_empty")
    if fields.callers_in(seen, match.table == "calls"):
        return later("map.left_callers")
    if seen.kinds["percent"] or (_RATE.search(folded(seen.name)) and seen.kinds["number"]):
        return later("map.left_rate")
    if match.asked.get(seen.name) == []:
        return later("map.left_known", table=match.table)
    if seen.name in match.asked or any(seen.name in of for of in match.sure.values()):
        return later("map.left_other")
    if not is_moment(seen) and fields.is_notes(seen) and _has_blanks(seen):
        return later("map.left_notes")
    return later("map.left_unknown")


def _has_blanks(seen: Seen) -> bool:
    """Whether most of the texts are several words: identifiers and addresses of pages are one."""
    return 2 * sum(" " in text for text in seen.distinct) > len(seen.distinct)
