"""What `sheets/<id>/sheet.yml` holds.

In:   the content of the file.
Out:  a frozen model; unknown keys are refused with their line (`yamlfile`).
Why:  a sheet of one client must not be shown to another.
Not here: the sheet's text (`document`).
"""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from kit.params.reader import Strict


class Sheet(Strict):
    """`sheets/<id>/sheet.yml`: a page of reference."""

    id: str
    version: str = ""
    reviewed_on: dt.date | None = None
    scope: str = Field(default="common", pattern=r"^(common|client:[a-z0-9_-]+)$")
    modules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
