"""How an unknown file is written: the lines below `file:`.

In:   a file that was opened and looked at; the columns that are read of it.
Out:  `Line`s: format, encoding, separator, header row, decimal and thousands marks, totals row, footer, null marks.
Why:  one decimal mark holds for a whole file: a column of "1,234" is settled by another one's "0,5", or asked.
Not here: single columns (`fields`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kit.intake.proposal.cells import Seen
from kit.intake.proposal.lines import Line, flow, label, scalar
from kit.intake.proposal.looked import Looked
from kit.intake.proposal.opening import Opened
from kit.language.later import later
from kit.params.fileshape import NULLS

_MARK_WORDS = {"\t": "tab"}
_FOOTER = re.compile(
    r"^(?:[ée]dit[ée]e?s?|imprim[ée]e?|g[ée]n[ée]r[ée]e?|export[ée]?e?|source|page|rapport|report|printed|generated|exported|created|copyright|©|nb|note|rows?|lignes?|filters?|filtres?)\b",
    re.I,
)
_NULLS_OF_PROGRAMS = frozenset(("null", "nan", "(null)", "\\n", "<na>", "nil"))
_ODD = 0.25  # of the bytes beyond ASCII
_FIGURE_KINDS = ("number", "percent", "clock3", "clock2", "suffixed", "native_time", "native_duration", "native_moment")


def lines(file: Opened, found: Looked, used: Iterable[Seen]) -> list[Line]:
    """The lines below `file:`. used: the columns that the mapping reads."""
    read = list(used)
    said = [Line("format", file.form)]
    if file.text:
        said += _text(file)
    if file.sheet is not None:
        said.append(_sheet(file))
    said += _header(file)
    said += [*_marks(found), *_totals(found), *_footer(found), *_nulls(read), *_widths(file, found)]
    return said


def _text(file: Opened) -> list[Line]:
    text = file.text
    assert text is not None
    encoding = Line("encoding", "[utf-8-sig, cp1252]" if text.only_ascii else text.encoding)
    if text.only_ascii:
        encoding.said.append(later("map.only_ascii"))
    if text.odd > _ODD:
        encoding.value = ""
        encoding.asked.append(later("map.odd_encoding"))
    separator = Line("separator", _separator(text.separator))
    if len(text.separators) > 1:
        separator.value = ""
        separator.asked.append(later("map.two_separators", marks=", ".join(map(_separator, text.separators))))
    return [encoding, separator] if text.quote else [encoding, separator, Line("quote", '""')]


def _separator(mark: str) -> str:
    return _MARK_WORDS.get(mark, f'"{mark}"')


def _sheet(file: Opened) -> Line:
    assert file.sheet is not None
    line = Line("sheet", scalar(file.sheet))
    if file.alike:
        line.value = ""
        told = ", ".join(f'"{label(title)}"' for title in (file.sheet, *file.alike))
        line.asked.append(later("map.sheets", sheets=told, count=1 + len(file.alike)))
    return line


def _header(file: Opened) -> list[Line]:
    head = file.head
    rows = str(head.rows[0]) if len(head.rows) == 1 else f"[{head.rows[0]}, {head.rows[1]}]"
    line = Line("header_row", rows)
    if head.rows == [0]:
        line.asked.append(later("map.no_header"))
    elif not head.sure:
        line.asked.append(later("map.unsure_header", row=head.rows[-1]))
    elif head.rows[0] > 1:
        line.said.append(later("map.title_lines", count=head.rows[0] - 1))
    return [] if file.form == "parquet" else [line]


def _marks(found: Looked) -> list[Line]:
    """The decimal mark and those of thousands, by every column of numbers."""
    seen = [one for one in found.columns.values() if _is_of_numbers(one)]
    comma, point = (sum(getattr(one.numbers, mark) for one in seen) for mark in ("comma", "point"))
    either = sum(one.numbers.either_comma + one.numbers.either_dot for one in seen)
    if comma and point:
        commas, points = ([one for one in seen if getattr(one.numbers, mark)] for mark in ("comma", "point"))
        told = {"commas": _columns(commas), "points": _columns(points)}
        return [Line("decimal", "", asked=[later("map.both_decimals", comma=comma, point=point, **told)])]
    if not comma and not point and either:
        unclear = _columns(one for one in seen if one.numbers.either_comma + one.numbers.either_dot)
        return [Line("decimal", "", asked=[later("map.decimal_or_thousands", rows=either, columns=unclear)])]
    decimal = "," if comma else "."
    thousands, asked = _thousands(seen, decimal)
    lines = [Line("decimal", f'"{decimal}"')] if comma or point else []
    if thousands:
        lines.append(Line("thousands", f"[{', '.join(sorted(thousands))}]"))
    return [*lines, *asked]


def _is_of_numbers(one: Seen) -> bool:
    """Whether a column holds numbers that count something: telephone numbers in a spreadsheet's notation do not."""
    return 2 * (one.kinds["number"] + one.kinds["percent"]) > one.filled and not one.phones and not one.scientific


def _thousands(seen: list[Seen], decimal: str) -> tuple[set[str], list[Line]]:
    """The marks of thousands that are certain, and the question where the other mark may be one."""
    marks = {mark for one in seen for mark in one.numbers.marks}
    other, sure, may = ("dot", "dots", "either_dot") if decimal == "," else ("comma", "commas", "either_comma")
    certain = sum(getattr(one.numbers, sure) for one in seen)
    doubtful = [one for one in seen if getattr(one.numbers, may)]
    if certain or (doubtful and all(_in_thousands(one) for one in doubtful)):
        return marks | {other}, []
    if doubtful:
        rows = sum(getattr(one.numbers, may) for one in doubtful)
        question = later("map.thousands", rows=rows, columns=_columns(doubtful), mark=other)
        return marks, [Line("thousands", f"[{', '.join(sorted({*marks, other}))}]", asked=[question], idle=True)]
    return marks, []


def _in_thousands(one: Seen) -> bool:
    """Whether a column holds whole numbers, of which all from 1,000 on have the mark and none below."""
    numbers = one.numbers
    whole = not numbers.comma and not numbers.point
    return whole and 0 <= numbers.plain < 1000


def _columns(seen: Iterable[Seen]) -> str:
    names = [f'"{label(one.name)}"' for one in seen]
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")


def _totals(found: Looked) -> list[Line]:
    if not found.totals:
        return []
    column, rows = found.totals.most_common(1)[0]
    line = Line("totals_row", flow(column=scalar(column), pattern='"' + _pattern(found.total_words) + '"'))
    line.said.append(later("map.totals", rows=rows, column=label(column)))
    if len(found.totals) > 1 or not found.last_total:
        line.asked.append(later("map.totals_within", rows=sum(found.totals.values())))
        line.idle = True
    return [line]


def _pattern(words: Counter) -> str:
    first = {re.split(r"[\s:]", word.casefold())[0] for word in words}
    return (
        f"(?i)^{next(iter(first))}"
        if len(first) == 1 and next(iter(first)).isalpha()
        else "(?i)^(sous-|grand )?tota(l|ux)"
    )


def _footer(found: Looked) -> list[Line]:
    if not found.footers:
        return []
    first = [_FOOTER.match(text) for text in found.footers]
    line = Line("footer", "", said=[later("map.footer", count=len(found.footers))])
    if all(first):
        words = dict.fromkeys(one[0] for one in first if one)
        line.value = flow(pattern='"^' + (next(iter(words)) if len(words) == 1 else f"({'|'.join(words)})") + '"')
        return [line]
    line.asked.append(later("map.footer_words", count=len(found.footers)))
    line.value, line.idle = flow(pattern='"^…"'), True
    return [line]


def _nulls(used: list[Seen]) -> list[Line]:
    """Null marks beyond those that are known: in columns of figures, or as programs write them."""
    more: dict[str, int] = {}
    for one in used:
        figures = sum(one.kinds[kind] for kind in _FIGURE_KINDS) + one.moments.read > one.filled / 2
        for mark, rows in one.null_marks.items():
            if mark not in NULLS and (figures or mark.casefold() in _NULLS_OF_PROGRAMS):
                more[mark] = more.get(mark, 0) + rows
    if not more:
        return []
    listed = ", ".join(f'"{mark}"' if mark != "\\N" else "'\\N'" for mark in (*NULLS, *more))
    return [Line("nulls", f"[{listed}]", said=[later("map.null_marks", marks=", ".join(f'"{mark}"' for mark in more))])]


def _widths(file: Opened, found: Looked) -> list[Line]:
    """Rows with fewer or more cells than the header."""
    lines = []
    if file.form == "csv" and found.short:
        question = later("map.short_rows", rows=found.short)
        lines.append(Line("short_rows", "fill", asked=[question], idle=True))
    if found.long:
        lines.append(Line("", "", asked=[later("map.long_rows", rows=found.long)], idle=True))
    return lines
