"""What a notebook calls to show a part of a review: one line a cell.

In:   a review (`kit.analysis`).
Out:  `Shown` objects: French, English and JSON in one output.
Why:  this is the only layer that words things; under every cell stands a documented function. A part is imported when
      it is first asked for: whoever only reads payloads or writes a page loads no chart.
Not here: computing (`kit.analysis`), running notebooks (`kit.run`), the page around the parts (`kit.present.page`).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.present.page.shown import Shown, use
    from kit.present.parts.counts import counts
    from kit.present.parts.days import days
    from kit.present.parts.deliveries import changes, deliveries
    from kit.present.parts.heat import heat_answer_rate, heat_demand, heat_waits
    from kit.present.parts.method import method
    from kit.present.parts.provenance import sources
    from kit.present.parts.scorecard import scorecard
    from kit.present.parts.trend import trend
    from kit.present.parts.variants import variants
    from kit.present.weekly.headline import headline
    from kit.present.weekly.queues import queues
    from kit.present.weekly.waterfall import waterfall

__all__ = [
    "Shown", "changes", "counts", "days", "deliveries", "headline", "heat_answer_rate", "heat_demand", "heat_waits",
    "method", "queues", "scorecard", "sources", "trend", "use", "variants", "waterfall",
]  # fmt: skip

_HOMES = {
    "Shown": "page.shown", "use": "page.shown", "changes": "parts.deliveries", "counts": "parts.counts",
    "days": "parts.days", "deliveries": "parts.deliveries", "headline": "weekly.headline",
    "heat_answer_rate": "parts.heat", "heat_demand": "parts.heat", "heat_waits": "parts.heat",
    "method": "parts.method", "queues": "weekly.queues", "scorecard": "parts.scorecard", "sources": "parts.provenance",
    "trend": "parts.trend", "variants": "parts.variants", "waterfall": "weekly.waterfall",
}  # fmt: skip


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
