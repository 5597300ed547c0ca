"""What published reports say of the contract's terms they used, and what has changed since.

In:   `reports/<partnership>/<period>/<report>/versions/N/run.json`; the contract as it stands now.
Out:  what a report keeps of its terms; BadParams where published terms were edited in place; `Amendment`s.
Why:  an edited objective made a kept week missed, as version 2, with nothing said. Every report keeps all terms that
      had begun by the end of its period: the weeks before tell what is usual, by the terms of their own time.
Not here: how two states of the terms differ (`kit.params.agreed`), writing `run.json` (`kit.run`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kit.errors import BadParams
from kit.language.later import Later, later
from kit.params.agreed import Difference, Values, differences, mark, shown, values
from kit.params.amendment import Amendment, Value
from kit.params.contract import Contract, Correction
from kit.params.home import folder
from kit.params.reader import place
from kit.period import Period


@dataclass(frozen=True)
class Used:
    """The terms that one version of a report was published with, by their `valid_from`; made_at: ISO moment."""

    report: str
    period: str
    version: int
    made_at: str
    terms: dict[str, tuple[str, Values]]


def record(contract: Contract, period: str) -> list[dict[str, Any]]:
    """The terms that a report of that period uses, as `run.json` keeps them."""
    last = _days(period)[1]
    begun = [terms for at, terms in enumerate(contract.terms) if at == 0 or last is None or terms.valid_from <= last]
    return [
        {"valid_from": terms.valid_from.isoformat(), "mark": mark(values(terms)), "values": values(terms)}
        for terms in begun
    ]


def read(partnership: str) -> list[Used]:
    """What every published version says of its terms, the newest first; versions made before they did say nothing."""
    found = [_used(path) for path in folder("reports", partnership).glob("*/*/versions/*/run.json")]
    return sorted((used for used in found if used), key=lambda used: (used.made_at, used.version), reverse=True)


def _used(path: Path) -> Used | None:
    if not path.parent.name.isdecimal():
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        terms = {one["valid_from"]: (one["mark"], dict(one["values"])) for one in said["terms"]}
        return Used(said["notebook"], said["period"], said["version"], said["made_at"], terms) if terms else None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # a damaged or an older record: `kit.run.archive` tells damage


def check(contract: Contract, used: list[Used], path: Path) -> None:
    """Raises BadParams where terms that a report was published with have been edited, and no correction says so."""
    edited = {(day, one): (report, before) for report, day, one, before in _edited(contract, used)}
    if not edited:
        return
    (day, _), (report, before) = next(iter(edited.items()))
    now = _current(contract)
    there = ["  # …"] if contract.corrections else []
    corrections = "\n".join(["corrections:", *there, *(_line(day, one) for day, one in edited)])
    fields: dict[str, object] = {"report": report.report, "period": report.period, "version": report.version}
    if day not in now:
        what = later("params.terms_gone", valid_from=day, **fields)
        raise BadParams(where=path, what=what, fix=later("params.fix_terms_gone", corrections=corrections))
    changed = differences(before, now[day])
    raise _refusal(contract, path, day, changed, fields, corrections, _next_from(used, day))


def _refusal(
    contract: Contract,
    path: Path,
    day: str,
    changed: list[Difference],
    fields: dict[str, object],
    corrections: str,
    next_from: str,
) -> BadParams:
    first, at = changed[0], [terms.valid_from.isoformat() for terms in contract.terms].index(day)
    loc = ("terms", at, *_loc(first.key, contract, at))
    also = [
        later("params.terms_also", key=one.key, before=_shown(one.before), after=_shown(one.after))
        for one in changed[1:]
    ]
    what = later("params.term_edited", before=_shown(first.before), after=_shown(first.after), **fields)
    fix = later(
        "params.fix_terms",
        before=_shown(first.before),
        next_from=next_from,
        line=_stated(first),
        corrections=corrections,
    )
    return BadParams(where=f"{place(path, loc)}: {first.key}", what=(what, *also), fix=fix)


def _edited(contract: Contract, used: list[Used]) -> Iterator[tuple[Used, str, str, Values]]:
    """Report, day, mark and values of every published block that is no more what it was, save corrected ones."""
    now, corrected = _current(contract), {(one.valid_from.isoformat(), one.published) for one in contract.corrections}
    for report in reversed(used):  # of one block the newest report is told
        for day, (one, before) in report.terms.items():
            if (day, one) not in corrected and (day not in now or differences(before, now[day])):
                yield report, day, one, before


def _current(contract: Contract) -> dict[str, Values]:
    return {terms.valid_from.isoformat(): values(terms) for terms in contract.terms}


def _line(day: str, one: str) -> str:
    return f'  - {{valid_from: {day}, published: {one}, reason: {{fr: "…", en: "…"}}}}'


def _next_from(used: list[Used], day: str) -> str:
    """The first Monday after every report that was published with the terms of that day."""
    ends = [_days(one.period)[1] for one in used if day in one.terms]
    last = max((end for end in ends if end), default=dt.date.fromisoformat(day))
    return (last + dt.timedelta(days=7 - last.weekday())).isoformat()


def _shown(value: Value) -> str | Later:
    return shown(value) or later("params.nothing_stated")


def _stated(change: Difference) -> str:
    """The changed term as one writes it in a block."""
    group, _, key = change.key.partition(".")
    if group == "objectives":
        figure, _, bound = key.rpartition(" ")
        return f"objectives: [{{figure: {figure.partition(' ')[0]}, {bound}: {shown(change.after)}}}, …]"
    return f"{group}: {{{key}: {shown(change.after)}}}" if key else f"{group}: {shown(change.after)}"


def _loc(key: str, contract: Contract, at: int) -> tuple[object, ...]:
    """Where a term stands in its block."""
    group, _, rest = key.partition(".")
    if group != "objectives":
        return (group, rest)
    figure, _, bound = rest.rpartition(" ")
    figure = figure.partition(" ")[0]
    places = [number for number, one in enumerate(contract.terms[at].objectives) if one.figure == figure]
    return (group, places[0], bound) if places else (group,)


def amendments(contract: Contract, used: list[Used], period: str) -> tuple[Amendment, ...]:
    """How the terms of a period differ from those that it was last published with differently.

    The newest report that differs is told, not the newest report: else the second run of an amended week would have
    nothing to say, and be another page.
    """
    for report in (one for one in used if one.period == period):
        found = _amended(contract, report, period)
        if found:
            return tuple(found)
    return ()


def _amended(contract: Contract, report: Used, period: str) -> list[Amendment]:
    """The terms in force on the first day of the period, then earlier blocks that were corrected."""
    reasons = {(one.valid_from.isoformat(), one.published): one for one in contract.corrections}
    first, now = _days(period)[0], _current(contract)
    then = _in_force(list(report.terms), first)
    today = _in_force(list(now), first)
    pairs = {today: then} | {day: day for day in report.terms if day in now and day not in (today, then)}
    found = []
    for day, before in pairs.items():
        one, old = report.terms[before]
        why = _reason(reasons.get((before, one)))
        found += [_amendment(change, day, report, why) for change in differences(old, now[day])]
    return found


def _amendment(change: Difference, day: str, report: Used, reason: dict[str, str] | None) -> Amendment:
    group, _, rest = change.key.partition(".")
    figure = rest.partition(" ")[0] if group == "objectives" else ""
    return Amendment(change.key, change.before, change.after, day, figure, report.report, report.version, reason)


def _reason(correction: Correction | None) -> dict[str, str] | None:
    return correction.reason.model_dump() if correction else None


def _in_force(days: list[str], first: dt.date | None) -> str:
    """Of several `valid_from`, that of the terms in force on a day; the first ones before they begin."""
    begun = [day for day in sorted(days) if first is None or dt.date.fromisoformat(day) <= first]
    return begun[-1] if begun else min(days)


def _days(period: str) -> tuple[dt.date | None, dt.date | None]:
    """First and last day of a period; None for "", every one, and where its name does not tell them (a campaign's)."""
    return Period.parse(period).dates or (None, None) if period else (None, None)
