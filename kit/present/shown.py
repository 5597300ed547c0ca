"""A part of the page: its view in both languages and what it holds for machines.

In:   a function that words the part in one language; figures, findings, tables.
Out:  `Shown`, whose notebook output is text/html (the chosen language), text/plain and application/vnd.kit+json.
Why:  a report executes once; its pages, its results and its view in JupyterLab come from the same output.
Not here: what stands in a part (`headline`, `scorecard`, …), the page around it (`kit.present.exporter`).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from markupsafe import Markup

from kit.errors import LANGUAGES, BadParams
from kit.present.palette import notebook_style
from kit.present.voice import Voice, plain, voice

MIME = "application/vnd.kit+json"
_DRAWING = re.compile(r"<svg.*?</svg>", re.S)
_BLOCK = re.compile(r"</(?:p|h\d|li|td|th|caption|summary|figcaption|small)>")
_chosen = {"lang": "fr"}


def use(lang: str) -> None:
    """Choose the language that notebooks show from here on: "fr" or "en". Raises BadParams."""
    if lang not in LANGUAGES:
        said = {name: voice(name).plain("errors.lang", lang=lang) for name in LANGUAGES}
        mend = {name: voice(name).plain("errors.lang_mend") for name in LANGUAGES}
        raise BadParams(where="lang", what=said.get, mend=mend.get)
    _chosen["lang"] = lang


class Shown:
    """One part of a report. `html` holds its view by language, `payload` the rest of its JSON."""

    def __init__(self, part: str, html: dict[str, str], *, style: bool = False, **payload: object) -> None:
        self.part = part
        self.html = html
        self.style = style
        self.payload = {key: jsonable(value) for key, value in payload.items() if value}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        lang = _chosen["lang"]
        view = f'<div class="kit" lang="{lang}">{self.html[lang]}</div>'
        return {
            "text/html": (notebook_style() if self.style else "") + view,
            "text/plain": text(self.html[lang]),
            MIME: {"part": self.part, "html": self.html, **self.payload},
        }


def text(markup: str) -> str:
    """The words of a part, for a terminal: one line per paragraph or cell, drawings left out."""
    lines = plain(_BLOCK.sub("\n", _DRAWING.sub("", markup))).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def show(part: str, word: Callable[[Voice], Markup], **payload: object) -> Shown:
    """A part worded in every language."""
    return Shown(part, {lang: str(word(voice(lang))) for lang in LANGUAGES}, **payload)


def jsonable(value: object) -> object:
    """The value as JSON holds it: NaN and NaT are null, dates ISO texts, frames lists of rows."""
    if isinstance(value, pd.DataFrame):
        return [jsonable(row) for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {str(key): jsonable(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [jsonable(one) for one in value]
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NaT or (isinstance(value, float) and not math.isfinite(value)):
        return None
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    return value if isinstance(value, (bool, int, float, str)) else str(value)
