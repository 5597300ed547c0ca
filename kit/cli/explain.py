"""`kit receive --explain`: one row of a delivered file, from its cells to where it ends.

In:   what `kit.intake.explain` found.
Out:  a table of its cells, the rules that hold, its faults, and a sentence; on standard output.
Why:  whoever asks why a row is in quarantine sees cell and mapping side by side.
Not here: finding it (`kit.intake.explain`).
"""

from __future__ import annotations

from pathlib import Path

from kit.cli.speaker import Speaker, echo
from kit.errors import EXIT_QUARANTINED


def tell_row(tell: Speaker, partnership: str, path: Path, row: int, source: str | None) -> None:
    """Explains a row; leaves with 3 where it is in quarantine, with the error's code where its file is refused."""
    from kit.intake.explain import QUARANTINE, explain

    found = explain(partnership, path, row, source=source)
    for told in found:
        _tell(tell, path, told)
    error = next((told.error for told in found if told.error), None)
    if error:
        tell.error(error)
        raise SystemExit(error.exit_code)
    tell.aside("nothing_written")
    if any(told.end == QUARANTINE for told in found):
        raise SystemExit(EXIT_QUARANTINED)


def _tell(tell: Speaker, path: Path, told) -> None:
    from kit.intake import reasons
    from kit.intake.explain import ending

    sheet = tell.text("explain_sheet", sheet=told.sheet) if told.sheet else ""
    tell.answer("explain_row", file=path.name, row=told.row, sheet=sheet, source=told.source, table=told.table)
    if told.steps:
        heads = [tell.text(f"explain_{name}") for name in ("column", "written", "read_as", "canonical", "value")]
        tell.table([heads, *([one.column, one.written, one.read_as, one.canonical, one.value] for one in told.steps)])
    if told.rules:
        tell.answer("explain_rules", rules=", ".join(told.rules))
    for column, written, reason in told.faults:
        tell.answer("explain_fault", column=column or "-", written=written, reason=reasons.text(reason, tell.lang))
    why = ", ".join(reasons.text(reason, tell.lang) for reason in told.reasons)
    echo(ending(told)(tell.lang) + (f" ({why})" if why else ""))
