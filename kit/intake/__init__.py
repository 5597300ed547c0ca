"""The only layer that opens delivered files: mapping, checks, quarantine, pseudonyms.

In:   files of either side, `params/<partnership>/sources.yml`.
Out:  canonical rows committed to `kit.store`, and a receipt for each file.
Why:  everything after it may trust names, units, clocks, and that no caller's number and no adviser's name is there.
Not here: the tables on disk (`kit.store`), figures (`kit.analysis`).
"""

from __future__ import annotations

from kit.intake.receive import Receipt, receive
from kit.intake.reread import read_again, read_otherwise

__all__ = ["Receipt", "read_again", "read_otherwise", "receive"]
