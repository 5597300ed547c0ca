"""Small pieces of Markdown and HTML.

In:   texts that are already in one language.
Out:  Markdown of admonitions, tables, folded answers; inline Markdown as HTML.
Why:  quizzes, cards and dialogues are HTML with a fixed contract; MkDocs and Zensical must give the same page.
Not here: which page holds what (`kit.training.pages`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape

_INLINE = re.compile(
    r"(?P<code>`+)(?P<in_code>.+?)(?P=code)"
    r"|\[(?P<label>[^\]\[]+)\]\((?P<address>[^()\s]+)(?:\s+\"(?P<title>[^\"]*)\")?\)"
    r"|\*\*(?P<strong>.+?)\*\*"
    r"|(?<![\w*])\*(?P<em>[^*\s][^*]*?)\*(?![\w*])"
    r"|~~(?P<del>.+?)~~",
    re.S,
)
_LISTED = re.compile(r"(?P<numbers>\d+[.)] +\S)|(?P<bullets>[-*+] +\S)|(?P<table>\|)")


def inline(text: str) -> str:
    """Inline Markdown (strong, emphasis, struck, code, links) as HTML; everything else is escaped."""
    found, last = [], 0
    for match in _INLINE.finditer(text):
        found += [escape(text[last : match.start()], quote=False), _element(match)]
        last = match.end()
    return "".join([*found, escape(text[last:], quote=False)])


def _element(match: re.Match) -> str:
    if match["code"]:
        return f"<code>{escape(match['in_code'], quote=False)}</code>"
    if match["label"]:
        return f'<a href="{escape(match["address"])}">{inline(match["label"])}</a>'
    tag = next(name for name in ("strong", "em", "del") if match[name])
    return f"<{tag}>{inline(match[tag])}</{tag}>"


def one_line(text: str) -> str:
    """A text on one line. Unbreakable blanks stay, which `str.split` would eat."""
    return re.sub(r"[ \t\n]+", " ", text).strip(" ")


def plain(text: str) -> str:
    """A text without its Markdown, on one line: for titles and tool tips."""
    text = re.sub(r"\[([^\]\[]+)\]\([^()]*\)", r"\1", text)
    return one_line(re.sub(r"\*\*|~~|`|(?<!\w)\*|\*(?!\w)", "", text))


def struck(text: str) -> str:
    """`~~words~~` as `<del>`, which needs no extension of Markdown."""
    return re.sub(r"~~(.+?)~~", r"<del>\1</del>", text, flags=re.S)


def spaced(text: str) -> str:
    """Lists and tables as authors see them in the source.

    MkDocs runs one that follows a paragraph into that paragraph, and a numbered list into the bullets before it.
    """
    if "\n" not in text:
        return text
    lines: list[str] = []
    inside = ""  # what goes on until a paragraph begins: a numbered list, bullets, a table
    for line in text.split("\n"):
        match = _LISTED.match(line)
        kind = (match.lastgroup if match else None) or ""
        blank = not lines or not lines[-1].strip()
        if kind and inside and kind != inside:
            lines += ["<!-- -->", ""] if blank else ["", "<!-- -->", ""]
        elif kind and not inside and not blank:
            lines.append("")
        if kind or (blank and line.strip() and not line.startswith(" ")):
            inside = kind
        lines.append(line)
    return "\n".join(lines)


def attribute(text: object) -> str:
    return escape(str(text), quote=True)


def front_matter(**fields: object) -> str:
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", ""])


def quoted(title: str) -> str:
    """A title that can stand between straight double quotes."""
    return title.replace('"', "”")


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = list(header)
    lines = [header, ["---"] * len(header), *([cell(one) for one in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def cell(text: str) -> str:
    """A text that can stand in a cell of a table."""
    return one_line(str(text)).replace("|", "&#124;") or " "


def bullets(texts: Iterable[str]) -> str:
    return "\n".join(f"- {one_line(text)}" for text in texts) + "\n"


def hard_breaks(text: str) -> str:
    """Lines of a letter, each on a line of its own."""
    return "\n".join(f"{line.rstrip()}  " if line.strip() else "" for line in text.strip("\n").split("\n"))


def join(parts: Iterable[str]) -> str:
    """Blocks of Markdown with one empty line between."""
    return "\n\n".join(part.strip("\n") for part in parts if part and part.strip()) + "\n"
