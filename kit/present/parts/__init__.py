"""Parts that any report of a line may show: charts, the scorecard, the trend, deliveries, provenance, method.

In:   a review.
Out:  `Shown` objects, and the pieces that several parts share.
Why:  copied into each report, one part would come to differ in two of them; a second report shows these.
Not here: what one report alone shows (`kit.present.weekly`), the page around the parts (`kit.present.page`).
"""
