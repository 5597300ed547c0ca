"""The built training sites, and what their files hold: words, addresses, anchors.

In:   folders that `kit.training.site.build` wrote.
Out:  `Site`: its files as text; `Page`: elements of a page; runs of words to compare sources with what was built.
Why:  links, leaks and names are looked for in every file of a site, not on the pages somebody thought of.
Not here: a browser.
"""

from __future__ import annotations

import hashlib
import html
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Facts grow old: what is built must not depend on the day of the test.
NOW = "2026-11-24T09:00:00+01:00"

# Attributes may hold ">" between quotes.
_ELEMENT = re.compile(r"<([a-zA-Z][\w-]*)((?:[^\"'<>]|\"[^\"]*\"|'[^']*')*)>")
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_CODE = re.compile(r"(<(script|style)\b[^>]*>).*?</\2>", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->|<!doctype[^>]*>", re.S | re.I)
_ADDRESSES = ("href", "src", "action", "data", "poster", "srcset", "formaction")
_THEIRS = ("assets/javascripts/", "assets/stylesheets/", "assets/vendor/")  # the theme's own files
RUN = 8  # words in a row that two texts share by copying only


@dataclass(frozen=True)
class Element:
    """A start tag."""

    name: str
    attributes: dict[str, str]

    @property
    def addresses(self) -> list[str]:
        return [self.attributes[name] for name in _ADDRESSES if name in self.attributes]

    @property
    def loads(self) -> bool:
        """Whether a browser fetches its address by itself; a link is followed by people."""
        return self.name not in ("a", "area", "form") and self.attributes.get("rel") not in (
            "prev", "next", "alternate", "canonical",
        )  # fmt: skip


class Page:
    """A page of a site, as its start tags."""

    def __init__(self, text: str) -> None:
        self.text = text
        bare = _CODE.sub(r"\1", text)
        self.elements = [Element(name.lower(), _attributes(rest)) for name, rest in _ELEMENT.findall(bare)]

    @cached_property
    def anchors(self) -> set[str]:
        return {one.attributes[key] for one in self.elements for key in ("id", "name") if key in one.attributes}

    @property
    def words(self) -> str:
        """What stands between the tags, and the attributes that people hear or see."""
        said = (
            one.attributes[key]
            for one in self.elements
            for key in ("title", "aria-label", "alt", "content")
            if key in one.attributes
        )
        bare = _TAG.sub(" ", _CODE.sub(" ", re.sub(r"</?(?:strong|em|a|span|abbr|q|del)\b[^<>]*>", "", self.text)))
        return "\n".join([html.unescape(bare), *said])


def _attributes(text: str) -> dict[str, str]:
    return {name.lower(): html.unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(text)}


class Site:
    """One built site: an edition in a language of a style."""

    def __init__(self, folder: Path, style: str, edition: str, lang: str) -> None:
        self.folder, self.style, self.edition, self.lang = folder, style, edition, lang

    def __repr__(self) -> str:
        return f"{self.style} {self.edition} {self.lang}"

    @cached_property
    def files(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> dict[str, Page]:
        return {name: Page(self.read(name)) for name in self.files if name.endswith(".html")}

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def uri(self, name: str = "index.html") -> str:
        return (self.folder / name).as_uri()

    @cached_property
    def words(self) -> dict[str, str]:
        """Every word that can be read out of a file, on a page or not, by file; the theme's own scripts apart."""
        found = {name: page.words for name, page in self.pages.items()}
        for name in self.files:
            if not name.startswith(_THEIRS) and name not in found and not name.endswith(".png"):
                found[name] = _of_data(self.read(name))
        return found

    @cached_property
    def runs(self) -> dict[str, str]:
        """Eight words in a row, with a file that holds them."""
        return {run: name for name, text in self.words.items() for line in set(text.split("\n")) for run in runs(line)}

    def digests(self) -> dict[str, str]:
        """A hash of every file."""
        return {name: hashlib.sha256((self.folder / name).read_bytes()).hexdigest() for name in self.files}


def _of_data(text: str) -> str:
    """The words of a search index, or of any other file."""
    start = text.find("{")
    try:
        docs = json.loads(text[start:])["docs"] if text.startswith(("{", "var __index")) else None
    except (ValueError, KeyError):
        docs = None
    if docs is None:
        return text
    lines = (f"{one['title']}\n{one['text']}" for one in docs)
    return "\n".join(html.unescape(_TAG.sub(" ", line)) for line in lines)


def target(site: Site, page: str, address: str) -> tuple[Path, str] | None:
    """The file and the anchor that an address of a page leads to; None outside the site's world."""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return site.folder / page, unquote(parts.fragment)
    # Only the page of a server for missing pages knows no folder of its own.
    base = "" if parts.path.startswith("/") and page == "404.html" else posixpath.dirname(page)
    path = parts.path.lstrip("/") if page == "404.html" else parts.path
    return Path(posixpath.normpath(site.folder / base / unquote(path))), unquote(parts.fragment)


def words(text: str) -> list[str]:
    """The words of a text in small letters, without marks or signs."""
    return re.findall(r"\w+", text.lower())


def runs(text: str, length: int = RUN) -> Iterator[str]:
    """Every `length` words in a row."""
    own = words(text)
    return (" ".join(own[at : at + length]) for at in range(len(own) - length + 1))
