"""The parts of the weekly page alone: headline, findings, waterfall, queues.

In:   a `WeeklyReview`.
Out:  `Shown` objects.
Why:  a second report gets a folder of its own beside this one.
Not here: parts that any report of a line may show (`kit.present.parts`).
"""
