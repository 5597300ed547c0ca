"""Findings in words and in order.

In:   findings as the readers and the rules make them.
Out:  each once, sorted by file and line; their text in either language.
Why:  authors fix many small things at once, so all are reported together, file by file.
Not here: what a finding is (`kit.training.sources.finding`), its sentences (`kit/language/locale/`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kit.language.later import in_language
from kit.language.typography import say
from kit.training.sources.finding import Finding


def sentence(finding: Finding, lang: str) -> str:
    """What is wrong and how to fix it, in one language."""
    fields = {name: in_language(value, lang) for name, value in finding.fields}
    return say(f"training.findings.{finding.slug}", lang, **fields)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file and line."""
    seen: dict[tuple, Finding] = {}
    for one in findings:
        seen.setdefault((one.place, one.slug, sentence(one, "en")), one)
    return [seen[key] for key in sorted(seen, key=lambda key: (key[0], key[1], key[2]))]


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [one for one in findings if one.level == "error"]


def lines(findings: Iterable[Finding], lang: str, *, release: bool = False) -> Iterator[str]:
    """Findings as lines: the file's name, below it each finding with its line. release: warnings are errors."""
    file = ""
    for one in findings:
        if one.place.file != file:
            file = one.place.file
            yield file
        level = "error" if one.level == "error" or release else "warning"
        yield f"  {say(f'training.cli.mark_{level}', lang)} {_line(one, lang)}"


def _line(finding: Finding, lang: str) -> str:
    """`line: key: text`, as printed below the file's name."""
    key = f"{finding.place.key}: " if finding.place.key else ""
    return f"{finding.place.line}: {key}{sentence(finding, lang)}"
