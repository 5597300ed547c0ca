"""Random streams of the sample: each week, day and purpose has its own.

In:   a seed, a day, the name of a purpose.
Out:  a numpy generator, or an autocorrelated standard normal number.
Why:  a week must come out the same whether it is generated alone or among a hundred others, so nothing may be
      carried from one week to the next; even the memory of the noise is rebuilt from the days before.
Not here: what is drawn.
"""

from __future__ import annotations

import datetime as dt
import math
import zlib
from functools import lru_cache

import numpy as np

_MEMORY = 12  # older innovations weigh under 1 % at the memories in use


def stream(seed: int, day: dt.date, purpose: str) -> np.random.Generator:
    """The generator of one purpose on one day; the same whatever else is drawn."""
    return np.random.default_rng([seed, day.toordinal(), zlib.crc32(purpose.encode())])


@lru_cache(maxsize=4096)
def _innovation(seed: int, day: dt.date, purpose: str) -> float:
    return float(stream(seed, day, purpose).standard_normal())


def remembered(seed: int, day: dt.date, purpose: str, memory: float, step: int = 1) -> float:
    """A standard normal number with lag-1 correlation `memory` between days that are `step` days apart."""
    past = range(_MEMORY)
    weights = [memory**back for back in past]
    total = sum(
        weight * _innovation(seed, day - dt.timedelta(days=step * back), purpose)
        for back, weight in zip(past, weights, strict=True)
    )
    return total / math.sqrt(sum(weight**2 for weight in weights))
