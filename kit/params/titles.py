"""What stands once above a sheet's table and holds for all its rows: part of the mapping language of `sources.yml`.

In:   the YAML under `titles:` of a source's `file:`.
Out:  `Title`: which text is meant, and the column that it becomes.
Why:  a sheet of one day says the day in its title or its name, and nowhere in its rows.
Not here: finding the text in a delivered file (`kit.intake.titles`).
"""

from __future__ import annotations

import re

from pydantic import model_validator

from kit.params.columns import Regex
from kit.params.reader import Strict


class Title(Strict):
    """A text above the header, or the sheet's name: what the pattern's bracket holds is a column of every row below.

    A cell above the header that holds a date is read as 2026-11-16. `column` is read like any other, as in
    `start: {join: [Jour, Tranche], format: "%d/%m/%Y %H:%M"}`.
    """

    matches: Regex
    column: str

    @model_validator(mode="after")
    def _has_one_bracket(self) -> Title:
        if re.compile(self.matches).groups != 1:
            raise ValueError(f'titles: {self.column}: put in brackets what it holds, as "^Jour : (\\S+)"')
        return self
