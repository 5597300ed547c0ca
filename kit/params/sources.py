"""The mapping language: what one kind of delivered file means, stated in `params/<partnership>/sources.yml`.

In:   YAML: per source its table, who owes it and when, how its file is written, what its columns are.
Out:  `Sources`: frozen `Source` models by name; `source.owed_for(week, zone)` lists what was due.
Why:  a new export must need no code; whatever could be guessed (dates, units, time zone) is stated instead.
Not here: opening the files (`kit.intake`), which deliveries came (`kit.store`).
"""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, field_serializer, model_validator

from kit import calendar, schema
from kit.params import former, pages, registers, unpivoting, vocabulary
from kit.params.columns import Column, Condition, Texts, TimeFormat
from kit.params.contract import Zone
from kit.params.days import Day
from kit.params.fileshape import FileShape, listed
from kit.params.reader import Strict
from kit.params.reshape import Identities, Identity, Unpivot
from kit.params.wrong import Wrong, refuse, shown
from kit.period import Period

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,62}")
_POSITION = re.compile(r"^#[1-9]\d{0,3}$")
_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_LOOSE_CLOCK = re.compile(r"([0-9]{1,2}) ?(?:[:.hH] ?([0-9]{2})?)?(?::[0-9]{2})?")


def _glob(text: str) -> str:
    if "/" in text or "\\" in text:
        raise ValueError("a file name only, without folders; * and ? stand for what changes")
    return text


def _clock(text: str) -> str:
    if _CLOCK.fullmatch(text):
        return text
    found = _LOOSE_CLOCK.fullmatch(text.strip())
    meant = f"{int(found[1]):02d}:{found[2] or '00'}" if found else ""
    if not _CLOCK.fullmatch(meant):
        meant = "12:00"
    raise Wrong("no_clock", value=shown(text), write=f'"{meant}"')


class Match(Strict):
    """How a delivered file is recognised: its name and columns that its header must hold, both."""

    name: Annotated[list[Annotated[str, AfterValidator(_glob)]], BeforeValidator(listed)]
    header: list[str] = []


class Due(Strict):
    """Until when a delivery is on time: so many days after the period's last day, at a local time."""

    days: int = Field(1, ge=0, le=92)
    time: Annotated[str, AfterValidator(_clock)] = "12:00"


class TimeTerms(Strict):
    """The clock the file was written by; the partnership's own where nothing is stated."""

    zone: Zone | None = None
    # The hour that comes twice in autumn: refuse it row by row, take the first pass, or tell the passes by file order.
    ambiguous: Literal["refuse", "first", "in_order"] = "refuse"
    # "24h": hours that look like a 12-hour clock without AM and PM are right all the same.
    clock: Literal["24h"] | None = None


class Interval(Strict):
    """Length of a row's interval; 1440 for a day. `named_by: end` for exports that write 08:30 for 08:00 to 08:30.

    midnight: with `named_by: end`, whether 00:00 ends the date before it (next_date: a 24:00 of the day before) or the
    very date it is written with (same_date). The file's order tells where nothing is stated.
    """

    minutes: int = Field(ge=1, le=1440)
    named_by: Literal["start", "end"] = "start"
    midnight: Literal["same_date", "next_date"] | None = None

    @model_validator(mode="after")
    def _midnight_ends_something(self) -> Interval:
        if self.midnight == "same_date" and (self.named_by == "start" or self.minutes == 1440):
            raise ValueError("midnight: same_date is for intervals below a day that are named by their end")
        return self


if TYPE_CHECKING:  # a checker knows no literal that is made of names
    Deliverable = str
else:
    Deliverable = Literal[schema.DELIVERABLE]


class Exclusion(Strict):
    """Rows that are left out, and the name under which they are counted."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    where: dict[str, Condition] = Field(min_length=1)


class Newest(Strict):
    """Which of several rows with one key holds: the one whose column `by` is highest, a moment or a version number.

    format: how its moments are written; numbers, ISO and a spreadsheet's own dates need none.
    """

    by: Texts
    format: TimeFormat | None = None


class Source(Strict):
    """One kind of delivered file."""

    name: str = ""
    table: Deliverable
    owed_by: Literal["client", "provider"]
    # A list of a register may come as it is needed: then no period is stated, and none is owed.
    every: Literal["day", "week", "month"] | None = None
    due: Due = Due()
    on: list[calendar.Weekday] = Field(list(calendar.DAYS), description="days on which a daily file is owed")
    valid_from: Day | None = None
    valid_to: Day | None = None
    match: Match
    file: FileShape
    time: TimeTerms = TimeTerms()
    interval: Interval | None = None
    # What one row counts, and whether it stands at the arrival of the call or at its end: both are shown.
    counting_unit: Literal["call", "leg", "contact"] = "call"
    attribution: Literal["arrival", "completion"] = "arrival"
    # days: a file replaces the days that it covers; records: it brings new and corrected rows, told apart by their key.
    delivers: Literal["days", "records"] = "days"
    parts: str = Field("", description="a file holds some values of this column only, and replaces their days only")
    # What must add up: "off" leaves out the kit's own checks, a list adds those of the file's own columns.
    # left_out: the export has no row for an interval without calls; then a day with any row is covered whole.
    zero_rows: Literal["written", "left_out"] = "written"
    identities: Identities = Field([Identity(word="quarantine")], min_length=1)
    # Columns that are rows: a reason, a queue or a number each.
    unpivot: Unpivot | None = None
    # "keep" takes in rows that equal the sum of others (same start, or same day): only if they are no sums.
    sums_among_rows: Literal["refuse", "keep"] = "refuse"
    # "keep" takes in a few rows far from all others, and days that lie weeks apart: only if these dates are right.
    lone_days: Literal["quarantine", "keep"] = "quarantine"
    columns: dict[str, Column]
    key: list[str] = []
    newest: Newest | None = None
    # Of a register: rows that are withdrawn, whatever their status says; and whether a key means the same row in every
    # source of the table that says so, too. Else each source has keys of its own.
    withdrawn: dict[str, Condition] = {}
    shared_keys: bool = False
    exclude: list[Exclusion] = []

    @model_validator(mode="before")
    @classmethod
    def _under_todays_names(cls, stated: object) -> object:
        return pages.with_exclusion(former.today(stated))

    @model_validator(mode="after")
    def _columns_are_the_tables(self) -> Source:
        for name, column in self.columns.items():
            if name not in self.mappable:
                near = difflib.get_close_matches(name, self.mappable, n=1)
                hint = f', did you mean "{near[0]}"?' if near else f"; known: {', '.join(self.mappable)}"
                raise ValueError(f'"{name}" is not a column of {self.table}{hint}')
            if column.times and column.times not in self.columns:
                raise ValueError(f'{name}: times: "{column.times}" is not mapped')
            self._check_column(name, column)
        talk = self.columns.get("talk_s")
        if talk and "handle_s" in self.columns and set(talk.includes) - self.columns.keys():
            raise ValueError("talk_s: includes: and handle_s: two sources of handle time; map one of them")
        lacking = [name for name in self._required if name not in self.columns]
        if lacking:
            raise ValueError(f"{self.table} needs these columns too: {', '.join(lacking)}")
        return self

    def _check_column(self, name: str, column: Column) -> None:
        """Raises ValueError, Wrong for what only some columns can be."""
        for word in ("add", "less"):
            if getattr(column, word) and schema.TABLES[self.table].columns[name].type != "DOUBLE":
                raise Wrong("add_no_number", ("columns", name, word), name=name, word=word)
        if column.where and name == self.time_column:
            raise ValueError(f"{name}: where: every row needs its moment; leave rows out with exclude:")
        if column.as_ == "pseudonym" and (name != "caller" or column.values is not None or not column.from_):
            raise ValueError(f"{name}: as: pseudonym is for caller alone, read from: a column, without values:")
        if column.includes and name != "talk_s":
            raise ValueError(f"{name}: includes: is for talk_s alone")

    @model_validator(mode="after")
    def _words_are_the_tables(self) -> Source:
        refuse([*vocabulary.faults(self.table, self.columns), *registers.faults(self)])
        return self

    @model_validator(mode="after")
    def _forwards(self) -> Source:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise Wrong("valid_backwards", ("valid_to",), first=self.valid_from, last=self.valid_to)
        return self

    @model_validator(mode="after")
    def _columns_have_names_or_positions(self) -> Source:
        if self.file.header_row != [0]:
            return self
        if self.match.header:
            raise ValueError("match: header: there is none with header_row: 0; the file's name alone is matched")
        named = [name for names in self.read_columns for name in names if not _POSITION.match(name)]
        if named:
            raise ValueError(
                f'header_row: 0 leaves no names, "{named[0]}": write positions, as from: "#3" (#1 is first)'
            )
        return self

    @property
    def read_columns(self) -> list[list[str]]:
        """The columns of the file that are read: for each, the names that it may have."""
        listed = [names for column in self.columns.values() for names in column.alternatives]
        listed += [[name] for column in self.columns.values() for name in column.where]
        listed += [[name] for exclusion in self.exclude for name in exclusion.where]
        listed += [[name] for name in self.withdrawn]
        listed += [[name] for name in self.file.forward_fill]
        listed += [self.newest.by] if self.newest else []
        listed += [names for identity in self.own_identities for names in identity.columns]
        listed += [[self.file.totals_row.column]] if self.file.totals_row else []
        made = {*(self.unpivot.names if self.unpivot else ()), *(title.column for title in self.file.titles)}
        listed = [names for names in listed if not made & set(names)]
        return [*listed, *self.unpivot.of_the_file] if self.unpivot else listed

    @property
    def own_identities(self) -> list[Identity]:
        """What the mapping's owner states about the file's own columns."""
        return [identity for identity in self.identities if identity.whole]

    @property
    def checks_identities(self) -> bool:
        """Whether the kit's own identities hold for the source, too."""
        return all(identity.word != "off" for identity in self.identities)

    @field_serializer("identities")
    def _as_written(self, identities: list[Identity]) -> object:
        """A single word as it always was, so that a mapping that did not change keeps its mark."""
        listed = [one.word or one.model_dump(mode="json", exclude_defaults=True) for one in identities]
        return listed[0] if len(listed) == 1 and isinstance(listed[0], str) else listed

    @model_validator(mode="after")
    def _unpivot_counts_once(self) -> Source:
        refuse(unpivoting.faults(self))
        return self

    @model_validator(mode="after")
    def _rows_are_told_apart(self) -> Source:
        strangers = [name for name in self.key if name not in self.columns]
        if strangers:
            raise ValueError(f"key: not mapped: {', '.join(strangers)}")
        if self.table == "calls" and "call_key" not in self.columns and not self.key:
            raise ValueError("calls need the column call_key, or key: the columns that make a call one call")
        if self.counting_unit == "leg" and "call_key" not in self.columns:
            raise ValueError("counting_unit: leg needs the column call_key, by which legs are merged")
        if self.newest and self.counting_unit == "leg" and not self.key:
            raise ValueError("newest: legs share their call_key; state key: the columns that make a leg one leg")
        if not self.is_register and (self.interval is None) == (self.table != "calls"):
            raise ValueError("interval: {minutes: …} is for counts, and must be stated for them")
        return self

    @model_validator(mode="after")
    def _parts_and_records(self) -> Source:
        texts = [name for name in ("queue", "number") if name in self.columns]
        if self.parts and self.parts not in texts:
            raise ValueError(f"parts: write one of the mapped columns: {', '.join(texts) or 'queue, number'}")
        if self.parts and self.delivers == "records":
            raise ValueError("parts is for files of whole days; records are told apart by their key alone")
        if self.delivers == "records" and not self.row_key:
            raise ValueError("delivers: records needs the column call_key, or key: the columns that make a row one row")
        return self

    @property
    def mappable(self) -> list[str]:
        """Canonical columns that a file may fill; the others are derived."""
        derived = {"arrived_local", "start_local", "local_date", "slot_id", "minutes", *schema.REVISION}
        return [name for name in schema.TABLES[self.table].columns if name not in derived]

    @property
    def _required(self) -> list[str]:
        columns = schema.TABLES[self.table].columns
        return [name for name in self.mappable if columns[name].required and name != "call_key"]

    @property
    def is_register(self) -> bool:
        """Whether its files are lists of a register."""
        return schema.TABLES[self.table].is_register

    @property
    def time_column(self) -> str:
        """The canonical column that dates a row, "" where none does."""
        return schema.TABLES[self.table].time

    @property
    def dated_by(self) -> list[str]:
        """Canonical columns in which every row has a date."""
        columns = schema.TABLES[self.table].columns
        days = [name for name in self.columns if columns[name].type == "DATE" and columns[name].required]
        return [self.time_column] if self.time_column else days

    @property
    def row_key(self) -> list[str]:
        """Canonical columns that make a row unique in one file."""
        usual = [name for name in schema.TABLES[self.table].key if name in self.columns]
        return self.key or usual

    def owed_for(
        self, period: str | Period, zone: str, closed: Callable[[dt.date], bool] | None = None
    ) -> list[tuple[Period, dt.datetime]]:
        """The deliveries that bring this period's rows: (days, weeks or months they cover, due at in UTC), in order.

        A day that `closed` says is closed owes no daily file. Raises BadPeriod.
        """
        owed = []
        for one in self._deliveries(Period.parse(period)):
            day = one.first
            if not self.in_force(day, one.last):
                continue
            if self.every == "day" and (calendar.DAYS[day.weekday()] not in self.on or (closed and closed(day))):
                continue
            hour, minute = (int(part) for part in self.due.time.split(":"))
            due = dt.datetime.combine(one.last + dt.timedelta(days=self.due.days), dt.time(hour, minute))
            owed.append((one, due.replace(tzinfo=ZoneInfo(zone)).astimezone(dt.UTC)))
        return owed

    def period_of(self, day: dt.date) -> str:
        """The period of its rhythm that holds a day, "" where it has none."""
        return str(Period.holding(self.every, day)) if self.every else ""

    def in_force(self, first: dt.date, last: dt.date) -> bool:
        """Whether the source delivers anything of the days from `first` to `last`."""
        return not ((self.valid_from and last < self.valid_from) or (self.valid_to and first > self.valid_to))

    def _deliveries(self, period: Period) -> list[Period]:
        """What its files cover that hold any day of the period; nothing where it has no rhythm."""
        every = self.every
        return list(dict.fromkeys(Period.holding(every, day) for day in period.days)) if every else []


def _named(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {key: {"name": str(key), **row} if isinstance(row, dict) else row for key, row in value.items()}


class Sources(Strict):
    """`sources.yml` of one partnership."""

    sources: Annotated[dict[str, Source], BeforeValidator(_named)] = Field(min_length=1)

    @model_validator(mode="after")
    def _names(self) -> Sources:
        for name in self.sources:
            if not _NAME.fullmatch(name):
                raise ValueError(f'"{name}": write source names in lower case, as carrier_freephone')
        return self
