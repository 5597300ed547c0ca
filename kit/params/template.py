"""What `kit new` writes into a partnership's sources.yml: the chosen shapes, or the usual mappings in their place.

In:   `kit/templates/` (`contract.yml`, `calendar.yml`, `sources/`), the shape chosen for each kind.
Out:  the text of each file by its name.
Why:  a mapping of another platform would be owed every week and never come.
Not here: asking for the shapes, writing the files (`kit.cli.new`), the shapes themselves (`kit.params.catalogue`).
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml

from kit import schema
from kit.params.catalogue import CARRIERS, PLATFORMS, Shape

# Of an unlisted platform or carrier: mappings that are commented line by line; of a chosen one they would say nothing.
USUAL = {PLATFORMS: ("acd_calls.yml", "acd_intervals.yml"), CARRIERS: ("carrier_freephone.yml",)}
# As comments, since they stand in place of another mapping, not beside it: counts for a provider that delivers no
# calls, staffing that is typed into a workbook.
INSTEAD = ("acd_intervals.yml", "staffing_workbook.yml")


def texts(chosen: Mapping[str, Shape | None]) -> dict[str, str]:
    """Content by file name. chosen: by kind, the shape, or None where no file of the kind is delivered; a kind that is
    not in it has its usual mapping."""
    made = {name: _folder().joinpath(name).read_text(encoding="utf-8") for name in ("contract.yml", "calendar.yml")}
    apart = {name for kind in chosen for name in USUAL.get(kind, ())}
    usual = {name: text for name, text in _usual().items() if name not in apart}
    used = [text for name, text in usual.items() if not _is_aside(name, text)]
    ready = [commented(joined([text])) for name, text in usual.items() if _is_aside(name, text)]
    shapes = [shape.text for shape in chosen.values() if shape]
    return made | {"sources.yml": "\n".join([joined([*shapes, *used]), *ready])}


def _folder() -> Traversable:
    return files("kit").joinpath("templates")


def _usual() -> dict[str, str]:
    """The mappings of `sources/` by file name; lists of registers first, as everybody may keep them."""
    listed = [item for item in _folder().joinpath("sources").iterdir() if item.name.endswith(".yml")]
    found = {item.name: item.read_text(encoding="utf-8") for item in listed}
    return dict(sorted(found.items(), key=lambda item: (item[0] in INSTEAD, item[0])))


def _is_aside(name: str, text: str) -> bool:
    """Whether a mapping is written as comments: a list that not all keep, or one that would stand beside another."""
    tables = {source["table"] for source in yaml.safe_load(text)["sources"].values()}
    return name in INSTEAD or tables <= set(schema.REGISTERS)


def commented(text: str) -> str:
    """A mapping that is there to be taken where it fits: as comments, or it would be owed every week."""
    lines = text.partition("\n")[2].splitlines()
    return "".join(f"  # {line.removeprefix('  ')}".rstrip() + "\n" for line in lines)


def joined(mappings: list[str]) -> str:
    """Several files that each say `sources:` once, as one; what stood above it becomes the mapping's comment."""
    parts = []
    for text in mappings:
        head, _, body = text.partition("sources:\n")
        comment = "".join(f"  {line}\n" for line in head.splitlines())
        parts.append(comment + body.rstrip("\n") + "\n")
    return "sources:\n" + "\n".join(parts)
