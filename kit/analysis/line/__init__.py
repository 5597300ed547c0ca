"""What any report of a line needs: quarter-hour sums, indicators, the scorecard, what is usual, what is not whole.

In:   the canonical tables on a DuckDB connection (`kit.store`), the contract's terms.
Out:  small pandas tables.
Why:  computed by each report, the same figure would come out by two rules; every report of a line reads it here.
Not here: one report's own findings (`kit.analysis.weekly`), words and charts (`kit.present`).
"""
