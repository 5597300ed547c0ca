"""Imports what every run needs, as cheaply as can be.

In:   nothing.
Out:  papermill, nbconvert, the exporter and the engine, imported in this process.
Why:  half of a run's time is imports; a third of that is saved here.
Not here: what a notebook imports itself.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# With JupyterLab installed, jsonschema finds this module and builds a grammar of internationalised addresses at
# import (1 s). It is optional there, and no notebook's schema has such an address.
_OPTIONAL = "rfc3987_syntax"


def load() -> None:
    """Import the libraries of a run; to be called in the process that runs it."""
    with _left_out(_OPTIONAL), _no_collection():
        import papermill  # noqa: F401  first: it loads the engine while it is itself being imported

        import kit.present.page.exporter
        import kit.run.inproc  # noqa: F401


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    """Importing `name` fails meanwhile; afterwards it can be imported as ever."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # how Python is told that there is no such module
    try:
        yield
    finally:
        del sys.modules[name]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Modules make hundreds of thousands of objects that stay: looking for garbage among them finds none."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if collecting:
            gc.enable()
