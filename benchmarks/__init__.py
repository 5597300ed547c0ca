"""Comparisons with named rivals, as ratios measured in one run; never timed tests.

In:   the kit, and a rival run on the same input.
Out:  one module per comparison; the last line that each prints is a JSON object: benchmark, what, rival, measured,
      target, ok (true, false, or null where the rival cannot run).
Why:  a speed that is claimed must be measurable by whoever doubts it.
Not here: what must be correct (`tests/`).
"""
