"""How each column of an unknown file is read: the lines below `columns:`.

In:   what stands in a column, the canonical column that it is.
Out:  `Line`s: certain where name and every cell agree, asked where they do not, blank where a format has two readings.
Why:  a unit that is guessed gives plausible figures; so 184 is asked, and 0:03:04 is not.
Not here: when the rows are (`clock`), columns that are left out (`leftovers`).
"""

from __future__ import annotations

import re

import pandas as pd

from kit import schema
from kit.intake import header, looks, scrub
from kit.intake.cells import _FLAGS
from kit.intake.name_words import folded
from kit.intake.proposal import names
from kit.intake.proposal.cells import Seen
from kit.intake.proposal.clock import format_of
from kit.intake.proposal.lines import BLANK, Line, flow, label, scalar
from kit.language.later import Later, later

_TOTAL = re.compile(
    r"\b(?:tot|total|totale|totaux|totales|somme|sum|cumul|acdtime|acwtime|holdtime|anstime|abntime|ringtime|auxtime)\b"
)
_FREE = re.compile(
    r"\b(?:comment|comments|commentaire|commentaires|note|notes|remarque|remarques|description|transcript|message|observations?)\b"
)
_PERSON = re.compile(
    r"\b(?:customer|client|caller|contact|person|party) (?:first |last |full )?name\b|\bc(?:aller)? ?nam\b"
    r"|\b(?:nom|prenom)s? (?:du |de l |de la )?(?:client|contact|appelant|usager|personne)s?\b"
)
_MANY_WORDS = 40
# The count that a mean of an interval report is multiplied by.
_TIMES = {"talk_s": "answered", "hold_s": "answered", "acw_s": "answered", "handle_s": "answered", "ring_s": "answered",
          "wait_answered_s": "answered", "wait_abandoned_s": "abandoned"}  # fmt: skip


def line_of(table: str, canonical: str, seen: Seen, mapped: set[str]) -> Line:
    """The line of one canonical column. mapped: the canonical columns that are certain, too."""
    spec = schema.TABLES[table].columns[canonical]
    if canonical == "caller":
        return _caller(seen)
    if canonical == "outcome" or spec.known:
        return _words(canonical, seen, spec.known)
    if spec.type == "BOOLEAN":
        return _flag(canonical, seen)
    if spec.type == "DATE":
        return _day(canonical, seen)
    if spec.type == "DOUBLE":
        seconds = spec.unit in ("s", "s of calls")
        return _duration(table, canonical, seen, mapped) if seconds else _count(canonical, seen)
    return _text(table, canonical, seen)


def persons_in(seen: Seen) -> str | None:
    """What a column holds of persons, as the key of a text: advisers, names, addresses, recordings; None."""
    if header._RECORDING.search(seen.name) or any(
        header._RECORDING_CELL.search(text) for text in list(seen.distinct)[:50]
    ):
        return "map.of_recordings"
    if header._ADVISER.search(seen.name):
        return "map.of_advisers"
    if _PERSON.search(names.fold(seen.name)):
        return "map.of_persons"
    values = [text for text in seen.distinct if not re.fullmatch(r"[\d\s.,:%-]*", text)]
    if values and 2 * sum(scrub.may_be_mail(text) and scrub.scrubbed(text) == "[mail]" for text in values) > max(
        len(values), 4
    ):
        return "map.of_mails"
    return "map.of_persons" if looks.as_persons(values) else None


def callers_in(seen: Seen, calls: bool) -> bool:
    """Whether the column's values are callers' numbers."""
    return seen.phones > 0 and bool(looks.as_callers(pd.Series(seen.distinct), calls))


def is_notes(seen: Seen) -> bool:
    """Whether the values are what people type."""
    words = 2 * seen.kinds["word"] > seen.filled
    return words and (bool(_FREE.search(folded(seen.name))) or looks.as_notes(pd.Series(seen.distinct)))


def _caller(seen: Seen) -> Line:
    words = [text for text in seen.distinct if not re.search(r"\d", text)]
    marks = [text for text in words if names.is_withheld(text)]
    withheld = f"[{', '.join(map(scalar, marks))}]" if marks else None
    asked: list[Later] = []
    others = sum(seen.distinct[text] for text in words if text not in marks)
    if others:
        asked.append(later("map.withheld", column=label(seen.name), rows=others))
    numbers = [text for text in seen.distinct if re.search(r"\d", text)]
    unclear = [text for text in numbers if not _says_country(text)]
    national = any(not re.match(r"^\D*(?:\+|00)", text) for text in numbers)
    if 10 * len(unclear) > len(numbers):
        asked.append(later("map.country", column=label(seen.name)))
    value = flow(from_=scalar(seen.name), as_="phone", withheld=withheld)
    said = [later("map.caller_french" if national else "map.caller")] if not asked else []
    return Line("caller", value, [seen.name], said, asked, idle=10 * len(unclear) > len(numbers))


def _says_country(text: str) -> bool:
    """Whether a number is written with its country, as a French one, or is none that needs a country."""
    digits = re.sub(r"\(0\)|\D", "", text)
    abroad = re.match(r"^\s*(?:tel:|sip:)?(?:\+|00)\s*[1-9]", text)
    return bool(abroad or re.fullmatch(r"0[1-9]\d{8}|33[1-9]\d{8}|\d{2,6}", digits))


def _words(canonical: str, seen: Seen, known: tuple[str, ...]) -> Line:
    """A column of the table's own words: each of the file's is told, or asked."""
    line = Line(canonical, flow(from_=scalar(seen.name)), [seen.name])
    if seen.many or len(seen.distinct) > _MANY_WORDS:
        line.asked.append(later("map.many_words", column=label(seen.name), count=len(seen.distinct)))
        line.value, line.idle = flow(from_=scalar(seen.name), values="{…}"), True
        return line
    if set(seen.distinct) <= set(known):
        return line
    line.value = ""
    line.below = [Line("from", scalar(seen.name)), Line("values", "")]
    unknown = hidden = 0
    persons = looks.perhaps_persons([word for word in seen.distinct if names.fold(word)])
    for word, rows in seen.distinct.most_common():
        outcome = canonical == "outcome"
        meant = names.outcome_of(word, seen.name) if outcome else names.word_of(canonical, word)
        unknown += meant is None
        if persons or scrub.scrubbed(word, True) != word:
            hidden += 1
            continue
        told = "map.rows" if meant else "map.which_word"
        line.below[1].below.append(Line(scalar(word), meant or "", said=[later(told, rows=rows)]))
    if unknown:
        known_words = ", ".join(known)
        line.asked.append(
            later(
                "map.words" if canonical == "outcome" else "map.words_of",
                column=label(seen.name),
                count=unknown,
                known=known_words,
            )
        )
    if hidden:
        line.asked.append(later("map.hidden_words", column=label(seen.name), count=hidden))
    if seen.kinds["empty"] + seen.kinds["null"]:
        line.asked.append(
            later("map.empty_words", column=label(seen.name), rows=seen.kinds["empty"] + seen.kinds["null"])
        )
    return line


def _flag(canonical: str, seen: Seen) -> Line:
    if all(text.casefold() in _FLAGS for text in seen.distinct):
        return Line(canonical, flow(from_=scalar(seen.name)), [seen.name])
    persons = looks.perhaps_persons(list(seen.distinct))
    shown = [text for text in seen.distinct if not persons and scrub.scrubbed(text, True) == text]
    words = ", ".join(f"{scalar(text)}: " for text in shown)
    value = flow(from_=scalar(seen.name), values="{" + words + "}")
    return Line(canonical, value, [seen.name], [], [later("map.flag", column=label(seen.name))], idle=True)


def _day(canonical: str, seen: Seen) -> Line:
    found = format_of(seen)
    stated = BLANK if found.written is None else scalar(found.written) if found.written else None
    return Line(canonical, flow(from_=scalar(seen.name), format=stated), [seen.name], found.said, found.asked)


def _count(canonical: str, seen: Seen) -> Line:
    line = Line(canonical, flow(from_=scalar(seen.name)), [seen.name])
    unread = seen.filled - seen.kinds["number"]
    if unread:
        line.asked.append(later("map.unread_numbers", column=label(seen.name), count=unread))
        line.idle = True
    elif names.is_mean(seen.name):
        line.asked.append(later("map.mean_count", column=label(seen.name)))
        line.idle = True
    return line


def _duration(table: str, canonical: str, seen: Seen, mapped: set[str]) -> Line:
    unit, said, asked = unit_of(seen)
    times = None
    if schema.TABLES[table].columns[canonical].unit == "s of calls" and table == "intervals":
        times, more = _times(canonical, seen, mapped)
        asked = [*asked, *more]
    value = flow(from_=scalar(seen.name), unit=unit, times=times)
    # A mean that is read as a sum is a figure nobody doubts: such a line counts only once it is answered.
    return Line(canonical, value, [seen.name], said, asked, idle=times is BLANK)


def _times(canonical: str, seen: Seen, mapped: set[str]) -> tuple[object, list[Later]]:
    """The count by which a mean becomes a sum again: None for a sum, BLANK where it is asked."""
    count = _TIMES.get(canonical)
    if count is None or _TOTAL.search(re.sub(r"[^a-z]", " ", folded(seen.name))):
        return None, []
    if names.is_mean(seen.name) and count in mapped:
        return count, []
    if names.is_mean(seen.name):
        return BLANK, [later("map.mean_without", column=label(seen.name), count=count)]
    return BLANK, [later("map.mean_or_sum", column=label(seen.name), count=count)]


def unit_of(seen: Seen) -> tuple[object, list[Later], list[Later]]:
    """The unit of a column of durations, None where none is needed, BLANK where it is asked; what is said and asked."""
    name, stated = label(seen.name), names.unit_of(seen.name)
    if seen.all_are("native_time", "native_duration"):
        return None, [later("map.native_duration")], []
    if seen.all_are("clock3", "native_time", "native_duration"):
        return '"h:mm:ss"', [], []
    if seen.all_are("clock2"):
        if stated in ("mm:ss", "hh:mm"):
            return f'"{stated}"', [later("map.by_header")], []
        return BLANK, [], [later("map.clock_unit", column=name, longest=seen.longest_clock)]
    if seen.all_are("suffixed") and len(seen.suffixes) == 1:
        return next(iter(seen.suffixes)), [], []
    if seen.all_are("number"):
        if stated in ("s", "ms", "min", "h"):
            return stated, [later("map.by_header")], []
        return (
            BLANK,
            [],
            [later("map.bare_unit", column=name, least=_told(seen.numbers.least), most=_told(seen.numbers.most))],
        )
    return BLANK, [], [later("map.mixed_durations", column=name, parts=_parts(seen))]


def _told(value: float | None) -> str:
    return "?" if value is None else f"{value:.10g}"


def _parts(seen: Seen) -> tuple[Later | str, ...]:
    """How many cells are written in which way."""
    parts: list[Later | str] = []
    for kind, rows in seen.kinds.most_common():
        if rows and kind not in ("empty", "null"):
            parts += [later("map.of_kind", rows=rows, kind=later(f"map.kind_{kind}")), ", "]
    return tuple(parts[:-1])


def _text(table: str, canonical: str, seen: Seen) -> Line:
    is_key = canonical in schema.TABLES[table].key
    line = Line(canonical, flow(from_=scalar(seen.name)), [seen.name])
    if is_key and table == "calls":
        return line
    if schema.TABLES[table].columns[canonical].free:
        return line
    if is_notes(seen) and canonical in ("queue", "number"):
        line.asked.append(later("map.notes_in_list", column=label(seen.name), count=len(seen.distinct)))
        line.idle = True
    elif is_notes(seen):
        line.value = flow(from_=scalar(seen.name), as_="free_text")
        line.said.append(later("map.notes"))
    elif looks.perhaps_persons(list(seen.distinct)):
        line.asked.append(later("map.perhaps_persons", column=label(seen.name), count=len(seen.distinct)))
        line.idle = True
    return line
