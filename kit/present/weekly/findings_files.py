"""The findings on files and days that did not come, came in part, were set aside, or changed the week.

In:   findings of a review, of the kinds in `SENTENCES`.
Out:  their sentences.
Why:  what is said of a file is read as praise or blame of the side that owes it; it stands in one place.
Not here: the sentences on figures, hours and counts (`findings`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from kit.analysis.review import Finding
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present.parts import contract_changes, incomplete
from kit.present.parts.told import Told, in_number, local_moment, note, periods, sentence
from kit.present.voice import Voice


def _days_missing(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields, side, key = finding.fields, finding.fields["owed_by"], "finding.days_missing"
    counted = stops = Markup("")
    if known(fields["calls"]):
        counted = voice.count(f"{key}.counted.{side}", fields["calls"])
    if known(fields["stop_date"]):
        at = {"day": voice.weekday(fields["stop_date"]), "time": voice.minute(fields["stop_minute"])}
        stops = voice.say(f"{key}.stops", **at)
    return sentence(
        finding, voice, Calls=voice.say(f"{key}.calls.{fields['table']}"), by=voice.say(f"{key}.by.{side}"),
        days=voice.listed([voice.weekday(day) for day in fields["days"]]), counted=counted, stops=stops,
    )  # fmt: skip


def _partly(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """Days that came in part, were set aside, or are missing a queue: nobody is said to owe what may be there."""
    fields = finding.fields
    days = voice.listed([voice.weekday(day) for day in fields["days"]])
    names = incomplete.named([part for part in fields["parts"] if part], voice)
    shown = {"days": days, "parts": names, "usual": voice.count("count.calls", fields["due"])}
    calls = voice.first(f"finding.days_missing.calls.{fields['table']}")
    shown["Calls"] = calls or voice.capital(voice.slug("table", fields["table"]))
    if finding.kind == "days_set_aside":
        other = f"finding.days_missing.counted.{fields['owed_by']}"
        counted = voice.count(other, fields["calls"]) if known(fields["calls"]) else Markup("")
        if not fields["whole"]:
            return Told(voice.count("finding.days_set_aside.some", fields["aside"], **shown), note(finding, voice))
        return in_number(finding, voice, fields["aside"], counted=counted, **shown)
    if finding.kind == "days_partial":
        shown["each"] = incomplete.each_day(fields["each"], voice)
    return sentence(finding, voice, **shown)


def _delivery(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields = finding.fields
    name = voice.slug("table", fields["table"])
    files, tables = len(fields["periods"]), fields.get("tables", [])
    several = finding.kind == "delivery_late" and files > 1
    stated = voice.plain("deliveries.stated") if fields.get("stated") else ""
    return sentence(
        finding, voice, "several" if several else "text",
        files=voice.count("deliveries.files", files),
        tables=voice.listed([str(voice.slug("table", table)) for table in tables]),
        table=name, Table=voice.capital(name), periods=periods(fields["periods"], voice),
        owner=voice.side(fields["owed_by"], review), due=local_moment(fields["due_at"], review, voice),
        received=local_moment(fields["received_at"], review, voice) if "received_at" in fields else "",
        hours=voice.hours(fields["hours_late"]), stated=f" ({stated})" if stated else "",
    )  # fmt: skip


def _quarantined(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    held = [table for table, rows in finding.fields["tables"].items() if rows]
    rows, seen = finding.fields["rows"], finding.fields["received"] + finding.fields["rows"]
    tables = voice.listed([str(voice.slug("table", table)) for table in held])
    return in_number(finding, voice, rows, of=voice.calls(seen), tables=tables)


def _restated(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields, row = finding.fields, review.figure(finding.figure)
    shown = {name: voice.value(fields[name], fields["unit"]) for name in ("before", "after")}
    return sentence(finding, voice, figure=voice.inside(row), **shown)


def _contract_changed(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    row = finding.fields | {"figure": finding.figure}
    shown = {name: contract_changes.value(row, name, voice) for name in ("before", "after")}
    more = finding.fields["terms"] - 1
    others = Markup(" ") + voice.count("finding.contract_changed.more", more) if more else Markup("")
    version = voice.number(finding.fields["version"])
    told = sentence(finding, voice, term=contract_changes.term(row, voice), version=version, **shown)
    return replace(told, text=told.text + others)


SENTENCES: dict[str, Callable[[Finding, WeeklyReview, Voice], Told]] = {
    "days_missing": _days_missing,
    "days_partial": _partly,
    "days_set_aside": _partly,
    "queue_silent": _partly,
    "delivery_missing": _delivery,
    "delivery_held": _delivery,
    "delivery_late": _delivery,
    "quarantined": _quarantined,
    "restated": _restated,
    "remapped": _restated,
    "contract_changed": _contract_changed,
}
