"""The weekly review of a line.

In:   the tables of a week and the contract.
Out:  `review`, everything the weekly page shows; `statement`, what the week rests on.
Why:  a second report gets a folder of its own beside this one and touches nothing here.
Not here: what any report of a line needs (`kit.analysis.line`), words and charts (`kit.present`).
"""

from kit.analysis.weekly.build import review, statement

__all__ = ["review", "statement"]
