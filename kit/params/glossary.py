"""The glossary: every figure's id, formula and names, and the house's colours.

In:   `params/glossary.yml`, `params/house.yml` (the home's own, else the project's).
Out:  `Glossary` with `figures` and `symbols`; each `Figure` knows its terms: {symbol: +1 or -1}.
Why:  kept in two places, the printed formula and the computed one would come to differ; both are read from the same
      line.
Not here: computing (`kit.analysis.line.indicators`), wording (`kit.present`).
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Literal

from pydantic import Field, field_validator, model_validator

from kit.params import former
from kit.params.contract import Words
from kit.params.reader import Strict

_TERM = re.compile(r"\s*([+-]?)\s*([a-z_]+)")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def linear(formula: str) -> dict[str, int]:
    """The terms of 'answered + abandoned - abandoned_short': {"answered": 1, "abandoned": 1, "abandoned_short": -1}."""
    terms: dict[str, int] = {}
    place = 0
    while place < len(formula):
        match = _TERM.match(formula, place)
        if not match or (terms and not match[1]):
            raise ValueError(f"write a sum of symbols, as 'answered + abandoned': {formula!r}")
        terms[match[2]] = -1 if match[1] == "-" else 1
        place = match.end()
    return terms


class Symbol(Words):
    """An additive count or sum, whose count it is, and what counts, where the name alone leaves that open."""

    side: Literal["client", "provider"]
    note_fr: str = ""
    note_en: str = ""

    def note(self, lang: str) -> str:
        """What a reader must know of the symbol, in one language; "" where there is nothing."""
        return self.note_fr if lang == "fr" else self.note_en


class Figure(Words):
    """One figure of the reports."""

    family: str
    unit: Literal["ratio", "s", "calls", "number"]
    side: Literal["client", "provider", "both"]
    better: Literal["higher", "lower", "neither"] = "neither"
    numerator: str = ""
    denominator: str = ""
    quantile: float | None = Field(None, ge=0, le=1)
    hours: Literal["open", "closed", "all"] = "open"
    note_fr: str = ""
    note_en: str = ""

    @model_validator(mode="after")
    def _computable(self) -> Figure:
        if bool(self.numerator) == (self.quantile is not None):
            raise ValueError("state either a numerator or a quantile")
        _ = self.over, self.under
        return self

    @cached_property
    def over(self) -> dict[str, int]:
        """The symbols of the numerator, each with its sign (1 or -1)."""
        return linear(self.numerator)

    @cached_property
    def under(self) -> dict[str, int]:
        """The same of the denominator; empty where the figure has none."""
        return linear(self.denominator)

    def note(self, lang: str) -> str:
        """What a reader must know of the figure, in one language; "" where there is nothing."""
        return self.note_fr if lang == "fr" else self.note_en


class Glossary(Strict):
    """All symbols and figures, in the order of the file."""

    symbols: dict[str, Symbol]
    figures: dict[str, Figure]

    @model_validator(mode="before")
    @classmethod
    def _under_todays_names(cls, stated: object) -> object:
        return former.glossary(stated)

    @model_validator(mode="after")
    def _known_symbols(self) -> Glossary:
        for name, figure in self.figures.items():
            strange = (set(figure.over) | set(figure.under)) - set(self.symbols)
            if strange:
                raise ValueError(f"{name}: unknown symbol {sorted(strange)}")
        return self

    def family(self, name: str) -> list[str]:
        """Ids of one family, in the glossary's order."""
        return [key for key, figure in self.figures.items() if figure.family == name]

    def resolve(self, figure: str, variant: str) -> str:
        """The glossary id that an objective names: ('sl.T', 'v3') is 'sl.v3'. Raises ValueError."""
        family = figure.removesuffix(".T")
        wanted = f"{family}.{variant}" if variant else figure
        if wanted not in self.figures and variant and figure in self.figures:
            wanted = f"{self.figures[figure].family}.{variant}"
        if wanted not in self.figures:
            raise ValueError(f"unknown figure {figure!r} variant {variant!r}")
        return wanted


def luminance(colour: str) -> float:
    """Relative luminance of '#rrggbb' (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class Palette(Strict):
    """Colours of one scheme; text colours must reach 4.5 : 1 on paper and on tint."""

    house: str
    ink: str
    soft: str
    line: str
    paper: str
    tint: str
    bad: str
    warn: str
    ok: str

    @field_validator("*")
    @classmethod
    def _hex(cls, colour: str) -> str:
        if not _HEX.fullmatch(colour):
            raise ValueError("write a colour as '#0f5c6e'")
        return colour.lower()

    @model_validator(mode="after")
    def _readable(self) -> Palette:
        for name in ("house", "ink", "soft", "bad", "warn", "ok"):
            for ground in ("paper", "tint"):
                ratio = contrast(getattr(self, name), getattr(self, ground))
                if ratio < 4.5:
                    raise ValueError(f"{name} on {ground} has a contrast of {ratio:.1f}, at least 4.5 is readable")
        return self


class House(Strict):
    """Names and colours of the reports."""

    name: str
    tagline: Words
    colours: Palette
    dark: Palette
