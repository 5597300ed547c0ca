"""Holds a delivery back that takes away or moves much of what stood, or does not look like its source's past.

In:   what a delivery changes (`store.Change`), its profile and those of the source's deliveries before it.
Out:  the reasons to hold it back, as sentences; none for an ordinary delivery.
Why:  a filtered export, half of the queues or last year's file is well-formed: taken for the whole it silently removes
      calls that two firms have already counted. A held delivery changes nothing until somebody says that it is right.
Not here: what is refused whatever stood (`kit.errors`, 20 to 39), the merge (`kit.store`).

Every limit below leaves room for what the two sample years hold: campaigns, outages, closed days, a first export that
lacked the transferred calls. A wrong hold costs one more command; a wrong acceptance costs a week.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from kit.intake import swapped
from kit.intake.delivered import Words, words
from kit.params import Source
from kit.store import Change, Delivery

_GONE_SHARE, _GONE_ROWS = 0.05, 2  # of a day's rows: a correction withdraws a few
_MOVED_SHARE, _MOVED_CALLS = 0.25, 20  # of a day's calls, over the same rows
_PAST, _FEWEST = 26, 4  # deliveries that say what is usual; fewer say nothing
_ROWS = 50  # below it, shares say nothing
_SPAN_TIMES, _SPAN_DAYS = 3, 14
_PER_DAY_TIMES, _PER_DAY_ROWS = 3, 20
_OUTSIDE = 0.05  # one hour of ten has 8 to 10 % of the calls: a file on another clock goes beyond
_QUEUE_SHARE = 0.10
_OUTCOME = 0.25
_DISTINCT_TIMES, _DISTINCT = 10, 100
_FILLED, _EMPTY = 0.5, 0.05
_LAG_DAYS = 60
_NAME_DAYS, _NAME_DAYS_ALONE = 7, 31
_SHOWN = 10


def reasons(source: Source, delivery: Delivery, change: Change, before: list[Delivery]) -> list[Words]:
    """Why the delivery is held back; empty where it is not. before: deliveries that are taken in, oldest first."""
    found = [*_takes_away(change), *_moves(change)]
    of_source = [one for one in before if one.source == source.name and one.sha256 != delivery.sha256]
    past = [one for one in of_source if one.profile and _alike(one, delivery)][-_PAST:]
    found += _looks_swapped(source, delivery, past)
    found += _name_disagrees(delivery, [one.profile for one in past])
    if len(past) >= _FEWEST and delivery.profile and source.delivers == "days":
        found += _unlike(delivery, [one.profile for one in past])
    return found


def _alike(one: Delivery, other: Delivery) -> bool:
    """Whether two deliveries of a source hold the same parts of it."""
    return one.profile.get("parts") == other.profile.get("parts")


def days_told(change: Change) -> list[dict]:
    """The days to show beside the reasons: local_date, stood, stands, gone; those that lose most."""
    days = change.by_day
    shown = days[(days["gone"] > 0) | _counts_move(days)]
    return shown.to_dict("records")


# What stood


def _takes_away(change: Change) -> Iterator[Words]:
    days = change.by_day
    limit = (days["stood"] * _GONE_SHARE).clip(lower=_GONE_ROWS)
    much = days[(days["gone"] > limit) | ((days["stood"] > 0) & (days["stands"] == 0))]
    if len(much):
        yield words("takes_away", gone=change.gone, stood=int(days["stood"].sum()), days=len(much))
        if change.moved > max(_GONE_ROWS, _GONE_SHARE * change.gone):
            yield words("rows_move", count=change.moved)


def _moves(change: Change) -> Iterator[Words]:
    days = change.by_day
    moved = days[_counts_move(days)]
    if len(moved):
        before, after = moved["counted_before"].sum(), moved["counted_after"].sum()
        yield words("counts_move", days=len(moved), before=f"{before:.0f}", after=f"{after:.0f}")


def _counts_move(days: pd.DataFrame) -> pd.Series:
    difference = (days["counted_after"] - days["counted_before"]).abs()
    return (difference > _MOVED_CALLS) & (difference > _MOVED_SHARE * days["counted_before"])


# The source's past


def _looks_swapped(source: Source, delivery: Delivery, past: list[Delivery]) -> Iterator[Words]:
    """One or two days far back, that would be of these days with day and month exchanged."""
    written = source.columns[source.time_column].format or ""
    profile = delivery.profile
    if not profile or profile["days"] > 2 or delivery.stated or not ("%d" in written and "%m" in written):
        return
    days = [dt.date.fromisoformat(one) for one in {delivery.first_date, delivery.last_date}]
    other = swapped.exchanged(days)
    came = delivery.came.date()
    usual = max((one.profile["lag"] for one in past), default=0)
    if other and profile["lag"] > usual + _SPAN_DAYS and all(0 <= (came - day).days <= usual + 7 for day in other):
        yield words("may_be_swapped", first=min(days), other=min(other))


def _name_disagrees(delivery: Delivery, past: list[dict]) -> Iterator[Words]:
    gap = delivery.profile.get("name")
    known = [one["name"] for one in past if one.get("name") is not None]
    limit = max(known) + _NAME_DAYS if known else _NAME_DAYS_ALONE
    if gap is not None and gap > limit:
        yield words("name_disagrees", first=delivery.first_date, last=delivery.last_date)


def _unlike(delivery: Delivery, past: list[dict]) -> Iterator[Words]:
    new = delivery.profile
    spans = [one["span"] for one in past]
    if new["span"] > _SPAN_TIMES * max(spans) and new["span"] > max(spans) + _SPAN_DAYS:
        yield words("span_unusual", days=new["span"], usual=max(spans))
    if not delivery.stated and new["lag"] > max(one["lag"] for one in past) + _LAG_DAYS:
        yield words("old_days", last=delivery.last_date, usual=max(one["lag"] for one in past))
    yield from _per_day(new, past)
    if new["rows"] >= _ROWS:
        yield from _outside(new, past)
        yield from _queues(new, past)
        yield from _outcomes(new, past)
        yield from _columns(new, past)


def _per_day(new: dict, past: list[dict]) -> Iterator[Words]:
    least, most = (pick(one["per_day"] for one in past) for pick in (min, max))
    if least >= _PER_DAY_ROWS and not least / _PER_DAY_TIMES <= new["per_day"] <= most * _PER_DAY_TIMES:
        yield words("rows_a_day", rows=f"{new['per_day']:.0f}", least=f"{least:.0f}", most=f"{most:.0f}")


def _outside(new: dict, past: list[dict]) -> Iterator[Words]:
    usual = [one["outside"] for one in past if one["outside"] is not None]
    if new["outside"] is not None and usual and new["outside"] > max(usual) + _OUTSIDE:
        yield words("hours_unusual", share=_percent(new["outside"]), usual=_percent(max(usual)))


def _queues(new: dict, past: list[dict]) -> Iterator[Words]:
    """Values that every earlier file held and this one does not."""
    for column, shares in new["texts"].items():
        known = [one["texts"].get(column, {}) for one in past]
        usual = [name for name in known[0] if min(one.get(name, 0) for one in known) >= _QUEUE_SHARE]
        gone = [name for name in usual if name not in shares]
        if gone:
            yield words("values_missing", column=column, listed=", ".join(f'"{name}"' for name in gone[:_SHOWN]))
    for column, count in new["distinct"].items():
        most = max(one["distinct"].get(column, 0) for one in past)
        if most and count > _DISTINCT and count > _DISTINCT_TIMES * most:
            yield words("many_values", column=column, count=count, usual=most)


def _outcomes(new: dict, past: list[dict]) -> Iterator[Words]:
    for outcome in ("answered", "abandoned"):
        share = new.get("outcomes", {}).get(outcome, 0.0)
        usual = [one.get("outcomes", {}).get(outcome, 0.0) for one in past]
        if not min(usual) - _OUTCOME <= share <= max(usual) + _OUTCOME:
            told = {"least": _percent(min(usual)), "most": _percent(max(usual))}
            yield words("outcomes_unusual", outcome=outcome, share=_percent(share), **told)
            return


def _columns(new: dict, past: list[dict]) -> Iterator[Words]:
    for name, share in new["filled"].items():
        usual = [one["filled"].get(name, 0.0) for one in past]
        if min(usual) >= _FILLED and share < _EMPTY:
            yield words("column_emptied", column=name, usual=_percent(min(usual)))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
