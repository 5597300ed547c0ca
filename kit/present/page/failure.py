"""The page that tells where a run stopped, in the languages that were asked for.

In:   which report stopped and where (cell, error, traceback), the version that still stands.
Out:  one HTML page without script or outside request.
Why:  whoever waits for Monday's page must see that the run failed, where, what to do, and which page still holds.
Not here: the report's own page (`kit.present`).
"""

from __future__ import annotations

import html
from collections.abc import Callable, Collection
from dataclasses import dataclass

from kit import calendar, params
from kit.language.later import Text, in_language
from kit.language.texts import text

PAGE = "failure.html"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_STYLE = """
:root{color-scheme:light dark;--ink:#17252d;--soft:#4d5f68;--line:#cfd8dc;--paper:#fff;--tint:#f3f7f8;--bad:#9b2222;
--link:#0f5c6e}
@media(prefers-color-scheme:dark){:root{--ink:#e8eef1;--soft:#a9b8bf;--line:#37464e;--paper:#12191d;--tint:#1b252a;
--bad:#ff9c94;--link:#7fd0e2}}
body{font:1.05rem/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;color:var(--ink);
background:var(--paper)}
h1{color:var(--bad);font-size:1.6rem;line-height:1.2;margin:.2rem 0 1rem}h2{font-size:1.1rem;margin:1.4rem 0 .4rem}
.of{color:var(--soft);margin:0}a{color:var(--link)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1.2rem;margin:0}dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
ol{margin:0;padding-left:1.3rem}li{margin:.3rem 0}
code,pre{font:.9rem/1.45 ui-monospace,monospace}code{overflow-wrap:anywhere}
pre{background:var(--tint);border:1px solid var(--line);padding:.8rem;overflow-x:auto;white-space:pre-wrap;
overflow-wrap:anywhere}
section+section{border-top:1px solid var(--line);margin-top:2rem;padding-top:1.4rem}
@media(max-width:30rem){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.6rem}}
@media print{body{margin:0;max-width:none}section{break-inside:avoid}section:last-child{break-inside:auto}}
"""


@dataclass(frozen=True)
class Failed:
    """What stopped a run. kind: cell (it raised), slow (the time limit), ended (the process died)."""

    kind: str
    cell: Text
    error: Text
    source: str = ""
    traceback: str = ""


@dataclass(frozen=True)
class Stopped:
    """The run that stopped, and what still stands of the report.

    good: number of the version that still stands, 0 for none; files: its file names. notebook: whether the stopped
    notebook lies beside the page.
    """

    notebook: str
    partnership: str
    period: str
    languages: tuple[str, ...]
    failed: Failed
    good: int = 0
    files: Collection[str] = ()
    kept: bool = False

    @property
    def title(self) -> str:
        """Which report stopped."""
        return f"{self.notebook} · {self.partnership} · {self.period}"


def page(stopped: Stopped, clean: Callable[[str], str]) -> str:
    """The failure page. clean: takes out of a text what must not be kept of this machine."""
    sections = [_section(lang, stopped, clean) for lang in stopped.languages]
    first, title = stopped.languages[0], html.escape(stopped.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{first}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title>'
        f"<style>{_STYLE}</style></head>\n<body><main>{''.join(sections)}{_detail(first, stopped.failed, clean)}"
        "</main></body></html>\n"
    )


def _section(lang: str, stopped: Stopped, clean: Callable[[str], str]) -> str:
    at, failed = calendar.now().astimezone(params.contract(stopped.partnership).zone), stopped.failed
    facts = {
        "where": html.escape(clean(str(in_language(failed.cell, lang)))),
        "what": f"<code>{html.escape(clean(str(in_language(failed.error, lang))))}</code>",
        "when": html.escape(text("failure.at", lang, at=f"{at:%Y-%m-%d %H:%M}")),
        "before": _before(lang, stopped),
    }
    told = "".join(f"<dt>{text(f'failure.{key}', lang)}</dt><dd>{fact}</dd>" for key, fact in facts.items())
    steps = "".join(f"<li>{step}</li>" for step in _steps(lang, stopped))
    return (
        f'<section lang="{lang}"><p class="of">{html.escape(stopped.title)}</p>'
        f"<h1>{html.escape(text('failure.title', lang))}</h1><dl>{told}</dl>"
        f"<h2>{html.escape(text('failure.todo', lang))}</h2><ol>{steps}</ol></section>"
    )


def _before(lang: str, stopped: Stopped) -> str:
    """Which page still holds, linked where it has this language."""
    if not stopped.good:
        return html.escape(text("failure.none_good", lang))
    told = html.escape(text("failure.still_good", lang, version=stopped.good))
    name = f"report.{lang}.html"
    return f'<a href="../../{name}">{told}</a>' if name in stopped.files else told


def _steps(lang: str, stopped: Stopped) -> list[str]:
    """What to do, in the order in which one would try it."""
    again = f"<code>kit report {html.escape(f'{stopped.notebook} {stopped.partnership} {stopped.period}')}</code>"
    steps = [html.escape(text(f"failure.todo_{stopped.failed.kind}", lang))]
    if stopped.kept:
        link = '<a href="report.ipynb">report.ipynb</a>'
        steps.append(html.escape(text("failure.open", lang)).replace("[report.ipynb]", link))
    return [*steps, f"{html.escape(text('failure.again', lang))} {again}"]


def _detail(lang: str, failed: Failed, clean: Callable[[str], str]) -> str:
    """The cell and the traceback, once: code has no language."""
    shown = {"cell": clean(failed.source), "trace": clean(failed.traceback)}
    parts = "".join(
        f'<h2>{html.escape(text(f"failure.{key}", lang))}</h2><pre tabindex="0">{html.escape(content)}</pre>'
        for key, content in shown.items()
        if content.strip()
    )
    return f'<section lang="{lang}">{parts}</section>' if parts else ""
