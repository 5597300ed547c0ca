"""What any report of a line needs: quarter-hour sums, indicators, the scorecard, what is usual, what is not whole.

In:   the canonical tables on a DuckDB connection (`kit.store`), the contract's terms.
Out:  small pandas tables.
Why:  a second report of the line reads the same figures by the same rules.
Not here: one report's own findings (`kit.analysis.weekly`), words and charts (`kit.present`).
"""
