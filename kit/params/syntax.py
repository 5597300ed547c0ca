"""What is wrong with a YAML text that cannot be parsed, and the line to write instead.

In:   the parser's error, the text.
Out:  a sentence and the number of its line.
Why:  "found character that cannot start any token" does not say that quotation marks are missing around `%d/%m/%Y`.
Not here: reading the file (`kit.params.document`), values that the model refuses (`kit.params.faults`).
"""

from __future__ import annotations

import re

import yaml

from kit.language.later import Later, later
from kit.params.wrong import shown

_TAB = re.compile(r"[ ]*\t")
_VALUE = re.compile(r"^(\s*(?:- )?[^:#]+: +)(\S.*)$")
# What libyaml says, in the order in which it is looked for, and the sentence that says what to do.
_KNOWN = (
    ("expected a single document", "several_documents"),
    ("while scanning a quoted scalar found unexpected end", "open_quote"),
    ("unknown escape character", "backslash"),
    ("expected hexdecimal number", "backslash"),
    ("did not find expected ',' or", "open_bracket"),
    ("did not find expected node content", "open_above"),
    ("could not find expected ':'", "no_colon"),
    ("did not find expected key", "indentation"),
    ("did not find expected '-' indicator", "indentation"),
    ("block sequence entries are not allowed", "indentation"),
)
_QUOTE = ("cannot start any token", "an alias", "undefined alias", "an anchor", "a tag", "block scalar", "tag handle")


def complaint(error: yaml.YAMLError, text: str) -> tuple[Later, int | None]:
    """The sentence for a syntax error and its line, None where the parser does not say it."""
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return later("params.unreadable_yaml", detail=shown(error, 200)), None
    mark, lines = error.problem_mark, text.splitlines()
    # A tab may be found some lines below, as a key that does not fit.
    tabs = [at for at, line in enumerate(lines[: mark.line + 1], start=1) if _TAB.match(line)]
    if tabs:
        return later("params.tab"), tabs[-1]
    line = lines[mark.line] if mark.line < len(lines) else ""
    began = (error.context_mark or mark).line + 1
    return _sentence(error, mark.column, began, line), mark.line + 1


def _sentence(error: yaml.MarkedYAMLError, column: int, began: int, line: str) -> Later:
    problem = f"{error.context or ''} {error.problem}"
    if "mapping values are not allowed" in problem:
        return _second_colon(line)
    if any(part in problem for part in _QUOTE):
        return later("params.quote_it", write=_quoted(line, column))
    odd = _VALUE.match(line)
    if odd and odd[2][0] in "*'\"" and "did not find expected key" in problem:
        return later("params.quote_it", write=_requoted(odd[2].strip()))
    for part, key in _KNOWN:
        if part in problem:
            return later(f"params.{key}", began=began)
    return later("params.unreadable_yaml", detail=shown(error.problem, 200))


def _quoted(line: str, column: int) -> str:
    """The value that begins at a column, in quotes; within brackets it ends at the next one."""
    while column and line[column - 1] not in " \t[{,":  # the parser may already stand behind the mark
        column -= 1
    value = line[column:]
    if re.search(r"[\[{]", line[:column]):
        value = re.split(r"[,\]}]", value)[0]
    value = re.split(r"\s#", value)[0].strip()
    return shown(f'"{value}"')


def _requoted(value: str) -> str:
    """`*.csv or more` and `'it's'` in quotes that hold the whole."""
    inner = value[1:-1] if value[0] in "'\"" and value[-1] == value[0] and len(value) > 1 else value
    return shown(f"'{inner}'" if '"' in inner else f'"{inner}"')


def _second_colon(line: str) -> Later:
    """`reason: closed: works`, or a key below a line that has no colon of its own."""
    found = _VALUE.match(line)
    if found and ": " in found[2]:
        return later("params.quote_it", write=shown(f'{found[1].strip()} "{found[2].strip()}"'))
    return later("params.colon_above")
