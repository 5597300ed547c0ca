"""Several sentences and days as one field of an error, in the language of whoever reads it.

In:   reasons of `guard`, the days that a delivery would change.
Out:  callables that an error's text fills in.
Why:  both counts of each day stand in the message itself: whoever confirms a change must see what it takes away.
Not here: the sentences (`kit/locale/reasons.*.yml`).
"""

from __future__ import annotations

from collections.abc import Callable

from kit.intake import reasons
from kit.intake.delivered import Words

_SHOWN = 10


def sentences(why: list[Words]) -> Callable[[str], str]:
    """The reasons, one a line."""
    return lambda lang: "\n".join(f"  - {one(lang)}" for one in why)


def days(listed: list[dict]) -> Callable[[str], str]:
    """One line per day with the rows that stood, would stand and would go; the first ten. Empty without days."""

    def text(lang: str) -> str:
        lines = [
            reasons.text(
                "day_changes",
                lang,
                day=f"{day['local_date']:%Y-%m-%d}",
                counts=_counts(day, lang),
                **{name: int(day[name]) for name in ("stood", "stands", "gone", "new")},
            )
            for day in listed[:_SHOWN]
        ]
        if len(listed) > _SHOWN:
            lines.append(reasons.text("more_days", lang, count=len(listed) - _SHOWN))
        return "".join(f"\n    {line}" for line in lines)

    return text


def _counts(day: dict, lang: str) -> str:
    """What the rows that stay count before and after, where that differs."""
    before, after = day["counted_before"], day["counted_after"]
    return "" if before == after else reasons.text("counts_of_day", lang, before=f"{before:.0f}", after=f"{after:.0f}")
