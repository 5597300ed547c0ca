"""A part of the page: its view in both languages and what it holds for machines.

In:   a function that words the part in one language; figures, findings, tables.
Out:  `Shown`, whose notebook output is text/html (the chosen language), text/plain and application/vnd.kit+json.
Why:  a report executes once; its pages, its results and its view in JupyterLab come from the same output.
Not here: what stands in a part (`headline`, `scorecard`, …), the page around it (`kit.present.page.exporter`).
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd
from markupsafe import Markup

from kit.errors import BadParams
from kit.language.later import later
from kit.language.texts import LANGUAGES
from kit.present.html import note
from kit.present.page.palette import notebook_style
from kit.present.page.payload import MIME
from kit.present.voice import Voice, plain, voice

_DRAWING = re.compile(r"<svg.*?</svg>", re.S)
_BLOCK = re.compile(r"</(?:p|h\d|li|td|th|caption|summary|figcaption|small)>")
_chosen = {"lang": "fr"}


def use(lang: str) -> None:
    """Choose the language that notebooks show from here on: "fr" or "en". Raises BadParams."""
    if lang not in LANGUAGES:
        raise BadParams(
            where="lang", what=later("params.unknown_language", lang=lang), fix=later("params.fix_language")
        )
    _chosen["lang"] = lang


class Shown:
    """One part of a report. `html` holds its view by language, `payload` the rest of its JSON.

    Empty views: the part has nothing to show; the page leaves its section out, and a notebook shows `quiet` instead.
    `calm=True` in the payload: nothing happened in what it shows; the page folds its section to its first sentence.
    """

    def __init__(
        self, part: str, html: dict[str, str], *, style: bool = False, quiet: dict[str, str] | None = None,
        **payload: object,
    ) -> None:  # fmt: skip
        self.part = part
        self.html = html
        self.style = style
        self.quiet = quiet or {}
        self.payload = {key: jsonable(value) for key, value in payload.items() if value}

    def _repr_mimebundle_(self, include=None, exclude=None) -> dict:
        lang = _chosen["lang"]
        shown = self.html[lang] or self.quiet.get(lang) or str(note(voice(lang).say("absent.nothing")))
        view = f'<div class="kit" lang="{lang}">{shown}</div>'
        return {
            "text/html": (notebook_style() if self.style else "") + view,
            "text/plain": text(shown),
            MIME: {"part": self.part, "html": self.html, **self.payload},
        }


def text(markup: str) -> str:
    """The words of a part, for a terminal: one line per paragraph or cell, drawings left out."""
    lines = plain(_BLOCK.sub("\n", _DRAWING.sub("", markup))).split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def show(part: str, word: Callable[[Voice], Markup], **payload: object) -> Shown:
    """A part worded in every language."""
    return Shown(part, {lang: str(word(voice(lang))) for lang in LANGUAGES}, **payload)  # type: ignore[arg-type]  # figures, findings, tables


def absent(part: str, gap: str, **payload: object) -> Shown:
    """A part that no declared source can feed: empty views, and one quiet line for a notebook.

    gap: what is missing, of `feeds.gaps`; the page names it once, under its method.
    """
    quiet = {lang: str(note(lacks(gap, voice(lang), "absent.say"))) for lang in LANGUAGES}
    return Shown(part, dict.fromkeys(LANGUAGES, ""), quiet=quiet, **payload)  # type: ignore[arg-type]  # the same


def lacks(gap: str, voice: Voice, key: str) -> Markup:
    """The sentence of `key` on what no declared source can tell, and what would."""
    what, need = (voice.say(f"absent.{part}.{gap}") for part in ("what", "need"))
    return voice.say(key, what=what, What=voice.capital(what), need=need)


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
