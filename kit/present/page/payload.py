"""What a cell's output holds for machines, and the one place that reads it back.

In:   the cells of an executed notebook, as dictionaries.
Out:  the parts of the page in their order; one dictionary of all figures, tables or facts.
Why:  page, sections and results read the same outputs; three readers would come to see three different reports.
      It imports nothing heavy: the process that only publishes a run reads payloads, too.
Not here: writing an output (`shown`), the results file (`kit.run.results`).
"""

from __future__ import annotations

from kit.errors import SameNameTwice

MIME = "application/vnd.kit+json"


def of_output(output: dict) -> dict | None:
    """The part that an output shows; None where it shows anything else."""
    return output.get("data", {}).get(MIME)


def parts(nb: dict) -> list[dict]:
    """What each output of the notebook says for machines, in the order of the page."""
    outputs = (output for cell in nb["cells"] for output in cell.get("outputs", []))
    return [part for output in outputs if (part := of_output(output)) is not None]


def merged(found: list[dict], key: str) -> dict:
    """All that the parts hold under `key` ("figures", "tables", "data", "page"), by name.

    A part that is shown twice says the same twice. Raises SameNameTwice where two parts say two things under one name:
    whoever reads the results would see one of them and believe it to be all.
    """
    whole: dict = {}
    owner: dict[str, str] = {}
    for part in found:
        for name, value in part.get(key, {}).items():
            if name in whole and whole[name] != value:
                raise SameNameTwice(kind=key, name=name, one=owner[name], other=part.get("part", "?"))
            whole[name], owner[name] = value, part.get("part", "?")
    return whole
