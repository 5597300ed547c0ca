"""Several sentences and days as one field of an error.

In:   reasons of `guard`, the days that a delivery would change.
Out:  tuples of texts that an error's text takes in, in the language of whoever reads it.
Why:  both counts of each day stand in the message itself: whoever confirms a change must see what it takes away.
Not here: the sentences (`kit/language/locale/intake.*.yml`).
"""

from __future__ import annotations

from kit.language.later import Later, later

_SHOWN = 10


def sentences(why: list[Later]) -> tuple[Later | str, ...]:
    """The reasons, one a line."""
    lines = [part for one in why for part in ("\n", "  - ", one)]
    return tuple(lines[1:])


def days(listed: list[dict]) -> tuple[Later | str, ...]:
    """One line per day with the rows that stood, would stand and would go; the first ten. Empty without days."""
    lines = [
        later(
            "intake.day_changes",
            day=f"{day['local_date']:%Y-%m-%d}",
            counts=_counts(day),
            **{name: int(day[name]) for name in ("stood", "stands", "gone", "new")},
        )
        for day in listed[:_SHOWN]
    ]
    if len(listed) > _SHOWN:
        lines.append(later("intake.more_days", count=len(listed) - _SHOWN))
    return tuple(part for line in lines for part in ("\n    ", line))


def _counts(day: dict) -> Later | str:
    """What the rows that stay count before and after, where that differs."""
    before, after = day["counted_before"], day["counted_after"]
    return "" if before == after else later("intake.counts_of_day", before=f"{before:.0f}", after=f"{after:.0f}")
