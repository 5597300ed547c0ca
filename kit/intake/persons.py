"""No person passes from a delivered file into the tables by a column of text.

In:   mapped blocks of one file, before anything of them is written.
Out:  the same rows, numbers, addresses and names taken out of their texts, counted in `repaired`; ForbiddenValues where
      a column holds callers or persons; FreeText where it holds notes and the mapping does not say so.
Why:  design, section 8: outside `received/` callers exist as keyed pseudonyms only, advisers' names not at all.
Not here: which columns the header may have (`header`), what a text looks like (`looks`, `scrub`), quarantine (`masks`).

Of a list (queues, reasons) the blocks hold numbers, and what they stand for is kept here until the whole file tells
whether they are persons: no text is written before. Keys and notes are looked at one by one.
Values that the mapping itself states (`values`, `rules`, `constant`) are its author's words: they are not judged.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from kit import schema
from kit.errors import ForbiddenValues, FreeText
from kit.intake import keyforms, looks
from kit.intake.cells import text
from kit.intake.coded import objects
from kit.intake.delivered import Delivered
from kit.intake.mapped import Mapped
from kit.intake.masks import PERSON
from kit.intake.pseudonym import LASTING, pseudonym
from kit.intake.scrub import NOM, any_in_key, may_be_mail, names_in_key, scrubbed
from kit.intake.stage import USABLE, Stage
from kit.language.later import Later, later
from kit.params.columns import Column

FREE_TEXT = "free_text"
_ASKED = 36  # values that are looked at: longer lists are judged as a whole
_KEYS = ("call_key", "case_key", "event_key")  # a key that holds a number becomes another key, and stays one
_LASTING = ("case_key", "event_key")  # a file of the back office keeps its name when the year ends
_RARE = 3  # rows
_LINES = ("queue", "number")  # whole numbers may stand here: those of the line
_MOST_KNOWN = 50_000  # different values of a column that are kept to judge it by; a column with more is none of a list
_TALKS = 500_000  # calls: enough to see whether two of one value overlap


class Persons:
    """The text columns of one file."""

    def __init__(self, file: Delivered, key_of: Callable[[int], bytes]) -> None:
        self.file, self.key_of = file, key_of
        self.texts: dict[str, _Texts] = {}

    def look(self, mapped: Mapped) -> None:
        """Takes persons out of a block's keys and notes; of lists, leaves numbers in their place (`settle`)."""
        source = self.file.source
        for name in text_columns(source.table):
            column = source.columns.get(name)
            if column is None or column.constant is not None or column.rules or name not in mapped.frame:
                continue
            if schema.TABLES[source.table].columns[name].coded:
                continue  # what is no code is set aside (`list_checks`)
            if name in _KEYS:
                self._hide_keys(mapped, name)
                continue
            if source.is_register and name in schema.TABLES[source.table].key:
                self._fault_keys(mapped, name)
                continue
            if name not in self.texts:
                self.texts[name] = _Texts(self.file, name, column, self.key_of)
            self.texts[name].take(mapped)

    def settle(self, stage: Stage | None, mapped: Mapped) -> None:
        """Judges the lists of the whole file and says what their numbers stand for. mapped: of any block.

        Raises ForbiddenValues, FreeText.
        """
        for one in self.texts.values():
            one.refuse(stage)
            one.settle(mapped)
            if stage and not one.free:
                stage.say(one.name, one.told(stage))

    def write(self, mapped: Mapped) -> None:
        """Puts the texts of a block that is held as a whole into its frame."""
        for one in self.texts.values():
            one.write(mapped)

    def _hide_keys(self, mapped: Mapped, name: str) -> None:
        """Keys that hold a person's number become keyed pseudonyms as a whole, so that a key stays a key."""
        values = mapped.frame[name].to_numpy()
        at = np.flatnonzero(any_in_key(values)) if not keyforms.are_harmless(values) else np.array([], dtype="int64")
        if not len(at):
            return
        years = np.full(len(values), LASTING) if name in _LASTING else _years(self.file, mapped)
        values = values.copy()
        dated = mapped.frame["slot_id"].to_numpy() >= 0
        for row in at:
            # A row without a moment is in quarantine: no key is made for a year that nobody knows.
            values[row] = pseudonym(values[row], self.key_of(int(years[row]))) if dated[row] else None
        mapped.frame[name] = values
        _count(mapped, name, "hidden_key", int((mapped.excluded[at] == None).sum()))  # noqa: E711 - elementwise

    def _fault_keys(self, mapped: Mapped, name: str) -> None:
        """Rows whose key holds a person's number or name are set aside: a mark in its place would be no key."""
        values = [None if value is None else text(value) for value in mapped.frame[name]]
        mapped.frame[name] = objects(values)
        at = np.flatnonzero([value is not None and names_in_key(value) for value in values])
        mapped.faults.add(at, mapped.labels.get(name, name), values, "person_in_key", PERSON)


def doubts(file: Delivered, values_of: Callable[[str], list[str]]) -> list[Later]:
    """Columns of lists whose few values look like names: taken in, and worth a question.

    values_of: the first different values that the rows taken in have in a column; none where it is not there.
    """
    found = []
    for name in ("queue", "reason", "number", "owner", "team"):
        column = file.source.columns.get(name)
        if column and column.from_ and column.values is None and column.as_ != FREE_TEXT:
            values = values_of(name)
            if looks.perhaps_persons(values):
                found.append(later("intake.perhaps_persons", column=column.from_[0], count=len(values)))
    return found


def text_columns(table: str) -> list[str]:
    """The text columns that a mapping may fill, but those of persons, which become pseudonyms."""
    columns = schema.TABLES[table].columns
    apart = {*schema.PERSONS, *schema.PROVENANCE}
    return [name for name, spec in columns.items() if spec.type == "VARCHAR" and name not in apart]


def first_values(table: pd.DataFrame) -> Callable[[str], list[str]]:
    """What `doubts` asks of rows that are held as a whole."""
    return lambda name: [str(value) for value in table[name].dropna().unique()[:_ASKED]] if name in table else []


def first_staged(stage: Stage) -> Callable[[str], list[str]]:
    """The same of rows that lie on disk."""

    def values(name: str) -> list[str]:
        if not stage.holds(name):
            return []
        found = stage.ask(f'"{name}" as value, min(n) as first', f'{USABLE} and "{name}" is not null',
                          f"group by 1 order by 2 limit {_ASKED}")  # fmt: skip
        return [str(value) for value in found["value"]]

    return values


class _Texts:
    """One text column of one file. known: the number of each text; counts: kept rows of each."""

    def __init__(self, file: Delivered, name: str, column: Column, key_of: Callable[[int], bytes]) -> None:
        self.file, self.name, self.column, self.key_of = file, name, column, key_of
        self.label = name
        self.free = column.as_ == FREE_TEXT or schema.TABLES[file.source.table].columns[name].free
        self.stated = {text(value) for value in (column.values or {}).values()}
        unpivot = file.source.unpivot
        if unpivot and unpivot.into in (column.from_ or ()):
            self.stated |= set(unpivot.columns)  # the mapping's own words
        self.known: dict[str, int] = {}
        self._counts = np.zeros(0, dtype="int64")
        self._personal: set[str] = set()
        self._clean: list[str] = []

    def take(self, mapped: Mapped) -> None:
        """Numbers in the place of a block's texts; notes are read as they go by."""
        self.label = mapped.labels.get(self.name, self.name)
        codes, held = pd.factorize(objects(mapped.frame[self.name]))
        told = [text(value) for value in held]
        if self.free:
            self._scrub(mapped, codes, told)
        most = None if not self.free else _MOST_KNOWN
        own = np.array([self._number(one, most) for one in told] + [-1], dtype="int32")[codes]
        kept = (mapped.excluded == None) & (own >= 0)  # noqa: E711 - elementwise
        counts = np.bincount(own[kept], minlength=len(self.known))
        counts[: len(self._counts)] += self._counts
        self._counts = counts
        if not self.free:
            mapped.frame[self.name] = own
            if len(self.known) > _MOST_KNOWN:
                self.refuse(None)

    def _number(self, told: str, most: int | None) -> int:
        if most is not None and len(self.known) >= most and told not in self.known:
            return -1
        return self.known.setdefault(told, len(self.known))

    def _scrub(self, mapped: Mapped, codes: np.ndarray, told: list[str]) -> None:
        clean = [one if one in self.stated else scrubbed(one, True) for one in told]
        mapped.frame[self.name] = objects([*clean, None])[codes]
        changed = np.array([new != old for new, old in zip(clean, told, strict=True)] + [False], dtype=bool)
        rows = changed[codes] & (mapped.excluded == None)  # noqa: E711 - elementwise
        _count(mapped, self.name, "scrubbed", int(rows.sum()))

    @property
    def counts(self) -> pd.Series:
        """Kept rows by text, those that the mapping states aside."""
        counts = pd.Series(self._counts, index=pd.Index(list(self.known)[: len(self._counts)], dtype="object"))
        return counts[(counts > 0) & ~counts.index.isin(self.stated)]

    def refuse(self, stage: Stage | None) -> None:
        """Raises ForbiddenValues, FreeText where the column as a whole is one of persons, or of notes."""
        counts = self.counts
        values = list(counts.index)
        callers = looks.as_callers(counts, self.file.source.table == "calls")
        if callers:
            raise self._forbidden("callers_numbers", callers, len(values))
        if 2 * sum(may_be_mail(value) and scrubbed(value) == "[mail]" for value in values) > max(len(values), 4):
            raise self._forbidden("mail_addresses", len(values), len(values))
        persons = looks.as_persons(values) or (len(values) if stage and self._one_at_a_time(stage, values) else 0)
        if persons:
            raise self._forbidden("persons_names", persons, len(values))
        if self.name != "number" and not self.free and looks.as_notes(counts):
            line = f"{self.name}: {{from: {self._origin()}, as: free_text}}"
            told = {"distinct": len(values), "rows": int(counts.sum()), "line": line}
            raise self.file.refuse(FreeText, column=self.label, **told)

    def _forbidden(self, what: str, count: int, distinct: int) -> ForbiddenValues:
        line = f"{self.name}: {{from: {self._origin()}, values: {{…: …}}}}"
        told = {"column": self.label, "canonical": self.name, "what": later(f"intake.{what}"), "line": line}
        return self.file.refuse(ForbiddenValues, count=count, distinct=distinct, **told)

    def _origin(self) -> str:
        return self.column.from_[0] if self.column.from_ else "…"

    def _one_at_a_time(self, stage: Stage, values: list[str]) -> bool:
        if self.file.source.table != "calls" or not stage.holds("talk_s") or not looks.may_be_persons(values):
            return False
        waits = [f"coalesce({name}, 0)" for name in ("ivr_s", "wait_s", "ring_s") if stage.holds(name)]
        calls = stage.ask(
            f'"{self.name}" as code, epoch(arrived_at) + {" + ".join(["0", *waits])} as start, talk_s',
            f'{USABLE} and "{self.name}" >= 0 and talk_s > 0',
            f"limit {_TALKS}",
        )
        start = calls["start"].to_numpy(dtype="float64")
        return looks.one_at_a_time(calls["code"].to_numpy(), start, start + calls["talk_s"].to_numpy())

    def settle(self, mapped: Mapped) -> None:
        """Decides what each number stands for: a person's number is hidden, others are taken out of their texts."""
        if self.free:
            return
        texts = list(self.known)
        counts = dict(zip(texts, self._counts, strict=False))
        if self.name in _LINES:
            self._personal = self._personal_numbers()
            _count(mapped, self.name, "hidden_key", int(sum(counts.get(one, 0) for one in self._personal)))
        lines = {one for one in texts if looks.number_of(one)} if self.name in _LINES else set()
        kept = self.stated | lines
        self._clean = [one if one in kept else scrubbed(one, self._is_rare_name(one)) for one in texts]
        changed = sum(counts.get(old, 0) for old, new in zip(texts, self._clean, strict=True) if new != old)
        _count(mapped, self.name, "scrubbed", int(changed))

    def _is_rare_name(self, text_: str) -> bool:
        """Whether a value is first name and surname in hardly a row: a cell that slipped, and no name of a queue."""
        counts = self.counts
        rows = int(counts.get(text_, 0))
        rare = rows <= _RARE and 10 * rows <= int(counts.max() if len(counts) else 0)
        return rare and len(text_.split()) > 1 and scrubbed(text_, True) == NOM

    def _personal_numbers(self) -> set[str]:
        """Values that are a telephone number of no line: mobile, or far rarer than the column's commonest value."""
        counts = self.counts
        most = counts.max() if len(counts) else 0
        found = set()
        for value, rows in counts.items():
            number = looks.number_of(str(value))
            if number is None or looks.is_service_number(number):
                continue
            common = rows * 10 >= most and (rows > 1 or most == 1)
            if looks.is_mobile(number) or not common:
                found.add(str(value))
        return found

    def _in_year(self, value: str, year: int) -> str | None:
        return pseudonym(value, self.key_of(year)) if year else None

    def told(self, stage: Stage) -> pd.DataFrame:
        """What the numbers stand for: code, text; year, where a text is a pseudonym of its row's year, else null."""
        texts = list(self.known)
        usual: list[tuple[int, str | None, int | None]] = [
            (code, clean, None) for code, clean in enumerate(self._clean) if texts[code] not in self._personal
        ]
        apart = [self.known[value] for value in self._personal]
        if apart:
            year, within = f'year("{stage.table.time}")', ", ".join(map(str, apart))
            found = stage.ask(
                f'"{self.name}" as code, {year} as year',
                f'slot_id >= 0 and "{self.name}" in ({within})',
                "group by 1, 2",
            )
            usual += [
                (int(code), self._in_year(texts[code], int(year)), int(year))
                for code, year in found.itertuples(index=False)
            ]
        frame = pd.DataFrame(usual, columns=["code", "text", "year"])
        return frame.astype({"code": "int32", "text": "str", "year": "Int32"})

    def write(self, mapped: Mapped) -> None:
        """Puts the texts of a block that is held as a whole in the place of their numbers."""
        if self.free or self.name not in mapped.frame:
            return
        texts = objects([*self._clean, None])
        codes = mapped.frame[self.name].to_numpy()
        values = texts[codes]
        if self._personal:
            years = np.where(mapped.frame["slot_id"].to_numpy() >= 0, _years(self.file, mapped), 0)
            numbers = list(self.known)
            for row in np.flatnonzero([code >= 0 and numbers[code] in self._personal for code in codes]):
                values[row] = self._in_year(numbers[codes[row]], int(years[row]))
        mapped.frame[self.name] = values


def _years(file: Delivered, mapped: Mapped) -> np.ndarray:
    return mapped.frame[file.source.time_column].to_numpy().astype("datetime64[Y]").astype("int64") + 1970


def _count(mapped: Mapped, name: str, slug: str, count: int) -> None:
    if count:
        of, label = mapped.repaired.setdefault(slug, {}), mapped.labels.get(name, name)
        of[label] = of.get(label, 0) + count
