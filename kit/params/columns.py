"""How one canonical column is read from a delivered file: part of the mapping language of `sources.yml`.

In:   the YAML under `columns:` and `where:` of a source.
Out:  `Column`, `Condition`, `Rule`, `Part`: frozen models that `kit.intake` applies.
Why:  a mapping in code could be checked by programmers alone; each statement is small and named, so that both partners
      can read it.
Not here: which columns a table has (`kit.schema`), the source around them (`kit.params.sources`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, field_serializer, model_validator

from kit.params.days import Day
from kit.params.reader import Strict
from kit.params.wrong import Wrong, shown

# pseudonym: of a caller, made by the other side's kit and handed over in a package: kept as it is.
Kind = Literal["text", "number", "percent", "duration", "time", "flag", "phone", "pseudonym", "free_text"]
DurationUnit = Literal["h:mm:ss", "mm:ss", "hh:mm", "h", "min", "s", "ms", "days"]
DURATION_UNITS: tuple[str, ...] = get_args(DurationUnit)
OnNull = Literal["null", "zero", "quarantine"]
OnNegative = Literal["null", "quarantine"]
_DIRECTIVES = frozenset("YymdHIMSfpjbBzaA%")


def _regex(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"not a pattern: {error}") from None
    return text


def _time_format(text: str) -> str:
    if text == "iso":
        return text
    used = re.findall(r"%(.)", text)
    if "Z" in used:
        raise ValueError(
            "%Z: names of zones such as CET or IST mean several clocks; write %z for +0200, or time: zone:"
        )
    if not used or set(used) - _DIRECTIVES:
        raise ValueError("write iso, or a format such as %d/%m/%Y %H:%M:%S")
    _is_a_moment(used)
    return text


def _is_a_moment(used: list[str]) -> None:
    """Raises ValueError where a format cannot say one day and one time of day, with what to write instead."""
    words = set(used)
    twice = [word for word in words - {"%"} if used.count(word) > 1]
    month = words & set("mbB")
    if twice:
        raise ValueError(f"%{twice[0]} comes twice; %m is the month, %M the minutes: %d/%m/%Y %H:%M")
    if not words & set("Yy"):
        raise ValueError("no year in it; write %Y (2026) or %y (26), as in %d/%m/%Y %H:%M")
    if "j" not in words and not (month and "d" in words):
        raise ValueError("a date needs its day %d and its month %m, as in %d/%m/%Y %H:%M (%M is the minutes)")
    if "I" in words and "p" not in words:
        raise ValueError("%I is an hour from 1 to 12 and needs %p (AM, PM); write %H for hours from 0 to 23")
    if "p" in words and "I" not in words:
        raise ValueError("%p (AM, PM) needs %I, an hour from 1 to 12: with %H it would be ignored")
    if ("M" in words and not words & set("HI")) or ("S" in words and "M" not in words):
        raise ValueError("minutes need their hour and seconds their minutes, as in %d/%m/%Y %H:%M:%S")


def _texts(value: object) -> object:
    """YAML types 0 and 1; a file holds text."""
    return [_text(item) for item in value] if isinstance(value, list) else [_text(value)]


def _text(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value) if isinstance(value, int | float) else value


def _text_keys(value: object) -> object:
    """A file's words are text; what they become is text or a flag: the number 1 is no `true`."""
    if not isinstance(value, dict):
        return value
    words: dict[object, object] = {}
    for key, item in value.items():
        if _text(key) in words:
            raise Wrong("same_word", word=shown(_text(key)))
        words[_text(key)] = _word(item)
    return words


def _word(value: object) -> object:
    return value if isinstance(value, bool) or value is None else _text(value)


def _parts_of_handling(value: object) -> object:
    """hold and acw are the names of the trade; the columns are called hold_s and acw_s."""
    listed = value if isinstance(value, list) else [value]
    return [f"{item}_s" if item in ("hold", "acw") else item for item in listed]


def _null_word(value: object) -> object:
    """`negative: null` is typed by YAML; the word is meant."""
    return "null" if value is None else value


def _zero_word(value: object) -> object:
    if isinstance(value, list | dict):
        return value
    return "null" if value is None else "zero" if value == 0 else value


def _listed(value: object) -> object:
    """One unit is a list of one."""
    return value if value is None or isinstance(value, list) else [value]


# Units that read the same cell in two ways: "12:30" is minutes or hours, 90 is seconds or days.
_ALIKE = (("mm:ss", "hh:mm"), ("h", "min", "s", "ms", "days"))


def _clashing(units: Sequence[str]) -> tuple[str, str, str] | None:
    """Two units that cannot stand beside each other, and a cell that both would read."""
    for alike, cell in zip(_ALIKE, ("12:30", "90"), strict=True):
        found = [unit for unit in units if unit in alike]
        if len(found) > 1:
            return found[0], found[1], cell
    return (units[0], units[0], "0:12:30") if len(set(units)) < len(units) else None


Regex = Annotated[str, AfterValidator(_regex)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
TimeFormat = Annotated[str, AfterValidator(_time_format)]


class _Condition(Strict):
    is_: Texts | None = Field(None, alias="is")
    not_: Texts | None = Field(None, alias="not")
    matches: Regex | None = None
    empty: bool | None = None

    @model_validator(mode="after")
    def _states_something(self) -> _Condition:
        if all(one is None for one in (self.is_, self.not_, self.matches, self.empty)):
            raise ValueError("state a value, a list of values, or one of: is, not, matches, empty")
        return self


def _condition(value: object) -> object:
    return value if isinstance(value, dict) else {"is": value}


# `Issue: Fantôme`, `Issue: [Fantôme, Test]`, `Issue: {matches: "^F"}`, `File: {empty: true}`
Condition = Annotated[_Condition, BeforeValidator(_condition)]


class Rule(Strict):
    """`value` where every condition on the file's columns holds; the first rule that holds wins."""

    where: dict[str, Condition] = Field(min_length=1)
    value: Annotated[str | bool, BeforeValidator(_word)]


class Part(Strict):
    """One of several columns that are joined by a blank; `extract` keeps what its first group matches."""

    from_: Texts = Field(alias="from")
    extract: Regex | None = None


class Less(Part):
    """A column whose counts or seconds the cells of another one hold too, and that are taken off them.

    empty: with an empty cell here nothing is known of the rest either, unless `zero` says that empty is none.
    """

    empty: Annotated[Literal["null", "zero"], BeforeValidator(_zero_word)] = "null"


def _parts(value: object) -> object:
    return [part if isinstance(part, dict) else {"from": part} for part in value] if isinstance(value, list) else value


class Column(Strict):
    """Where one canonical column comes from and how its cells are read.

    Exactly one of: `from` (a column, or several names of the same one), `join` (several columns, joined by a blank),
    `add` (several columns of counts or durations, summed: a sum with an empty part is empty, unless `empty: zero`),
    `constant`, `rules` (the value follows from other columns), `number_rows_from` (rows without a date).
    `else` names the column that speaks where a cell of `from` is empty: the first contact's key, else its own.
    `less` takes off a `from` what other columns hold of it: a wait that counts from the menu on, less the menu.
    `where`: the cells of these rows alone are read, elsewhere the column is empty: the talk of an adviser's leg.
    """

    from_: Texts | None = Field(None, alias="from")
    join: Annotated[list[Part], BeforeValidator(_parts)] | None = Field(None, min_length=2)
    add: Annotated[list[Part], BeforeValidator(_parts)] | None = Field(None, min_length=2)
    constant: str | bool | int | float | None = None
    rules: list[Rule] | None = Field(None, min_length=1)
    number_rows_from: Day | None = None

    else_: Texts | None = Field(None, alias="else", description="speaks where a cell of `from` is empty")
    less: Annotated[list[Less], BeforeValidator(_parts)] | None = Field(None, min_length=1)
    where: dict[str, Condition] = {}
    as_: Kind | None = Field(None, alias="as")
    extract: Regex | None = None
    format: TimeFormat | None = None
    unit: Annotated[list[DurationUnit], BeforeValidator(_listed)] | None = Field(None, min_length=1)
    values: Annotated[dict[str, str | bool], BeforeValidator(_text_keys)] | None = None
    unknown: Annotated[Literal["quarantine", "null", "keep"], BeforeValidator(_null_word)] = "quarantine"
    times: str | None = Field(None, description="a count of the same row: an average becomes a sum")
    includes: Annotated[list[Literal["hold_s", "acw_s"]], BeforeValidator(_parts_of_handling)] = Field(
        [], description="of talk_s: what its cells hold besides talk"
    )
    nulls: Texts = Field([], description="null marks of this column alone")
    empty: Annotated[OnNull, BeforeValidator(_zero_word)] = "null"
    negative: Annotated[OnNegative, BeforeValidator(_null_word)] = "quarantine"
    withheld: Texts = Field([], description="what stands for a caller's withheld number")
    country: Annotated[str, Field(pattern=r"^[1-9]\d{0,2}$"), BeforeValidator(_text)] = "33"

    @model_validator(mode="after")
    def _one_origin(self) -> Column:
        stated = [self.from_, self.join, self.add, self.constant, self.rules, self.number_rows_from]
        if sum(origin is not None for origin in stated) != 1:
            raise ValueError("state exactly one of: from, join, add, constant, rules, number_rows_from")
        if (self.less or self.else_) and not self.from_:
            raise ValueError("less: and else: go with a column that is read with from:")
        if self.where and not (self.from_ or self.add):
            raise ValueError("where: chooses rows of a column that is read with from: or add:")
        return self

    @model_validator(mode="after")
    def _one_reading(self) -> Column:
        clash = _clashing(self.unit or [])
        if clash:
            raise Wrong("units_clash", ("unit",), one=clash[0], other=clash[1], cell=clash[2])
        return self

    @field_serializer("unit")
    def _as_written(self, unit: list[str] | None) -> object:
        """One unit as it always was, so that a mapping that did not change keeps its mark."""
        return unit[0] if unit and len(unit) == 1 else unit

    def line(self, name: str, statement: str) -> str:
        """The line of `sources.yml` that settles a doubt. name: of the canonical column; statement: what to add."""
        origin = f"from: {self.from_[0]}" if self.from_ else "add: […]" if self.add else "join: […]"
        return f"{name}: {{{origin}, {statement}}}"

    @property
    def alternatives(self) -> list[list[str]]:
        """The file's columns it needs: for each, the names that it may have."""
        if self.from_:
            return [self.from_, *([self.else_] if self.else_ else []), *(part.from_ for part in self.less or [])]
        if self.join or self.add:
            return [part.from_ for part in self.join or self.add or []]
        return [[name] for rule in self.rules or [] for name in rule.where]
