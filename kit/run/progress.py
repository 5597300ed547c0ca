"""The line that says how far a long work is.

In:   a line, already in the reader's language.
Out:  the line on standard error.
Why:  a terminal shows the newest state in one place; a log gets a line for each.
Not here: the sentences (`kit/language/locale/cli.{fr,en}.yml`), answers (`kit.cli.speaker`).
"""

from __future__ import annotations

import sys

from kit.visible import visible_line


def tell_progress(line: str, *, last: bool = False) -> None:
    """A line on standard error that the next one replaces on a terminal; elsewhere a line like any other."""
    terminal, line = sys.stderr.isatty(), visible_line(line)
    sys.stderr.write(f"\r\x1b[K{line}" + ("\n" if last else "") if terminal else f"{line}\n")
    sys.stderr.flush()
