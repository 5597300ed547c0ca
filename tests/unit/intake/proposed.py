"""A delivered file and what `kit map` proposes for it."""

from __future__ import annotations

from pathlib import Path

import yaml

from kit.intake.proposal.proposing import proposed
from kit.intake.proposal.writing import written
from kit.params.sources import Sources


def propose(path: Path, content: str | bytes, **options) -> tuple[dict, str]:
    """The proposed source as YAML reads it, and the text as a person does."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return of(path, **options)


def of(path: Path, **options) -> tuple[dict, str]:
    """The same of a file that is there."""
    text = written(proposed(path, **options), path.name, "en")
    return next(iter(yaml.safe_load(text)["sources"].values())), text


def is_accepted(text: str) -> bool:
    """Whether the mapping language takes a proposal as it stands."""
    return bool(Sources.model_validate(yaml.safe_load(text)).sources)


def questions(text: str) -> list[str]:
    """The questions of a proposal, each on one line."""
    joined = text.replace("\n", " ")
    return [part.split(" # ")[0] for part in " ".join(joined.replace("#   ", "").split()).split("QUESTION: ")[1:]]
