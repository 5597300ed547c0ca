"""A mapping of an unknown file, proposed: every column certain, asked, or left out with its reason.

In:   the path of a delivered file, perhaps its table and its sheet.
Out:  `proposed(path)`, a `Proposal`.
Why:  what is asked is left blank, so that a mapping with an open question reads nothing by it.
Not here: each of the parts (`looked`, `likely`, `clock`, `fields`, `shape`), how it is written (`writing`).
"""

from __future__ import annotations

import re
from array import array
from pathlib import Path

import numpy as np

from kit import schema
from kit.errors import InputError
from kit.intake.name_words import folded
from kit.intake.proposal import fields, likely, names, opening, shape
from kit.intake.proposal.apart import exclusions
from kit.intake.proposal.cells import Seen
from kit.intake.proposal.clock import Clock, clock_of
from kit.intake.proposal.leftovers import left_out
from kit.intake.proposal.likely import Match
from kit.intake.proposal.lines import BLANK, Line, Proposal, flow, label, scalar
from kit.intake.proposal.looked import Looked, looked
from kit.intake.proposal.opening import Opened
from kit.intake.scrub import scrubbed
from kit.language.later import later

_HEADERS = 3  # columns by which a file is recognised


def proposed(path: Path, table: str | None = None, sheet: str | None = None) -> Proposal:
    """The mapping of a file. table: where it is known. Raises InputError, and what a damaged file raises."""
    if table is not None and table not in schema.DELIVERABLE:
        what, fix = later("map.no_table", table=table), later("map.fix_table", known=", ".join(schema.DELIVERABLE))
        raise InputError(where=f"--table {table}", what=what, fix=fix)
    file = opening.opened(path, sheet)
    found = looked(file)
    if not found.rows:
        raise InputError(where=path, what=later("intake.header_only"), fix=later("map.fix_file"))
    matches = likely.matches(found.columns)
    likeliest, candidates = likely.likeliest(matches)
    chosen = table or likeliest
    proposal = Proposal(_name(path, chosen), chosen, all_columns=tuple(found.columns))
    if chosen is None:
        proposal.head = [Line("table", "", asked=[later("map.which_table", candidates=", ".join(candidates) or "?")])]
        proposal.file = shape.lines(file, found, [])
        proposal.left = [(name, later("map.no_table_yet")) for name in found.columns if name]
        return proposal
    return _Mapping(file, found, matches[chosen], proposal).run()


def _name(path: Path, table: str | None) -> str:
    """The name of the source: words of the file's name without figures, the table's where there are none."""
    words = re.findall(r"[a-z]{3,}", folded(scrubbed(path.name.split(".")[0], True)))
    return "_".join(words[:3])[:60] or table or "source"


class _Mapping:
    """One file being mapped to one table."""

    def __init__(self, file: Opened, found: Looked, match: Match, proposal: Proposal) -> None:
        self.file, self.found, self.match, self.proposal = file, found, match, proposal
        self.table = schema.TABLES[match.table]
        self.used: set[str] = set()
        self.clock: Clock | None = None

    def run(self) -> Proposal:
        self._time()
        self._sure()
        self._asked()
        self._callers()
        self._required()
        self._key()
        seen = [self.found.columns[name] for line in self.proposal.columns for name in line.of]
        self.proposal.file = [*shape.lines(self.file, self.found, seen), *self._forward_fill()]
        self._head()
        self.proposal.left = left_out(self.found, self.match, self.used)
        return self.proposal

    def _take(self, line: Line) -> None:
        self.proposal.columns.append(line)
        self.used.update(line.of)

    def _time(self) -> None:
        """The column that dates a row."""
        time = self.table.time
        if not time:
            return
        sure = set(self.match.sure.get(time, []))
        meant = [*sure, *(name for name, of in self.match.asked.items() if time in of)]
        counts = self.match.table in likely.COUNTS
        columns = [self.found.columns[name] for name in self.found.columns if name in meant]
        self.clock = clock_of(time, columns, sure, counts)
        if self.clock is None and (dates := self._by_content()):
            self.clock = clock_of(time, dates, set(), counts)
            assert self.clock is not None
            told = ", ".join(f'"{label(one.name)}"' for one in dates)
            self.clock.line.asked.insert(0, later("map.date_by_content", canonical=time, columns=told))
            self.clock.line.idle = True
        if self.clock:
            self._take(self.clock.line)
            self._say_which_moment(sure)

    def _by_content(self) -> list[Seen]:
        """Columns of dates whose names say nothing."""
        seen = self.found.columns.values()
        return [one for one in seen if likely.is_moment(one) and one.moments.compact < one.filled]

    def _say_which_moment(self, sure: set[str]) -> None:
        """Where the name says "date" alone, and nothing else of the file is a moment, it is taken as the arrival."""
        assert self.clock is not None
        line = self.clock.line
        others = [one for one in self.found.columns.values() if likely.is_moment(one) and one.name not in line.of]
        if line.asked or sure & set(line.of) or self.match.table != "calls":
            return
        if others:
            told = ", ".join(f'"{label(one.name)}"' for one in others)
            line.asked.append(later("map.which_moment", column=label(line.of[0]), others=told))
            line.idle = True
        else:
            line.said.append(later("map.taken_as_arrival", column=label(line.of[0])))

    def _sure(self) -> None:
        """Columns whose name and cells say the same."""
        persons = {name for name, one in self.found.columns.items() if fields.persons_in(one)}
        mapped = {canonical for canonical, found in self.match.sure.items() if len(found) == 1}
        for canonical in names.columns(self.match.table):
            listed = [name for name in self.match.sure.get(canonical, []) if name not in self.used | persons]
            listed = [name for name in listed if not self._is_callers(canonical, name)]
            if canonical == self.table.time or not listed:
                continue
            if len(listed) > 1:
                told = ", ".join(f'"{label(name)}"' for name in listed)
                question = later("map.which_column", canonical=canonical, columns=told)
                self._take(
                    Line(
                        canonical, flow(from_=f"[{', '.join(map(scalar, listed))}]"), listed, [], [question], idle=True
                    )
                )
            else:
                self._take(fields.line_of(self.match.table, canonical, self.found.columns[listed[0]], mapped))

    def _is_callers(self, canonical: str, name: str) -> bool:
        """Whether a column of another name holds callers: it is left out."""
        text = self.table.columns[canonical].type == "VARCHAR" and canonical not in ("caller", "call_key", "number")
        return text and fields.callers_in(self.found.columns[name], self.match.table == "calls")

    def _asked(self) -> None:
        """Columns whose name may mean one of several things."""
        taken = {line.key for line in self.proposal.columns}
        for name, of in self.match.asked.items():
            seen = self.found.columns[name]
            open_ones = [one for one in of if one not in taken and one != self.table.time]
            if name in self.used or not open_ones or fields.persons_in(seen) or self._is_callers(open_ones[0], name):
                continue
            line = fields.line_of(self.match.table, open_ones[0], seen, taken)
            key = "map.is_it" if len(open_ones) == 1 else "map.which_canonical"
            question = later(key, column=label(name), canonical=", ".join(open_ones))
            line.asked, line.idle = [question, *line.asked], True
            self._take(line)

    def _callers(self) -> None:
        """A column of callers' numbers by its content alone is asked."""
        if self.match.table != "calls" or any(line.key == "caller" for line in self.proposal.columns):
            return
        for name, seen in self.found.columns.items():
            if name not in self.used and fields.callers_in(seen, True):
                line = fields.line_of("calls", "caller", seen, set())
                line.asked, line.idle = [later("map.callers_by_content", column=label(name)), *line.asked], True
                self._take(line)
                return

    def _required(self) -> None:
        """What the table cannot do without, and no column of the file is for sure."""
        asked = self.clock.line.key if self.clock and self.clock.line.asked else ""
        stated = {line.key for line in self.proposal.columns if not line.idle} | {asked}
        for canonical in names.columns(self.match.table):
            spec = self.table.columns[canonical]
            if spec.required and canonical not in stated and canonical != "call_key":
                question = later(
                    f"map.needs_{canonical}" if canonical == "outcome" else "map.needs", canonical=canonical
                )
                self.proposal.columns.append(Line(canonical, "", [], [], [question]))

    def _key(self) -> None:
        """What makes a call one call: a column of identifiers of which none comes twice."""
        if self.match.table != "calls":
            return
        line = next((line for line in self.proposal.columns if line.key == "call_key" and not line.idle), None)
        if line is None:
            told = ("arrived_at", "caller", "queue")
            stated = [one.key for one in self.proposal.columns if one.key in told and one.of and not one.idle]
            value = f"[{', '.join([*stated, '…'])}]"
            self.proposal.tail.append(Line("key", value, asked=[later("map.needs_key")], idle=True))
            return
        distinct, rows = _distinct(self.file, line.of[0])
        if distinct == rows:
            line.said.append(later("map.unique", rows=rows))
        else:
            line.idle = True
            self._doubt_outcome()
            line.asked.append(later("map.repeated_key", column=label(line.of[0]), distinct=distinct, rows=rows))

    def _doubt_outcome(self) -> None:
        """Of legs, "answered" is said of each: of a menu's, too. What the words mean is asked again."""
        line = next((line for line in self.proposal.columns if line.key == "outcome" and line.below), None)
        if line and any(word.value for word in line.below[-1].below):
            for word in line.below[-1].below:
                word.value = ""
            line.asked.append(later("map.outcome_of_legs", column=label(line.of[0])))

    def _forward_fill(self) -> list[Line]:
        """Columns of days or queues that are empty below a filled cell, as merged cells are."""
        dated = self.clock.line.of if self.clock else []
        queues = [one for line in self.proposal.columns if line.key == "queue" and not line.idle for one in line.of]
        lines = []
        for name in [*dated, *queues]:
            seen = self.found.columns[name]
            empty = seen.kinds["empty"]
            if empty and (name in dated or 2 * empty > seen.rows):
                question = later("map.forward_fill", column=label(name), empty=empty, rows=seen.rows)
                lines.append(Line("forward_fill", f"[{scalar(name)}]", asked=[question], idle=True))
        return lines

    def _head(self) -> None:
        name, table = self.file.path.name, self.match.table
        head = [Line("table", table)]
        owed_by = self.table.owed_by
        head.append(Line("owed_by", owed_by, asked=[] if owed_by else [later("map.owed_by")]))
        if not self.table.is_register:
            head.append(self._every())
        pattern = re.sub(r"\*(?:[-_ .]\*)+", "*", re.sub(r"\d+", "*", scrubbed(name, True)))
        header = [one for line in self.proposal.columns if not line.idle for one in line.of]
        match = Line("match", flow(name=f'["{pattern}"]', header=f"[{', '.join(map(scalar, header[:_HEADERS]))}]"))
        if self.file.head.rows == [0]:
            match.value = flow(name=f'["{pattern}"]')
        self.proposal.head = [*head, match]
        apart = exclusions(self.found, self.match, self.proposal.columns)
        self.used.update(name for line in apart for name in line.of)
        self.proposal.tail = [*self._time_terms(), *self._interval(), *apart, *self.proposal.tail]

    def _every(self) -> Line:
        """How often the file comes, by the days that it covers."""
        if not self.clock or not self.clock.days:
            return Line("every", "", asked=[later("map.every")])
        first, last = self.clock.days
        told = {"first": first.isoformat(), "last": last.isoformat()}
        if first == last:
            return Line("every", "day", said=[later("map.every_by_days", **told)])
        if first.isocalendar()[:2] == last.isocalendar()[:2] and (last - first).days >= 4:
            return Line("every", "week", said=[later("map.every_by_days", **told)])
        if (first.year, first.month) == (last.year, last.month) and (last - first).days >= 26:
            return Line("every", "month", said=[later("map.every_by_days", **told)])
        return Line("every", "", asked=[later("map.every_unclear", **told)])

    def _time_terms(self) -> list[Line]:
        if not self.clock or not self.clock.line.of:
            return []
        if any(names.says_utc(name) for name in self.clock.line.of):
            return [Line("time", "{zone: UTC}", said=[later("map.utc")])]
        return [Line("time", "{zone: …}", said=[later("map.zone")], idle=True)]

    def _interval(self) -> list[Line]:
        if self.match.table not in likely.COUNTS or not self.clock:
            return []
        if self.clock.coarse:
            return [Line("interval", "", asked=[later("map.coarse")])]
        if self.clock.minutes is None:
            return [Line("interval", flow(minutes=BLANK), asked=[later("map.interval")])]
        said = [] if self.clock.minutes == 1440 else [later("map.named_by")]
        return [Line("interval", flow(minutes=self.clock.minutes), said=said)]


def _distinct(file: Opened, name: str) -> tuple[int, int]:
    """How many different values a column has, and how many cells: eight bytes a row are held, whatever the cells."""
    at = file.head.names.index(name)
    rows = (row for table in file.tables() for _, row in table)
    marks = array("q", (hash(str(row[at]).strip()) for row in rows if at < len(row) and row[at] is not None))
    return len(np.unique(np.frombuffer(marks, dtype="int64"))) if marks else 0, len(marks)
