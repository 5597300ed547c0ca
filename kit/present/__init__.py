"""What a notebook calls to show a part of a review: one line a cell.

In:   a `kit.analysis.weekly.result.WeeklyReview`.
Out:  `Shown` objects: French, English and JSON in one output.
Why:  this is the only layer that words things; under every cell stands a documented function.
Not here: computing (`kit.analysis`), running notebooks (`kit.run`), the page around the parts (`exporter`).
"""

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
