"""Names of weeks, months, quarters and years where a day should stand.

In:   the cells of a time column of counts, none of which could be read as a moment.
Out:  CoarseCounts, which names the step, or nothing.
Why:  "2026-11" is no date in a wrong format: whoever reads that looks for the format, and there is none to be found.
Not here: months that are written by their first day (`coarse`), formats (`times`).
"""

from __future__ import annotations

import re

from kit.errors import CoarseCounts
from kit.intake.delivered import Delivered
from kit.language.later import later

_MONTH = r"(?:jan|f[ée]v|feb|mar|avr|apr|ma[iy]|juin|june?|jul|juil|ao[uû]|aug|sep|oct|nov|d[ée]c)[^\W\d_]{0,7}\.?"
# 2026-11, 11/2026, nov. 2026; 2026-W47, S47, semaine 47; T4 2026, 2026-Q4; 2026.
_WRITTEN = {
    "month": rf"\d{{4}}[-/.]?(?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-/.]\d{{4}}|{_MONTH}[-/ ](?:\d{{4}}|\d{{2}})",
    "week": r"(?:\d{4}[-/ ]?)?(?:W|S|KW|sem\.?|semaine|week)[ ]?(?:0?[1-9]|[1-4]\d|5[0-3])(?:[-/ ]\d{4})?",
    "quarter": r"(?:\d{4}[-/ ]?)?[TQ][1-4](?:[-/ ]\d{4})?",
    "year": r"(?:19|20)\d{2}",
}


def check(file: Delivered, texts: list[str]) -> None:
    """Raises CoarseCounts where every text is the name of a week, a month, a quarter or a year."""
    if file.source.interval is None or not texts:
        return
    for step, pattern in _WRITTEN.items():
        if all(re.fullmatch(pattern, text.strip(), re.IGNORECASE) for text in texts):
            span = f"{texts[0].strip()} … {texts[-1].strip()}"  # names of a period: no person is called so
            raise file.refuse(CoarseCounts, rows=len(texts), step=later(f"intake.per_{step}"), span=span, hint="")
