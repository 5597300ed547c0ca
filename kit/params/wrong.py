"""The fault that a validator of parameters raises, told in the language of whoever keeps the file.

In:   keys of `kit/language/locale/params.{fr,en}.yml`, without the name of the room, and their fields.
Out:  `Wrong`, `Wrongs`: values that cannot stand; `shown`: a value in a sentence.
Why:  a validator knows the line to write, but not the file, nor the reader's language.
Not here: the errors' own texts (`kit/language/locale/errors.{fr,en}.yml`), the lines of the file
      (`kit.params.reader`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from kit.language.later import Later


def shown(value: object, longest: int = 60) -> str:
    """A value as the file has it, cut where it is long; never more than one line."""
    typed = value is None or isinstance(value, bool)
    one_line = " ".join((json.dumps(value) if typed else str(value)).split())
    return one_line if len(one_line) <= longest else f"{one_line[: longest - 1]}…"


@dataclass(frozen=True)
class Place:
    """Where something stands, below the value that is validated: told as the number of its line."""

    loc: tuple[object, ...] = ()


class Wrong(ValueError):
    """A value that cannot stand, told by a sentence of `kit/language/locale/params.*.yml`.

    at: keys and indexes from the value that is validated down to the faulty one. A field that is a `Place` becomes
    the number of its line.
    """

    def __init__(self, key: str, /, at: tuple[object, ...] = (), **fields: object) -> None:
        self.key, self.at, self.fields = key, at, fields
        super().__init__(str(self.later))

    @property
    def later(self) -> Later:
        """The sentence, for the reader's language."""
        return Later(f"params.{self.key}", self.fields)


class Wrongs(ValueError):
    """Several values of one model that cannot stand."""

    def __init__(self, faults: list[Wrong]) -> None:
        self.faults = faults
        super().__init__("; ".join(str(fault) for fault in faults))


def refuse(faults: list[Wrong]) -> None:
    """Raises Wrongs where there are any."""
    if faults:
        raise Wrongs(faults)
