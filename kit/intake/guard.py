"""Holds a delivery back that takes away or moves much of what stood, or does not look like its source's past.

In:   what a delivery changes (`store.Change`), its profile and those of the source's deliveries before it.
Out:  the reasons to hold it back, as sentences; none for an ordinary delivery.
Why:  a filtered export, half of the queues or last year's file is well-formed: taken for the whole it silently removes
      calls that two firms have already counted. A held delivery changes nothing until somebody says that it is right.
Not here: what is refused whatever stood (`kit.errors`, 20 to 39), the merge (`kit.store`).

Every limit below leaves room for what the two sample years hold: campaigns, outages, closed days, a first export that
was missing the transferred calls. A wrong hold costs one more command; a wrong acceptance costs a week.
"""

from __future__ import annotations

import datetime as dt
import statistics
from collections.abc import Iterable, Iterator

import pandas as pd

from kit import schema
from kit.intake import profile, swapped
from kit.language.later import Later, later
from kit.params import Source
from kit.store import Change, Delivery

_GONE_SHARE, _GONE_ROWS = 0.03, 2  # of all rows that stood: a correction withdraws a few
_DAY_SHARE, _DAY_ROWS = 0.25, 5  # of one day's rows
_MOVED_SHARE = 0.05  # of the file's rows: calls whose day was corrected are few
_ADDED_SHARE, _ADDED_ROWS, _WHOLE = 0.5, 20, 0.6  # a day that looked whole grows by half; a part of a day may double
_SUM_SHARE, _SUM_CALLS, _SUM_SECONDS = 0.25, (4, 20), 300  # sums over the same rows; calls: 5 % of the rows, within
_PLAN_SHARE = 0.5  # advisers are planned again by right
_PAST, _FEWEST = 26, 4  # deliveries that say what is usual; fewer say nothing
_ROWS = 50  # below it, shares say nothing
_SPAN_TIMES, _SPAN_DAYS = 3, 14
_PER_DAY_TIMES, _PER_DAY_ROWS, _PER_DAY_PAST = 3, 20, 3
_OUTSIDE = 0.05  # one hour of ten has 8 to 10 % of the calls: a file on another clock goes beyond
_QUEUE_SHARE = 0.10
_OUTCOME = 0.25
_MEAN_TIMES = 3
_TWINS = 0.3
_DISTINCT_TIMES, _DISTINCT = 10, 100
_FILLED, _EMPTY = 0.5, 0.05
_LAG_DAYS = 60
_NAME_DAYS, _NAME_DAYS_ALONE = 7, 31
_SHOWN = 10


def reasons(
    source: Source, delivery: Delivery, change: Change, before: list[Delivery], command: Iterable[str] = ()
) -> list[Later]:
    """Why the delivery is held back; empty where it is not.

    before: deliveries that are taken in, oldest first. command: files of the same command that lose rows to it.
    """
    if delivery.is_list:
        return []  # it takes nothing away: what is missing from it stays as it was
    of_source = [one for one in before if one.source == source.name and one.sha256 != delivery.sha256]
    past = [one for one in of_source if one.profile and _alike(one, delivery)][-_PAST:]
    profiles = [one.profile for one in past]
    found = [later("intake.takes_of_command", listed=", ".join(command))] if command else []
    found += [*takes_away(change), *_adds(change, profiles), *_moves(delivery, change)]
    if not any((one.sha256, one.source) == (delivery.sha256, delivery.source) for one in before):
        found += _sums_move(delivery, change)  # the same file under another mapping has other values by right
    found += _looks_swapped(source, delivery, past)
    found += _name_disagrees(delivery, profiles)
    if len(past) >= _FEWEST and delivery.profile:
        found += _unlike(source, delivery, profiles)
    return found


def _alike(one: Delivery, other: Delivery) -> bool:
    """Whether two deliveries of a source hold the same parts of it."""
    return one.profile.get("parts") == other.profile.get("parts")


def days_to_show(change: Change) -> list[dict]:
    """The days to show beside the reasons: those that lose rows, grow, or whose counts change."""
    days = change.by_day
    shown = days[(days["gone"] > 0) | _grows(days)]
    if shown.empty:
        shown = days[days["counted_before"] != days["counted_after"]]
    return shown.to_dict("records")


# What stood


def takes_away(change: Change) -> Iterator[Later]:
    """Rows of the days that stood and are no longer there."""
    days, gone = change.by_day, change.gone
    stood = int(days["stood"].sum())
    much = (days["gone"] > _DAY_ROWS) & (days["gone"] > _DAY_SHARE * days["stood"])
    emptied = (days["stood"] > 0) & (days["stands"] == 0)
    if (gone > _GONE_ROWS and gone > _GONE_SHARE * stood) or much.any() or emptied.any():
        yield later("intake.takes_away", gone=gone, stood=stood, days=int((days["gone"] > 0).sum()))


def _moves(delivery: Delivery, change: Change) -> Iterator[Later]:
    """Rows that go to another day."""
    if change.moved > 1 and change.moved > _MOVED_SHARE * delivery.accepted:
        yield later("intake.rows_move", count=change.moved)


def _sums_move(delivery: Delivery, change: Change) -> Iterator[Later]:
    """Sums of the rows that stood and stay."""
    stood = int(change.by_day["stood"].sum())
    least, most = _SUM_CALLS
    calls = min(max(least, _MOVED_SHARE * stood), most)
    for name, row in change.sums.iterrows():
        before, difference = row["before"], abs(row["after"] - row["before"])
        share = _PLAN_SHARE if delivery.table == "staffing" else _SUM_SHARE
        if (
            before > 0
            and difference > share * before
            and difference > (_SUM_SECONDS if str(name).endswith("_s") else calls)
        ):
            yield later("intake.sums_move", column=name, before=f"{before:.0f}", after=f"{row['after']:.0f}")


def _grows(days: pd.DataFrame) -> pd.Series:
    return (days["stood"] >= _ADDED_ROWS) & (days["new"] > _ADDED_SHARE * days["stood"])


def _adds(change: Change, past: list[dict]) -> Iterator[Later]:
    """Days that looked whole and grow by half: rows that stand twice under other keys, or another line's."""
    days = change.by_day[_grows(change.by_day)]
    if len(past) >= _FEWEST:
        usual = statistics.median(one["per_day"] for one in past)
        days = days[days["stood"] >= _WHOLE * usual]
    else:
        doubled = days["new"] >= (1 - _GONE_SHARE) * days["stood"]
        days = days[doubled] if doubled.all() and len(days) > 1 else days.iloc[:0]
    if len(days):
        yield later("intake.rows_added", count=int(days["new"].sum()), stood=int(days["stood"].sum()), days=len(days))


# The source's past


def _looks_swapped(source: Source, delivery: Delivery, past: list[Delivery]) -> Iterator[Later]:
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
        yield later("intake.may_be_swapped", first=min(days), other=min(other))


def _name_disagrees(delivery: Delivery, past: list[dict]) -> Iterator[Later]:
    gap = delivery.profile.get("name")
    known = [one["name"] for one in past if one.get("name") is not None]
    limit = max(known) + _NAME_DAYS if known else _NAME_DAYS_ALONE
    if gap is not None and gap > limit:
        period = profile.name_period(delivery.file)
        says = " … ".join(dict.fromkeys(day.isoformat() for day in (period.first, period.last))) if period else "?"
        yield later("intake.name_disagrees", says=says, first=delivery.first_date, last=delivery.last_date)


def _unlike(source: Source, delivery: Delivery, past: list[dict]) -> Iterator[Later]:
    new = delivery.profile
    if source.delivers == "days":
        yield from _span_and_age(source, delivery, past)
        yield from _per_day(new, past)
    if new["rows"] >= _ROWS:
        yield from _outside(new, past)
        yield from _outcomes(new, past)
        yield from _means(new, past)
        yield from _twins(new, past)
        if source.delivers == "days":
            yield from _queues(new, past)
            yield from _columns(source, new, past)
    yield from _values(new, past)


def _span_and_age(source: Source, delivery: Delivery, past: list[dict]) -> Iterator[Later]:
    """History says when it came, and plans lie ahead: neither is a slip of the export."""
    new, spans = delivery.profile, [one["span"] for one in past]
    if delivery.stated or source.table == "staffing":
        return
    if new["span"] > _SPAN_TIMES * max(spans) and new["span"] > max(spans) + _SPAN_DAYS:
        yield later("intake.span_unusual", days=new["span"], usual=max(spans))
    if new["lag"] > max(one["lag"] for one in past) + _LAG_DAYS:
        yield later("intake.old_days", last=delivery.last_date, usual=max(one["lag"] for one in past))


def _per_day(new: dict, past: list[dict]) -> Iterator[Later]:
    """Rows a day against the same weekdays: a Saturday has no Monday's calls."""
    ratios, told = [], []
    for day, rows in new.get("weekdays", {}).items():
        usual = [one["weekdays"][day] for one in past if day in one.get("weekdays", {})]
        if len(usual) >= _PER_DAY_PAST and statistics.median(usual) >= _PER_DAY_ROWS:
            low, high = rows / min(usual), rows / max(usual)
            ratios.append(low if low < 1 else high if high > 1 else 1.0)
            told.append((rows, min(usual), max(usual)))
    if not ratios:
        return
    middle = statistics.median(ratios)
    if not 1 / _PER_DAY_TIMES <= middle <= _PER_DAY_TIMES:
        rows, least, most = told[0]
        yield later("intake.rows_a_day", rows=f"{rows:.0f}", least=f"{least:.0f}", most=f"{most:.0f}")


def _outside(new: dict, past: list[dict]) -> Iterator[Later]:
    usual = [one["outside"] for one in past if one["outside"] is not None]
    if new["outside"] is not None and usual and new["outside"] > max(usual) + _OUTSIDE:
        yield later("intake.hours_unusual", share=_percent(new["outside"]), usual=_percent(max(usual)))


def _queues(new: dict, past: list[dict]) -> Iterator[Later]:
    """Values that every earlier file held and this one does not; many more values than ever."""
    for column in ("queue", "number"):
        shares, known = new["texts"].get(column), [one["texts"].get(column, {}) for one in past]
        usual = [name for name in known[0] if min(one.get(name, 0) for one in known) >= _QUEUE_SHARE]
        gone = [name for name in usual if shares is not None and name not in shares]
        if gone:
            yield later("intake.values_missing", column=column, listed=", ".join(f'"{name}"' for name in gone[:_SHOWN]))
    for column, count in new["distinct"].items():
        most = max(one["distinct"].get(column, 0) for one in past)
        if most and count > _DISTINCT and count > _DISTINCT_TIMES * most:
            yield later("intake.many_values", column=column, count=count, usual=most)


def _outcomes(new: dict, past: list[dict]) -> Iterator[Later]:
    for outcome in ("answered", "abandoned"):
        share = new.get("outcomes", {}).get(outcome, 0.0)
        usual = [one.get("outcomes", {}).get(outcome, 0.0) for one in past]
        if not min(usual) - _OUTCOME <= share <= max(usual) + _OUTCOME:
            told = {"least": _percent(min(usual)), "most": _percent(max(usual))}
            yield later("intake.outcomes_unusual", outcome=outcome, share=_percent(share), **told)
            return


def _columns(source: Source, new: dict, past: list[dict]) -> Iterator[Later]:
    if source.table == "staffing":
        return  # a plan has nobody present yet
    columns = schema.TABLES[source.table].columns
    for name, share in new["filled"].items():
        formerly = columns[name].formerly  # in profiles that were kept before it was renamed
        usual = [one["filled"].get(name, one["filled"].get(formerly, 0.0)) for one in past]
        if min(usual) >= _FILLED and share < _EMPTY:
            yield later("intake.column_emptied", column=name, usual=_percent(min(usual)))


def _means(new: dict, past: list[dict]) -> Iterator[Later]:
    """Mean durations: two labels exchanged, minutes for seconds."""
    for name, mean in new.get("means", {}).items():
        usual = [one["means"][name] for one in past if one.get("means", {}).get(name)]
        if len(usual) >= _FEWEST and not min(usual) / _MEAN_TIMES <= mean <= max(usual) * _MEAN_TIMES:
            shown = {"least": f"{min(usual):.0f}", "most": f"{max(usual):.0f}"}
            yield later("intake.mean_unusual", column=name, mean=f"{mean:.0f}", **shown)


def _twins(new: dict, past: list[dict]) -> Iterator[Later]:
    share = new.get("twins")
    usual = [one["twins"] for one in past if one.get("twins") is not None]
    if share is not None and usual and share > max(usual) + _TWINS:
        yield later("intake.twins", share=_percent(share))


def _values(new: dict, past: list[dict]) -> Iterator[Later]:
    """Columns of a list in which nothing is known: another column under this label, maybe one of persons."""
    for column, shares in new["texts"].items():
        known = {name for one in past for name in one["texts"].get(column, {}) if name}
        filled = {name: share for name, share in shares.items() if name}
        total = sum(filled.values())
        if (
            known
            and total * new["rows"] >= _FEWEST
            and sum(filled.get(name, 0) for name in known) < _QUEUE_SHARE * total
        ):
            yield later("intake.values_new", column=column, count=len(filled))


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"
