"""No person passes from a delivered file into the tables by a column of text.

In:   mapped rows of one file, before anything of them is written.
Out:  the same rows, numbers, addresses and names taken out of their texts, counted in `repaired`; ForbiddenValues where
      a column holds callers or persons; FreeText where it holds notes and the mapping does not say so.
Why:  design, section 8: outside `received/` callers exist as keyed pseudonyms only, advisers' names not at all.
Not here: which columns the header may have (`header`), what a text looks like (`looks`, `scrub`), quarantine (`masks`).

Values that the mapping itself states (`values`, `rules`, `constant`) are its author's words: they are not judged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import ForbiddenValues, FreeText
from kit.intake import looks
from kit.intake.cells import objects, text
from kit.intake.delivered import Delivered
from kit.intake.mapping import Mapped
from kit.intake.masks import PERSON
from kit.intake.pseudonym import pseudonym
from kit.intake.scrub import in_key, may_be_mail, names_in_key, scrubbed
from kit.language.later import Later, later
from kit.params.columns import Column

FREE_TEXT = "free_text"
_ASKED = 36  # values that are looked at: longer lists are judged as a whole
_LINES = ("queue", "number")  # whole numbers may stand here: those of the line


def clear(file: Delivered, mapped: Mapped, key_of: Callable[[int], bytes]) -> None:
    """Takes persons out of every text column in place. Raises ForbiddenValues, FreeText."""
    for name in text_columns(file.source.table):
        column = file.source.columns.get(name)
        if column is None or column.constant is not None or column.rules or name not in mapped.frame:
            continue
        if schema.TABLES[file.source.table].columns[name].coded:
            continue  # what is no code is set aside (`list_checks`)
        found = _Column(file, mapped, name, column)
        if name == "call_key":
            found.replace(in_key, key_of)
        elif file.source.is_register and name in schema.TABLES[file.source.table].key:
            found.fault(names_in_key)
        else:
            found.refuse()
            if name in _LINES:
                found.replace(found.personal_numbers().__contains__, key_of)
            found.scrub()


def doubts(file: Delivered, table: pd.DataFrame) -> list[Later]:
    """Columns of lists whose few values look like names: taken in, and worth a question."""
    found = []
    for name in ("queue", "reason", "number", "owner", "team"):
        column = file.source.columns.get(name)
        if name in table and column and column.from_ and column.values is None and column.as_ != FREE_TEXT:
            values = [str(value) for value in table[name].dropna().unique()[:_ASKED]]
            if looks.perhaps_persons(values):
                found.append(later("intake.perhaps_persons", column=column.from_[0], count=len(values)))
    return found


def text_columns(table: str) -> list[str]:
    """The text columns that a mapping may fill, callers' numbers aside: those become pseudonyms."""
    columns = schema.TABLES[table].columns
    apart = {"caller", *schema.PROVENANCE}
    return [name for name, spec in columns.items() if spec.type == "VARCHAR" and name not in apart]


def distinct_counts(frame: pd.DataFrame) -> dict[str, int]:
    """How many different values each text column holds, keys aside: a source that held a dozen and now holds hundreds
    delivers something else."""
    names = [name for name in ("queue", "reason", "number", "outcome") if name in frame]
    return {name: int(frame[name].nunique(dropna=True)) for name in names}


class _Column:
    """One text column of one file."""

    def __init__(self, file: Delivered, mapped: Mapped, name: str, column: Column) -> None:
        self.file, self.mapped, self.name, self.column = file, mapped, name, column
        self.label = mapped.labels.get(name, name)
        self.free = column.as_ == FREE_TEXT or schema.TABLES[file.source.table].columns[name].free
        codes, distinct = pd.factorize(objects(mapped.frame[name]))
        mapped.frame[name] = objects([*map(text, distinct), None])[codes]
        self.codes, self.distinct = pd.factorize(objects(mapped.frame[name]))
        self.stated = {text(value) for value in (column.values or {}).values()}
        unpivot = file.source.unpivot
        if unpivot and unpivot.into in (column.from_ or ()):
            self.stated |= set(unpivot.columns)  # the mapping's own words
        kept = self.codes[(mapped.excluded == None) & (self.codes >= 0)]  # noqa: E711 - elementwise
        counts = pd.Series(np.bincount(kept, minlength=len(self.distinct)), index=self.distinct)
        self.counts = counts[(counts > 0) & ~counts.index.isin(self.stated)]

    def refuse(self) -> None:
        """Raises ForbiddenValues, FreeText where the column as a whole is one of persons, or of notes."""
        values = list(self.counts.index)
        callers = looks.as_callers(self.counts, self.file.source.table == "calls")
        if callers:
            raise self._forbidden("callers_numbers", callers)
        if 2 * sum(may_be_mail(value) and scrubbed(value) == "[mail]" for value in values) > max(len(values), 4):
            raise self._forbidden("mail_addresses", len(values))
        persons = looks.as_persons(values) or (len(values) if self._talks_one_at_a_time(values) else 0)
        if persons:
            raise self._forbidden("persons_names", persons)
        if self.name != "number" and not self.free and looks.as_notes(self.counts):
            line = f"{self.name}: {{from: {self._origin()}, as: free_text}}"
            rows = int(self.counts.sum())
            raise self.file.refuse(FreeText, column=self.label, distinct=len(values), rows=rows, line=line)

    def _forbidden(self, what: str, count: int) -> ForbiddenValues:
        line = f"{self.name}: {{from: {self._origin()}, values: {{…: …}}}}"
        told = {"column": self.label, "canonical": self.name, "what": later(f"intake.{what}"), "line": line}
        return self.file.refuse(ForbiddenValues, count=count, distinct=len(self.counts), **told)

    def _origin(self) -> str:
        return self.column.from_[0] if self.column.from_ else "…"

    def _talks_one_at_a_time(self, values: list[str]) -> bool:
        frame = self.mapped.frame
        if self.file.source.table != "calls" or "talk_s" not in frame or not looks.may_be_persons(values):
            return False
        talked = frame["talk_s"].fillna(0).to_numpy()
        waited = sum(frame[name].fillna(0).to_numpy() for name in ("ivr_s", "wait_s", "ring_s") if name in frame)
        arrived = frame["arrived_at"].to_numpy().astype("datetime64[ms]").astype("int64") / 1000
        start = arrived + waited
        rows = self.mapped.usable() & (self.codes >= 0) & (talked > 0)
        return looks.one_at_a_time(self.codes[rows], start[rows], (start + talked)[rows])

    def personal_numbers(self) -> set[str]:
        """Values that are a telephone number of no line: mobile, or far rarer than the column's commonest value."""
        most = self.counts.max() if len(self.counts) else 0
        found = set()
        for value, rows in self.counts.items():
            number = looks.number_of(value)
            if number is None or looks.is_service_number(number):
                continue
            common = rows * 10 >= most and (rows > 1 or most == 1)
            if looks.is_mobile(number) or not common:
                found.add(value)
        return found

    def replace(self, personal: Callable[[str], bool], key_of: Callable[[int], bytes]) -> None:
        """Values that hold a person's number become keyed pseudonyms as a whole, so that a key stays a key."""
        meant = np.array([value not in self.stated and personal(value) for value in self.distinct], dtype=bool)
        at = np.flatnonzero((self.codes >= 0) & np.append(meant, False)[self.codes])
        if not len(at):
            return
        years = (
            self.mapped.frame[self.file.source.time_column].to_numpy().astype("datetime64[Y]").astype("int64") + 1970
        )
        values = objects(self.mapped.frame[self.name])
        dated = self.mapped.frame["slot_id"].to_numpy() >= 0
        for row in at:
            # A row without a moment is in quarantine: no key is made for a year that nobody knows.
            values[row] = pseudonym(values[row], key_of(int(years[row]))) if dated[row] else None
        self.stated |= {values[row] for row in at}
        self._take(values, at, "hidden_key")

    def fault(self, personal: Callable[[str], bool]) -> None:
        """Rows whose key holds a person's number or name are set aside: a mark in its place would be no key."""
        meant = np.array([personal(value) for value in self.distinct], dtype=bool)
        at = np.flatnonzero((self.codes >= 0) & np.append(meant, False)[self.codes])
        self.mapped.faults.add(at, self.label, list(self.mapped.frame[self.name]), "person_in_key", PERSON)

    def scrub(self) -> None:
        """Numbers, addresses and names inside the texts become marks."""
        lines = set() if self.name not in _LINES else {value for value in self.distinct if looks.number_of(value)}
        kept = self.stated | lines
        clean = [value if value in kept else scrubbed(value, self.free) for value in self.distinct]
        changed = np.array([new != old for new, old in zip(clean, self.distinct, strict=True)], dtype=bool)
        at = np.flatnonzero((self.codes >= 0) & np.append(changed, False)[self.codes])
        if len(at):
            values = objects(self.mapped.frame[self.name])
            values[at] = objects(clean)[self.codes[at]]
            self._take(values, at, "scrubbed")

    def _take(self, values: np.ndarray, at: np.ndarray, slug: str) -> None:
        self.mapped.frame[self.name] = values
        self.codes, self.distinct = pd.factorize(values)
        count = int((self.mapped.excluded[at] == None).sum())  # noqa: E711 - elementwise
        if count:
            of = self.mapped.repaired.setdefault(slug, {})
            of[self.label] = of.get(self.label, 0) + count
