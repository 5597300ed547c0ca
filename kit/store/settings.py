"""Settings of the store that environment variables state.

In:   names of environment variables.
Out:  `setting(name, usual, least)`: a checked number.
Why:  a limit that was typed wrong must be refused by its name, not met as a crash in the midst of a delivery.
Not here: what the settings are for (`kit.store.lock`, `kit.store.relation`).
"""

from __future__ import annotations

import math
import os

from kit.errors import BadParams
from kit.language.later import later


def setting(name: str, usual: float, least: float) -> float:
    """The number that environment variable `name` states, else `usual`. Raises BadParams below `least` or for text."""
    stated = os.environ.get(name) or usual
    try:
        value = float(stated)
    except ValueError:
        value = math.nan
    if not least <= value < math.inf:
        raise BadParams(
            where=name,
            what=later("store.not_a_number", value=stated, least=least),
            fix=later("store.fix_setting", usual=usual),
        )
    return value
