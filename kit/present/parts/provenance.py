"""The data statement: what was received, left out and set aside, from which files.

In:   a `WeeklyReview`.
Out:  the part "sources".
Why:  rows read = received + left out by reason + set aside, and the page proves it; every figure has its files.
Not here: who was late (`deliveries`).
"""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.language.texts import texts
from kit.language.typography import typeset
from kit.present import html
from kit.present.page.shown import Shown, show
from kit.present.parts import calm, incomplete, reading
from kit.present.voice import Voice

HASH_SHOWN = 12


def sources(review: WeeklyReview) -> Shown:
    """Rows by table, files with their hashes, the moment the page speaks at."""
    return show("sources", lambda voice: _html(review, voice), data=review.data, calm=calm.of("sources", review))


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    data = review.data
    files = data.get("sources", [])
    parts = [html.say(*_sentences(review, voice))]
    if not files and not any(data.get("received", {}).values()):
        parts.append(html.note(voice.say("sources.empty")))
    else:
        parts.append(_rows(data, voice))
    moment = voice.moment(review.as_of)
    parts.append(html.note(voice.say("sources.as_of", moment=moment, snapshot=voice.number(review.snapshot))))
    if files:
        parts.append(html.fold(voice.count("sources.fold", len(files)), _files(files, review, voice)))
    return html.join(parts)


def _sentences(review: WeeklyReview, voice: Voice) -> list[Markup]:
    data, begins = review.data, reading.begins_later(review, voice)
    terms = [voice.say("sources.say.not_begun", day=begins)] if begins else []
    state = reading.state(review)
    if state != "incomplete":
        return [voice.say(f"sources.say.{state}"), *terms]
    said = incomplete.sentences(review, voice, "sources.say.incomplete")
    gone = [voice.day(dt.date.fromisoformat(str(day))) for day in data.get("days_missing", [])]
    return said + ([voice.say("sources.say.days", days=voice.listed(gone))] if gone else []) + terms


def _rows(data: dict, voice: Voice) -> Markup:
    columns = [voice.say("sources.column.table"), html.Cell(voice.say("sources.column.received"), "n")]
    columns += [voice.say("sources.column.excluded"), html.Cell(voice.say("sources.column.quarantined"), "n")]
    body = []
    for table, rows in data.get("received", {}).items():
        left = [
            _left(reason, number, voice) for reason, number in data.get("excluded", {}).get(table, {}).items() if number
        ]
        aside = html.num(voice.calls(data.get("quarantined", {}).get(table, 0)))
        name = voice.capital(voice.slug("table", table))
        body.append([name, html.num(voice.calls(rows)), html.join(left, ", ") or voice.say("sources.none"), aside])
    return html.table(voice.say("sources.caption"), columns, body, kind="plain")


def _left(reason: str, number: float, voice: Voice) -> Markup:
    """Rows left out for one reason, in intake's words where the page has none of its own; a partnership's own reason
    is shown as it is named in its sources."""
    if voice.has(f"sources.left.{reason}.one"):
        return voice.count(f"sources.left.{reason}", number)
    known = texts("intake", voice.lang).get(str(reason))
    if known and "{" not in known:
        return voice.say("sources.by_text", reason=typeset(known, voice.lang), n=voice.calls(number))
    return voice.say("sources.by_reason", reason=str(reason).replace("_", " "), n=voice.calls(number))


def _files(files: list[dict], review: WeeklyReview, voice: Voice) -> Markup:
    columns: list[object] = [voice.say(f"sources.file_column.{name}") for name in ("file", "source", "owner")]
    columns += [html.Cell(voice.say("sources.file_column.rows"), "n"), voice.say("sources.file_column.sha")]
    body = [
        [
            html.Cell(one["file"], "wrap"),
            one["source"],
            voice.side(one["owed_by"], review),
            html.num(voice.calls(one["rows"])),
            html.Cell(html.tag("code", str(one["sha256"])[:HASH_SHOWN]), "quiet"),
        ]
        for one in files
    ]
    return html.table(voice.say("sources.files"), columns, body, kind="plain")
