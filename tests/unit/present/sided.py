"""Findings of hand-made weeks, with the sides that `kit.analysis` gives them.

In:   what `Finding` takes.
Out:  the finding with who counts it, who answers for it and who acts.
Why:  a page must be tested with findings as a review holds them.
Not here: which sides a kind has (`kit.analysis.weekly.answerable`).
"""

from dataclasses import replace

from kit import params
from kit.analysis.review import Finding
from kit.analysis.weekly.answerable import answerable


def finding(*values, **more) -> Finding:
    """The finding as a review holds it; its figure is counted by the side that the glossary names."""
    one = Finding(*values, **more)
    known = params.glossary().figures.get(one.figure.replace(".T", ".v1"))
    return replace(one, **vars(answerable(one, known.side if known else "")))
