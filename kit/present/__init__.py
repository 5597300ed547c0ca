"""What a notebook calls to show a part of a review: one line a cell.

In:   a `kit.analysis.result.WeeklyReview`.
Out:  `Shown` objects: French, English and JSON in one output.
Why:  this is the only layer that words things; under every cell stands a documented function.
Not here: computing (`kit.analysis`), running notebooks (`kit.run`), the page around the parts (`exporter`).
"""

from kit.present.counts import counts
from kit.present.days import days
from kit.present.deliveries import changes, deliveries
from kit.present.flow import waterfall
from kit.present.headline import headline
from kit.present.heat import heat_answer_rate, heat_demand, heat_waits
from kit.present.method import method
from kit.present.queues import queues
from kit.present.scorecard import scorecard
from kit.present.shown import Shown, use
from kit.present.sources import sources
from kit.present.trend import trend
from kit.present.variants import variants

__all__ = [
    "Shown", "changes", "counts", "days", "deliveries", "headline", "heat_answer_rate", "heat_demand", "heat_waits",
    "method", "queues", "scorecard", "sources", "trend", "use", "variants", "waterfall",
]  # fmt: skip
