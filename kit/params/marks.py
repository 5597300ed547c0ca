"""A mark of a source's mapping: two files that were read with the same mark were read in the same way.

In:   a source of `sources.yml`, the clock of its partnership.
Out:  16 hex digits that change with whatever changes the meaning of a row, and with nothing else.
Why:  the same file read in two ways is no new delivery; a page that says so needs to know which mapping read it.
Not here: which delivery was read with which mark (`kit.store.snapshot.Delivery.mapping`).

What is not stated does not count, and columns count under the first name they had: a newer kit with more keys or other
names gives the same mark for the same mapping.
"""

from __future__ import annotations

import hashlib
import json

from kit import schema
from kit.params import former
from kit.params.sources import Source

# When a file is owed and how it is recognised says nothing of what its rows mean.
_ASIDE = {"name", "owed_by", "every", "due", "on", "valid_from", "valid_to", "match"}


def mapping_mark(source: Source, zone: str) -> str:
    """The mark of one source. zone: the partnership's clock, by which a file without its own `time: zone` is read."""
    stated = source.model_dump(mode="json", exclude=_ASIDE, exclude_defaults=True)
    # A column under its former name, and under today's, is one column.
    stated["columns"] = former.first(stated["columns"], schema.TABLES[source.table])
    # The partnership's own clock is the same clock, stated or not.
    stated["time"] = source.time.model_dump(mode="json") | {"zone": source.time.zone or zone}
    return hashlib.sha256(json.dumps(stated, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]
