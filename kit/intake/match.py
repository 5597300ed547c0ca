"""Which source a delivered file belongs to.

In:   the file, the sources of the partnership, or the name of one.
Out:  the one source whose file name and header it has; NoSourceMatches or SeveralSourcesMatch with the candidates.
Why:  the first mapping that fits may be the wrong one, and gives plausible figures; exactly one must fit, or be named.
Not here: reading the rows (`readers`): of each candidate its beginning is looked at, and no more.
"""

from __future__ import annotations

import difflib
import fnmatch
from pathlib import Path

from kit.errors import KitError, NoSourceMatches, PdfReport, SeveralSourcesMatch, UnknownSource
from kit.intake import header, readers
from kit.intake.delivered import Delivered
from kit.intake.grid import Grid
from kit.intake.stream import Stream
from kit.language.later import later
from kit.params import Source, Sources


def must_be_known(name: str, sources: Sources, where: Path) -> None:
    """Raises UnknownSource, with the nearest name, where no source is called so."""
    if name not in sources.sources:
        near = difflib.get_close_matches(name, sources.sources, n=1)
        hint = later("intake.did_you_mean", name=near[0]) if near else ""
        raise UnknownSource(name=name, where=where, known=", ".join(sources.sources), hint=hint)


def by_name(sources: dict[str, Source], file_name: str) -> list[str]:
    """Sources whose file-name pattern the file has, letter case aside."""
    folded = file_name.casefold()
    return [
        name
        for name, source in sources.items()
        if any(fnmatch.fnmatchcase(folded, pattern.casefold()) for pattern in source.match.name)
    ]


def opened(
    candidates: list[Delivered], file_name: str, known: dict[str, Source], where: Path, is_pdf: bool = False
) -> tuple[Delivered, Stream]:
    """The candidate whose header the file has, and its rows.

    Where only one has its name, that one's own complaint is told: a cut file, an encoding, a renamed column.
    """
    if not candidates:
        kind = PdfReport if is_pdf else NoSourceMatches
        raise kind(file=file_name, where=where, candidates=_listed(known))
    if len(candidates) == 1:
        file, stream = candidates[0], readers.read(candidates[0])
        header.check(file, stream.head)
        if not has_header(file, stream.head):
            raise file.refuse(NoSourceMatches, candidates=_listed(known))
        return file, stream
    tried = [(file, _read(file)) for file in candidates]
    streams = [(file, found) for file, found in tried if isinstance(found, Stream)]
    fitting = [(file, stream) for file, stream in streams if has_header(file, stream.head)]
    for _, stream in streams if len(fitting) != 1 else [one for one in streams if one is not fitting[0]]:
        stream.close()
    if len(fitting) == 1:
        header.check(fitting[0][0], fitting[0][1].head)
        return fitting[0]
    faults = [found for _, found in tried if isinstance(found, KitError)]
    if len(faults) == len(tried) and len({fault.slug for fault in faults}) == 1:
        raise faults[0]  # whichever source it belongs to, it is cut off, no workbook, …
    names = ", ".join(file.source.name for file, _ in fitting) or ", ".join(file.source.name for file in candidates)
    raise candidates[0].refuse(SeveralSourcesMatch if fitting else NoSourceMatches, candidates=names)


def has_header(file: Delivered, grid: Grid) -> bool:
    """Whether the file has the columns of `match: header`, each under any name that the mapping knows it by."""
    aliases = {name: names for names in header.needed(file.source) for name in names}
    return all(grid.first_of(aliases.get(name, [name])) is not None for name in file.source.match.header)


def _read(file: Delivered) -> Stream | KitError:
    try:
        return readers.read(file)
    except KitError as error:
        return error


def _listed(known: dict[str, Source]) -> str:
    return ", ".join(f"{name} ({', '.join(source.match.name)})" for name, source in known.items())
