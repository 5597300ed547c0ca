"""The sample partnership: two years of a fictional line, as files that both sides deliver.

In:   a folder, a seed, a span of weeks.
Out:  `generate`: the files, what was planted in them, and when each file arrived; `shapes`: the writers of the files.
Why:  the kit can be tried, shown and tested without anybody's data.
Not here: receiving the files (`kit.intake`).
"""

from kit.sample import shapes
from kit.sample.generate import FIRST_WEEK, LAST_WEEK, SEED, Delivery, Plan, generate

__all__ = ["FIRST_WEEK", "LAST_WEEK", "SEED", "Delivery", "Plan", "generate", "shapes"]
