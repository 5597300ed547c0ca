"""What is kept of a run, without the machine and the minute that it ran on.

In:   an executed notebook, a text of an error.
Out:  the same without absolute paths, escape sequences, times and accidental ids.
Why:  both sides and whoever they ask open these files: they need no user names and folders of a machine; and two runs
      of the same data must give the same bytes, or their hashes prove nothing.
Not here: what the cells show (`kit.present`), the text of errors on the terminal, where paths are wanted.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path

from kit import params

_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\].*?(?:\x07|\x1b\\)|[@-Z\\^_])", re.S)
# What a terminal or a browser obeys instead of showing it; the marks of writing direction hide what a name says.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_LONE = re.compile("[\ud800-\udfff]")  # half a character: a file name that is no UTF-8; it cannot be written
_KERNEL = re.compile(r"\bipykernel_\d+/")
_TIMES = ("start_time", "end_time", "duration")
_BINARY = re.compile(r"^image/(?!svg)")


def clean(text: str) -> str:
    """The text with the folders of this machine named by what they are: `~home/params/line/contract.yml`."""
    text = visible(text)
    for place, name in _places():
        if place in text:
            text = re.sub(rf"(?<![\w.~-]){re.escape(place)}(?![\w-])", name, text)
    return _KERNEL.sub("ipykernel/", text)


def visible(text: str) -> str:
    """The text without what a terminal or a browser would obey instead of showing it."""
    return _LONE.sub("\ufffd", _UNSEEN.sub("", _ESCAPE.sub("", text)))


def _places() -> list[tuple[str, str]]:
    """Folders of this machine and their names, the longest first: one may lie in another."""
    named = {
        "~": [Path.home()],
        "~temp": [Path(tempfile.gettempdir())],
        "~python": [Path(sys.base_prefix), Path(sys.prefix)],
        "~kit": [params.PROJECT],
        "~home": [Path(os.environ.get("KIT_HOME") or params.PROJECT).absolute(), params.home()],
    }
    found = {str(form): name for name, paths in named.items() for path in paths for form in (path, path.resolve())}
    user = str(Path.home())
    # IPython writes folders below the user's own as "~/…".
    short = {f"~{place.removeprefix(user)}": name for place, name in found.items() if place.startswith(f"{user}/")}
    all_names = {place: name for place, name in (found | short).items() if len(place) > 2}  # "/" names nothing
    return sorted(all_names.items(), key=lambda one: -len(one[0]))


def clean_outputs(nb: dict) -> None:
    """Cleans what the cells gave, for people and for machines."""
    for output in (output for cell in nb["cells"] for output in cell.get("outputs", [])):
        for key in ("text", "data", "traceback", "ename", "evalue"):
            if key in output:
                output[key] = _cleaned(output[key])


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: part if _BINARY.match(str(key)) else _cleaned(part) for key, part in value.items()}
    return [_cleaned(part) for part in value] if isinstance(value, list) else value


def without_accidents(nb: dict, source: str, kept_as: str) -> None:
    """Takes out the times that papermill and the kernel wrote down and the ids they drew.

    source: the notebook's path in the project; kept_as: the file's name.
    """
    record = nb["metadata"].setdefault("papermill", {})
    record |= dict.fromkeys(_TIMES) | {"input_path": source, "output_path": kept_as}
    errors = 0
    for cell in nb["cells"]:
        cell["metadata"].pop("execution", None)
        if "papermill" in cell["metadata"]:
            cell["metadata"]["papermill"] |= dict.fromkeys(_TIMES)
        tags = cell["metadata"].get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
        elif "papermill-error-cell-tag" in tags:
            errors += 1
            cell["id"] = f"papermill-error-{errors}"
