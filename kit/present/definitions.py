"""The page that both sides sign: every figure's name, formula, whose count it is, and a worked example.

In:   the glossary; worked examples, as the spec tests run them.
Out:  one HTML page per language, in the style of the reports.
Why:  a definition that both have signed, and that a test computes, cannot be argued about on a Monday.
Not here: the figures of a week (`method` shows their definitions beside them), computing (`kit.analysis`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup, escape

from kit import __version__, params
from kit.language.typography import typeset
from kit.params.glossary import Figure, Symbol
from kit.present import html
from kit.present.page.contents import policy, style_sheet
from kit.present.voice import Voice, voice

_SIDES = ("client", "provider")


def page(examples: Sequence[Mapping], lang: str) -> str:
    """The definitions page.

    examples: mappings with `figure` (glossary id), `given` ({symbol: value}, calls or seconds; values may be lists) and
        `expected` (in the figure's unit: ratio, s, calls). A figure may have none or several.
    Raises KeyError for a figure that the glossary does not hold.
    """
    said = voice(lang)
    known = params.glossary().figures
    worked: dict[str, list[Mapping]] = {name: [] for name in known}
    for example in examples:
        worked[example["figure"]].append(example)
    families = list(dict.fromkeys(figure.family for figure in known.values()))
    parts = [
        _front(said),
        _rules(said),
        *(_family(name, worked, said) for name in families),
        _symbols(said),
        _sign(said),
    ]
    return _around(html.join(parts), said)


def _front(voice: Voice) -> Markup:
    title, deck = (voice.say(f"definitions.{name}") for name in ("title", "deck"))
    return html.tag("div", html.tag("h1", title), html.tag("p", deck, kind="deck"), kind="front")


def _section(title: object, body: object, note: object = "") -> Markup:
    head = html.tag("h2", title) + (html.tag("p", note) if note else Markup(""))
    return html.tag("section", html.tag("div", head, kind="ask"), html.tag("div", body, kind="part"))


def _rules(voice: Voice) -> Markup:
    names = ("sums", "zero", "missing", "arrival", "answered", "bounds")
    return _section(
        voice.say("definitions.rules"), html.listing(voice.say(f"definitions.rule.{name}") for name in names)
    )


def _family(family: str, worked: dict[str, list[Mapping]], voice: Voice) -> Markup:
    known = params.glossary().figures
    title = voice.slug("family", family)
    names = [name for name in known if known[name].family == family]
    columns = [voice.say("method.column.figure"), voice.say("definitions.formula"), voice.say("definitions.side")]
    columns.append(voice.say("definitions.examples"))
    body = [_figure(name, known[name], worked[name], voice) for name in names]
    return _section(title, html.table(title, columns, body, kind="plain defs"))


def _figure(name: str, figure: Figure, examples: list[Mapping], voice: Voice) -> list[object]:
    head = html.join([voice.figure(name), html.tag("small", html.tag("code", name))])
    formula = html.join([voice.formula(name), html.small(voice.figure_note(name))])
    side = html.join([_side(figure.side, voice), html.small(voice.say(f"definitions.hours_of.{figure.hours}"))])
    shown = html.join(html.tag("p", _example(one, figure, voice)) for one in examples)
    return [head, formula, side, shown or html.Cell(voice.say("definitions.no_example"), "quiet")]


def _side(side: str, voice: Voice) -> Markup:
    return voice.say(f"definitions.side_of.{side}")


def _example(example: Mapping, figure: Figure, voice: Voice) -> Markup:
    symbols = params.glossary().symbols
    given = []
    for symbol, value in example["given"].items():
        name = typeset(symbols[symbol][voice.lang], voice.lang) if symbol in symbols else symbol
        unit = "s" if symbol.endswith("_s") else "calls"
        values = value if isinstance(value, (list, tuple)) else [value]
        given.append(f"{name} {' '.join(_exact(one, unit, voice) for one in values)}")
    expected = (
        voice.ratio(example["expected"], 2) if figure.unit == "ratio" else voice.value(example["expected"], figure.unit)
    )
    return voice.say("definitions.given", given=", ".join(given), expected=expected)


def _exact(value: float, unit: str, voice: Voice) -> str:
    """A given value as it is, seconds in seconds, so that the example can be worked by hand."""
    digits = 0 if float(value).is_integer() else 1
    return voice.number(value, digits) + ("\u00a0s" if unit == "s" else "")


def _symbols(voice: Voice) -> Markup:
    columns = [voice.say(f"definitions.symbol_column.{name}") for name in ("name", "id", "side")]
    body = [
        [_symbol(symbol, voice), html.tag("code", name), _side(symbol.side, voice)]
        for name, symbol in params.glossary().symbols.items()
    ]
    table = html.table(voice.say("definitions.symbols_caption"), columns, body, kind="plain")
    return _section(voice.say("definitions.symbols"), table)


def _symbol(symbol: Symbol, voice: Voice) -> Markup:
    note = symbol.note(voice.lang)
    lines = [typeset(symbol[voice.lang], voice.lang), *([html.small(typeset(note, voice.lang))] if note else [])]
    return html.join(lines)


def _sign(voice: Voice) -> Markup:
    fields = [voice.say(f"definitions.sign_field.{name}") for name in ("name", "date", "signature")]
    columns = ["", *(voice.say(f"definitions.sign_for.{side}") for side in _SIDES)]
    body = [[field, *("" for _ in _SIDES)] for field in fields]
    table = html.table(voice.say("definitions.sign"), columns, body, kind="plain sign")
    edition = voice.say("definitions.sign_edition", version=__version__, mark=params.glossary_mark())
    return _section(voice.say("definitions.sign"), table, html.join([voice.say("definitions.sign_text"), edition], " "))


def _around(body: Markup, voice: Voice) -> str:
    """The document: the head of a report's page, without a week."""
    style = style_sheet(None, voice)
    title = voice.plain("definitions.title")
    return (
        f'<!DOCTYPE html>\n<html lang="{voice.lang}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy(style)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)} · {escape(params.house().name)}</title>\n<style>{style}</style>\n</head>\n"
        f'<body class="kit page"><header class="mast"><p class="plate">{escape(params.house().name)}</p></header>'
        f'<main id="main">{body}</main></body>\n</html>\n'
    )
