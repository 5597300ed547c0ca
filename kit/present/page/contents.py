"""The page around the parts: masthead, contents, prose in the page's language, footer, failure banner.

In:   an executed notebook and a language.
Out:  `Page`, which the template `template/kit/index.html.j2` lays out.
Why:  a report executes once; everything that a page needs is already in its outputs and metadata.
Not here: nbconvert (`kit.present.page.exporter`), the parts themselves.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import mistune
import yaml
from markupsafe import Markup, escape

from kit import params
from kit.language.typography import typeset
from kit.period import KINDS, Period
from kit.present import html
from kit.present.page import palette, payload, sections
from kit.present.voice import Voice, voice

_HEADING = re.compile(r"<h([1-6])[^>]*>(.*?)</h\1>", re.S)
_ERROR_TAGS = {"papermill-error-cell-tag"}  # papermill's own banner, in English and in red
_CSS_SAFE = re.compile(r"[^0-9A-Za-z .]")


@dataclass
class Page:
    """One language of a report.

    meta: the "page" payload of the headline, {} where there is none; stamp: what `kit.run` wrote of the run.
    prose: HTML by cell id; sections: (id, title) of the headings; folded: the line of each folded section by its id;
    failed: the error that stopped the notebook, or "".
    """

    voice: Voice
    meta: dict
    stamp: dict
    parameters: dict
    name: str
    title: str
    style: str
    prose: dict[str, Markup] = field(default_factory=dict)
    sections: list[tuple[str, str]] = field(default_factory=list)
    folded: dict[str, Markup] = field(default_factory=dict)
    failed: str = ""
    _open: str = ""

    def section(self, cell: str) -> Markup:
        """The prose of a cell. A heading opens a section, which holds what follows until the next one."""
        text = self.prose.get(cell, Markup(""))
        if cell not in dict(self.sections):
            return text
        start, self._open = self.closed(), cell
        if cell not in self.folded:
            return start + Markup("<section>") + html.tag("div", text, kind="ask")
        heading, rest = _split(text)
        line = html.tag("summary", heading, html.tag("span", self.folded[cell], kind="line"))
        return start + Markup('<section class="calm"><details>') + line + html.tag("div", rest, kind="ask")

    def closed(self) -> Markup:
        """The end of the section that is open."""
        was, self._open = self._open, ""
        return Markup("</details></section>" if was in self.folded else "</section>") if was else Markup("")

    def part(self, part: dict) -> Markup:
        """A part in the page's language, without the sentence that its section's folded line says; "" for nothing."""
        view = part["html"][self.lang]
        view = sections.after_sentence(view) if self._open in self.folded else Markup(view)
        return html.tag("div", view, kind=f"part {part['part']}") if view else Markup("")

    @property
    def lang(self) -> str:
        return self.voice.lang

    @property
    def csp(self) -> str:
        return policy(self.style)

    def say(self, key: str, **fields: object) -> Markup:
        """A sentence of the page's language."""
        return self.voice.say(f"page.{key}", **fields)

    @property
    def has_headline(self) -> bool:
        return bool(self.meta)

    @property
    def line(self) -> str:
        return typeset(self.meta["line"][self.lang], self.lang) if self.meta else self.title

    @property
    def facts(self) -> list[str]:
        """The strip under the name: moment, version, completeness."""
        if not self.meta:
            return []
        at = dt.datetime.fromisoformat(self.meta["as_of"])
        facts: list[str] = [self.say("meeting", moment=self.voice.moment(at))]
        if self.stamp.get("version"):
            facts.append(self.say("version", n=self.stamp["version"]))
        facts.append(self.say(self.meta.get("state") or ("complete" if self.meta["complete"] else "incomplete")))
        return facts + ([self.say("fictional")] if self.meta["fictional"] else [])

    @property
    def period(self) -> str:
        """ "Semaine 47, du 16 au 22 novembre 2026", "Novembre 2026"; "" for a page without a period."""
        period = period_of(self.meta, self.parameters)
        if period is None:
            return ""
        name = self.voice.capital(self.voice.period(period, year=period.kind != "week"))
        if period.kind not in ("week", "quarter"):
            return name
        return self.voice.plain("page.period", period=name, days=self.voice.days(period))

    @property
    def head_title(self) -> str:
        """The title in the browser's tab: what happened, then of which line and period."""
        if not self.meta:
            return self.title
        what, period = self.meta["title"][self.lang], period_of(self.meta, self.parameters)
        if period is None:
            return self.voice.plain("page.title", what=what, line=self.line)
        of = self.voice.period(period, year=False)
        return self.voice.plain("page.title_period", what=what, line=self.line, period=of)

    @property
    def house(self) -> str:
        return params.house().name

    @property
    def parties(self) -> str:
        names = [typeset(self.meta[side][self.lang], self.lang) for side in ("client", "provider")] if self.meta else []
        return " · ".join(names)

    @property
    def footer(self) -> list[Markup]:
        """Where the figures come from and how to run the page again."""
        stated = ", ".join(
            f"{name} = {value}" for name, value in self.parameters.items() if value != "" and name != "lang"
        )
        run = self.stamp.get("run", {}).get("kit", "")
        lines = [self.say("source", parties=self.parties)] if self.meta else []
        lines.append(
            self.say("run", notebook=self.name, parameters=stated or self.voice.nothing, house=self.house, kit=run)
        )
        return [*lines, self.say("figures")]


def read(nb: dict, lang: str, name: str) -> Page:
    """The page of an executed notebook. name: of the file, where the notebook does not say its own."""
    stamp = dict(nb["metadata"].get("kit", {}))
    parameters = stated(nb)
    said = voice(lang)
    name = own_name(nb, name)
    meta = payload.merged(payload.parts(nb), "page")
    cells = [cell for cell in nb["cells"] if cell["cell_type"] == "markdown" and not _ERROR_TAGS & _tags(cell)]
    prose = {cell.get("id", str(at)): _prose(cell, lang, name) for at, cell in enumerate(cells)}
    title = next((heading for text in prose.values() for heading in headings(text)), name)
    page = Page(
        said, meta, stamp, parameters, name, title, style_sheet(period_of(meta, parameters), said), failed=_failed(nb)
    )
    first = next(iter(prose), None)
    page.sections = [(cell, heads[0]) for cell, text in prose.items() if (heads := headings(text)) and cell != first]
    # The notebook's own title gives way to the headline, or to the banner: a page has one first heading.
    titled = bool(meta or page.failed)
    page.prose = {cell: _anchored(text, cell) for cell, text in prose.items() if not (titled and cell == first)}
    _lay_out(page, sections.read(nb["cells"], dict(page.sections).__contains__))
    return page


def _lay_out(page: Page, found: list[sections.Section]) -> None:
    """Leaves out the sections that have nothing to show, prose and contents too; notes the line of the folded ones."""
    gone = {cell for section in found if section.left_out(page.lang) for cell in section.prose}
    page.sections = [(cell, title) for cell, title in page.sections if cell not in gone]
    page.prose = {cell: text for cell, text in page.prose.items() if cell not in gone}
    page.folded = {section.cell: line for section in found if (line := section.sentence(page.lang))}


def period_of(meta: dict, parameters: dict) -> Period | None:
    """The period that the headline speaks of, else the one the notebook was given; None where there is neither."""
    given = (parameters[name] for name in KINDS if name in parameters)
    name = meta and (meta.get("period") or next(given, ""))
    return Period.parse(name) if name else None


def stated(nb: dict) -> dict:
    """The parameters the notebook ran with: papermill's record, else none."""
    return dict(nb["metadata"].get("papermill", {}).get("parameters", {}))


def own_name(nb: dict, name: str) -> str:
    """The notebook's name in the project: as `kit.run` or papermill recorded it, else that of the file."""
    metadata = nb["metadata"]
    recorded = metadata.get("kit", {}).get("notebook") or metadata.get("papermill", {}).get("input_path")
    return Path(recorded or name).stem


def _tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _failed(nb: dict) -> str:
    """The name of the error that stopped the notebook; its text may hold anything and stays in the notebook."""
    outputs = (output for cell in nb["cells"] for output in cell.get("outputs", []))
    return next((output["ename"] for output in outputs if output["output_type"] == "error"), "")


# Prose


def fingerprint(source: str) -> str:
    """What a translation says it was made from."""
    return hashlib.sha256(source.strip().encode()).hexdigest()[:12]


@cache
def _translations(path: Path, changed: float) -> dict:
    return yaml.safe_load(path.read_text(encoding="utf-8")) or {}


def translations(name: str) -> dict[str, dict]:
    """The English of a notebook's prose by cell id: {"hash": of its French, "en": text}; {} where there is none."""
    path = params.find("notebooks", "locale", f"{name}.en.yml")
    return _translations(path, path.stat().st_mtime) if path.exists() else {}


def _prose(cell: dict, lang: str, name: str) -> Markup:
    """A cell's prose as HTML. What has no up-to-date translation stays French, and says so to screen readers."""
    source = "".join(cell["source"])
    english = translations(name).get(cell.get("id", ""), {}) if lang == "en" else {}
    if english and english["hash"] == fingerprint(source):
        return _markdown(typeset(english["en"], "en"))
    shown = _markdown(typeset(source, "fr"))
    return html.tag("div", shown, lang="fr") if lang == "en" else shown


def _markdown(source: str) -> Markup:
    return Markup(mistune.create_markdown(escape=True, plugins=["table"])(source))


def headings(text: str) -> list[str]:
    """The headings in a piece of HTML, without markup."""
    return [Markup(found[2]).striptags() for found in _HEADING.finditer(text)]


def _split(text: Markup) -> tuple[Markup, Markup]:
    """The first heading of a cell's prose, and what stands around it."""
    found = _HEADING.search(text)
    if found is None:
        return Markup(""), text
    rest = Markup(text[: found.start()] + text[found.end() :])
    language = ' lang="fr"' if text.startswith('<div lang="fr">') else ""  # not translated: `_prose`
    return Markup(f"<h{found[1]}{language}{found[0][3:]}"), rest


def _anchored(text: Markup, cell: str) -> Markup:
    """The first heading with the cell's id, for the contents to point at."""
    return Markup(_HEADING.sub(lambda m: f'<h{m[1]} id="{escape(cell)}">{m[2]}</h{m[1]}>', text, count=1))


# Style


def policy(style: str) -> str:
    """Content-Security-Policy: this very style sheet, images in the page, and nothing else."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"


def style_sheet(period: Period | None, said: Voice) -> str:
    """Variables, rules, and the margin texts of printed pages."""
    left = params.house().name
    if period:
        left += f" · {said.period(period)}"
    margin = f'content:"{_css_text(left)}";font:8pt Arial,sans-serif;color:#55666f'
    return f"{palette.style_sheet()}@page{{@bottom-left{{{margin}}}}}"


def _css_text(text: str) -> str:
    """A text as a CSS string may hold it: everything but letters, digits, dot and space is escaped."""
    return _CSS_SAFE.sub(lambda match: f"\\{ord(match[0]):06x}", text)
