"""A cell as it may be shown on a receipt, in quarantine or in an error: never a person.

In:   a cell of a delivered file, the words that the mapping itself states, what kind of column it stands in.
Out:  the cell where it is a count, a time, a duration or a word of the mapping; else its shape: "Aa Aa (15)".
Why:  one unescaped separator shifts a row, so that any column may hold a name or a number; but who must correct a count
      has to read it. A column of counts, durations or dates shows its figures, unless they are a telephone number.
Not here: texts that go into tables (`persons`).

The shape tells what kind of thing stands there (a word in a column of numbers), row and column tell where; the cell
itself is read in the file by whoever sent it.
"""

from __future__ import annotations

import datetime as dt
import re

from kit import schema
from kit.intake.looks import number_of
from kit.intake.scrub import scrubbed
from kit.params import Source

# What a column holds. FIGURE: counts and durations; LONG: those in milliseconds, which have nine digits by right;
# MOMENT: a cell that was read as one; PERSON: callers and notes, of which nothing is shown.
FIGURE, LONG, MOMENT, PERSON = "figure", "long", "moment", "person"

_LONGEST = 40
# What moments and durations hold besides figures; each only together with figures: "Mai" alone may be a person.
_TIME_WORDS = frozenset(
    """
t z h m s min mn sec ms am pm utc gmt cet cest e janv janvier févr fevr février fevrier mars avr avril mai juin juil
juillet août aout sept septembre oct octobre nov novembre déc dec décembre decembre jan january feb february march mar
apr april may june jun july jul aug august sep september october november december lun lundi mardi mer mercredi jeu
jeudi ven vendredi sam samedi dim dimanche mon monday tue tuesday wed wednesday thu thursday fri friday sat saturday
sun sunday
""".split()
)
_FIGURES = re.compile(r"^[\d\s.,:/+\-\u2212%'’()\u00a0\u202f]*$")
_MOMENT = re.compile(r"(?<!\d)(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2}))(?=\D|$)")
_CLOCK = re.compile(r"\d{1,2}[:hH]\d{2}(?:[:mM]\d{2}(?:[.,]\d{1,9})?)?(?:[ ]?[+\-]\d{2}:?\d{2})?")
_MONTH = re.compile(r"[^\W\d_]{3,}")
_COMPACT = re.compile(r"^(?:19|20)\d{6}(?:[T ]?\d{4}(?:\d{2})?)?$")
_WORDS = re.compile(r"[^\W\d_]+")
_MASK = re.compile(r"[^\W\d_]+|\d+|\s+|.", re.DOTALL)


def known_words(source: Source) -> frozenset[str]:
    """What the mapping states as the content of cells: listed values, null marks, values of its conditions."""
    known = {*source.file.nulls, *(source.unpivot.columns if source.unpivot else ())}
    for column in source.columns.values():
        known |= {*(column.values or {}), *column.nulls, *column.withheld}
        known |= {value for rule in column.rules or [] for value in _of_conditions(rule.where)}
    for exclusion in source.exclude:
        known |= {*_of_conditions(exclusion.where)}
    return frozenset(word.casefold().strip() for word in known)


def _of_conditions(where: dict) -> list[str]:
    return [value for condition in where.values() for value in (*(condition.is_ or ()), *(condition.not_ or ()))]


def kind_of(source: Source, name: str) -> str:
    """The kind of a canonical column's cells; "" for texts, of which any may name a person."""
    column, spec = source.columns[name], schema.TABLES[source.table].columns[name]
    if name in schema.PERSONS or column.as_ in ("phone", "free_text") or spec.free:
        return PERSON
    if spec.type in ("TIMESTAMP", "DATE"):
        return MOMENT
    return (LONG if "ms" in (column.unit or ()) else FIGURE) if spec.type == "DOUBLE" else ""


def shown(cell: object, known: frozenset[str] = frozenset(), kind: str = "") -> str:
    """The cell where it may be shown, else its shape; at most 120 characters, "" for an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, tuple):  # the parts of a sum: each is shown, or not, by itself
        return " + ".join(shown(part, known, kind) for part in cell)
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)  # a spreadsheet shows 21037, not 21037.0
    if isinstance(cell, dt.datetime | dt.time | dt.timedelta):
        return cell.isoformat(sep=" ") if isinstance(cell, dt.datetime) else str(cell)
    written = str(cell)
    if kind == PERSON and written.casefold().strip() not in known:
        return shape(written)
    if written.casefold().strip() in known or _is_figure(written) or _is_of_its_column(written, kind):
        return written.strip()[:120]
    return shape(written)


def shape(written: str) -> str:
    """Letters as A and a, figures as 9, each run once; and how long it is: "Mme Exemple" is "Aa Aa (11)"."""
    length = len(written)
    if written.strip() and not _WORDS.search(written) and _FIGURES.match(written):
        return f"({sum(character.isdigit() for character in written)})"
    kinds = "".join(kind(found[0]) for found in _MASK.finditer(written[: 4 * _LONGEST]))
    return f"{kinds[:_LONGEST].strip()} ({length})"


def without_quoted(detail: str) -> str:
    """A library's own message with what it quotes of the file masked."""
    return re.sub(r"(['\"])(.*?)\1", lambda found: f"{found[1]}{shown(found[2])}{found[1]}", detail)


def _is_of_its_column(written: str, kind: str) -> bool:
    """Whether figures are those of a column of figures: whatever their number, but no telephone number."""
    if not kind or not _holds_figures_only(written):
        return False
    return kind == MOMENT or (scrubbed(written) == written and (kind == LONG or number_of(written) is None))


def _holds_figures_only(written: str) -> bool:
    """Figures, their marks, and the words that times are written with."""
    if not written.isprintable() and not written.isspace():
        return False
    words = [word.casefold() for word in _WORDS.findall(written)]
    if words and (any(word not in _TIME_WORDS for word in words) or not re.search(r"\d", written)):
        return False
    return bool(_FIGURES.match(_WORDS.sub("", written)))


def _is_figure(written: str) -> bool:
    """A count, a time or a duration; a row of nine figures or more only where it is a moment."""
    if not _holds_figures_only(written):
        return False
    if _COMPACT.match(written.strip()):
        return True
    if _MOMENT.search(written) and not re.search(r"\d", _CLOCK.sub("", _MOMENT.sub("", written))):
        return True
    left = _CLOCK.sub("", written) if _MONTH.search(written) else written
    decimals = re.sub(r"(?<=\d)[.,]\d+$", "", left.strip()) if left.count(".") + left.count(",") == 1 else left
    return sum(character.isdigit() for character in decimals) < 9


def kind(run: str) -> str:
    """What one run of a text is made of: A, Aa or a for letters, 9 for figures, a mark as itself."""
    if run[0].isalpha():
        return "A" if run.isupper() else "Aa" if run[0].isupper() else "a"
    if run[0].isdigit():
        return "9"
    if run.isspace():
        return " "
    return run if run.isascii() and run.isprintable() else "."
