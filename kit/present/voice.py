"""What the page says in one language: the sentences of `kit/language/locale/page.{fr,en}.yml` with their numbers.

In:   a key and its fields, already formatted.
Out:  `Markup`: fields are escaped, the template's own <b> and <i> stay.
Why:  a name or a theme that a partner delivers must never become markup; French spaces are set in one place.
Not here: numbers and dates (`kit.language.numbers`), the names of figures (`params/glossary.yml`).
"""

from __future__ import annotations

import html
import re
from functools import cache

import pandas as pd
from markupsafe import Markup, escape

from kit import params
from kit.language.numbers import JOINED, MONTHS, Numbers
from kit.language.typography import set_texts, typeset
from kit.period import Period

_TAG = re.compile(r"<[^>]+>")
_VARIANT = re.compile(
    r"(?:QS|SL) v\d+"
)  # the glossary's names of variants begin with it: "QS v3, tous abandons comptés"
# How the glossary writes the two thresholds; `Voice.spelled` puts the contract's seconds there.
_NO_T, _NO_S = re.compile(r"dans le délai T\b|within T\b"), re.compile(r"délai S\b|within S\b")


def plain(text: str) -> str:
    """The text of a piece of markup."""
    return html.unescape(_TAG.sub("", str(text))).replace(JOINED, "")


def texts(lang: str) -> dict[str, str]:
    """Every sentence of the page in one language by its dotted key, set with the marks of that language."""
    return set_texts("page", lang)


class Voice(Numbers):
    """Sentences and numbers of one language."""

    def say(self, key: str, **fields: object) -> Markup:
        """The sentence of a key. Raises KeyError where the key or a field is missing."""
        return Markup(texts(self.lang)[key]).format(**fields)

    def plain(self, key: str, **fields: object) -> str:
        """As `say`, without markup: for titles, attributes and JSON."""
        return plain(self.say(key, **fields))

    def has(self, key: str) -> bool:
        return key in texts(self.lang)

    def first(self, *keys: str, **fields: object) -> Markup:
        """The sentence of the first key that exists; "" where none does."""
        return next((self.say(key, **fields) for key in keys if self.has(key)), Markup(""))

    def count(self, key: str, value: float, shown: str = "", **fields: object) -> Markup:
        """The sentence of `key`.one or `key`.other with `n`. shown: as it is read, where it is not a whole one."""
        form = "one" if self.singular(value, shown) else "other"
        return self.say(f"{key}.{form}", n=shown or self.calls(value), **fields)

    def slug(self, group: str, slug: str) -> Markup:
        """The words of a slug; a slug of a partnership's own is shown as it is, with spaces."""
        return self.first(f"{group}.{slug}") or escape(str(slug).replace("_", " "))

    def figure(self, name: str) -> str:
        """The glossary's name of a figure."""
        return typeset(params.glossary().figures[name][self.lang], self.lang)

    def figure_note(self, name: str) -> str:
        """The glossary's note on a figure."""
        return typeset(params.glossary().figures[name].note(self.lang), self.lang)

    def way(self, name: str) -> str:
        """How a variant counts, in words and without its number: "tous abandons comptés"; else the figure's name."""
        number, _, words = self.figure(name).partition(", ")
        return _NO_T.sub(self.plain("spelled.in_time"), words) if _VARIANT.fullmatch(number) else self.figure(name)

    def title(self, row: pd.Series) -> str:
        """The name of a review's figure; where the contract picks one of several variants, that of the family."""
        family = str(self.slug("family", row["family"]))
        if row["variant"]:
            return family
        way = self.way(row["figure"])
        return way if way == self.figure(row["figure"]) else f"{family}, {way}"

    def inside(self, row: pd.Series) -> str:
        """The title inside a sentence: without its capital, save where it is an abbreviation."""
        title = self.title(row)
        return title if title[1:2].isupper() else title[:1].lower() + title[1:]

    def subtitle(self, row: pd.Series, thresholds: dict) -> str:
        """How the contract's variant counts, and its formula with the contract's seconds; "" for a plain count."""
        name = row["variant"] or row["figure"]
        if not params.glossary().figures[name].denominator:
            return ""
        formula = self.spelled(self.formula(name), thresholds)
        return f"{self.way(name)}{self.colon}{formula}" if row["variant"] else formula

    def spelled(self, formula: str, thresholds: dict) -> str:
        """A formula with the contract's seconds instead of T and S: "décrochés en 20 s"."""
        answer, short = (self.duration(thresholds[name]) for name in ("answer_s", "short_abandon_s"))
        text = _NO_T.sub(self.plain("spelled.answer", answer=answer), formula)
        return _NO_S.sub(self.plain("spelled.short", short=short), text)

    def formula(self, name: str) -> str:
        """The figure's formula in the glossary's words: "appels décrochés ÷ appels offerts"."""
        figure = params.glossary().figures[name]
        if figure.quantile is not None:
            return self.plain(f"quantile.{_quantile(figure.quantile)}")
        over, under = self._sum(figure.over), self._sum(figure.under)
        if not under:
            return over
        wrap = [f"({part})" if " + " in part or " − " in part else part for part in (over, under)]
        return f"{wrap[0]} ÷ {wrap[1]}"

    def parts(self, name: str) -> tuple[str, str]:
        """Numerator and denominator of a ratio in words: "appels décrochés", "appels offerts"."""
        figure = params.glossary().figures[name]
        return self._sum(figure.over), self._sum(figure.under)

    def _sum(self, terms: dict[str, int]) -> str:
        symbols = params.glossary().symbols
        text = ""
        for at, (symbol, sign) in enumerate(terms.items()):
            mark = (" + " if sign > 0 else " − ") if at else "" if sign > 0 else "−"
            text += mark + typeset(symbols[symbol][self.lang], self.lang)
        return text

    def side(self, side: str, review) -> str:
        """Who a side is: the contract's name of the client or the provider, both sides, or the carrier."""
        if side in ("client", "provider", "carrier"):
            return typeset(getattr(review, side)[self.lang], self.lang)
        return self.plain("side.both")

    def period(self, period: Period, *, year: bool = True) -> str:
        """A period's name: "semaine 47 de 2026", "novembre 2026", "4e trimestre 2026", "avant la campagne rentree".

        year: False leaves it out where the page around says it: of a week and of a day.
        """
        if period.kind == "week":
            name = self.plain("period.week", week=period.number)
            return self.plain("period.of_year", week=name, year=period.year) if year else name
        if period.kind == "campaign":
            name, _, side = period.text.rpartition(".")
            return self.plain(f"period.{side}", campaign=name)
        if period.kind == "quarter":
            nth = f"{period.number}{'er' if period.number == 1 else 'e'}" if self.french else period.number
            return self.plain("period.quarter", nth=nth, year=period.year)
        if period.kind == "month":
            return f"{MONTHS[self.lang][period.number - 1]} {period.year}"
        return self.days(period) if period.kind == "span" else self.day(period.first, year=year)

    def days(self, period: str | Period) -> str:
        """The days of a period: "du 16 au 22 novembre 2026", "16 to 22 November 2026"."""
        period = Period.parse(period)
        return self.from_to(period.first, period.last)

    def week_number(self, week: str) -> str:
        """The number of an ISO week, without zero: "47"."""
        return str(Period.week(week).number)

    def capital(self, value: object) -> str:
        """A capital at the start of a sentence, whatever stands there."""
        text = str(value)
        return text[:1].upper() + text[1:]


def _quantile(quantile: float) -> str:
    return {0.5: "p50", 0.9: "p90", 1.0: "max"}.get(quantile, "other")


@cache
def voice(lang: str) -> Voice:
    """The voice of a language, made once."""
    return Voice(lang)
