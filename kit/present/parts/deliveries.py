"""What each side owed, when it came, and what a later delivery changed.

In:   a `WeeklyReview`.
Out:  the parts "deliveries" and "changes".
Why:  worded for each side apart, one side's lateness would sound worse than the other's; both are told in the same
      words.
Not here: what the files held (`sources`).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present import html
from kit.present.page.shown import Shown, show
from kit.present.parts import calm, contract_changes, told
from kit.present.voice import Voice

CLASSES = {"on_time": "ok", "late": "warn", "missing": "bad", "not_due": "none", "held": "warn"}
FOLDED = 2  # files of one source that came on time: from here on they stand in one line


def deliveries(review: WeeklyReview) -> Shown:
    """The ledger of deliveries for the week."""
    return show(
        "deliveries",
        lambda voice: _html(review, voice),
        tables={"deliveries": review.deliveries},
        calm=calm.of("deliveries", review),
    )


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    rows = review.deliveries
    if rows.empty:
        return html.say(voice.say("deliveries.say.none"))
    columns = [voice.say(f"deliveries.column.{name}") for name in ("file", "owner", "due", "received", "status")]
    body = [_row(group, review, voice) for group in _groups(rows)]
    table = html.table(voice.say("deliveries.caption"), columns, body, kind="plain")
    return html.join([html.say(*_sentences(review, voice)), table])


def _groups(rows: pd.DataFrame) -> list[pd.DataFrame]:
    """Runs of files of one source that were on time, measured or stated, stand together; every other file alone."""
    found = []
    for _, part in rows.groupby(["owed_by", "source"], sort=False):
        calm = part[part["status"].isin(["on_time", "not_due"])]
        for status in ("on_time", "not_due"):
            for stated in (False, True):
                same = calm[(calm["status"] == status) & (calm["stated"].astype(bool) == stated)]
                found += [same] if len(same) >= FOLDED else [same.iloc[[at]] for at in range(len(same))]
        odd = part[part["status"].isin(["late", "missing", "held"])]
        found += [odd.iloc[[at]] for at in range(len(odd))]
    return found


def _sentences(review: WeeklyReview, voice: Voice) -> list[Markup]:
    """How many files are late or missing, by side; and how many moments rest on somebody's word."""
    return [*_standing(review, voice), *_stated(review, voice)]


def _stated(review: WeeklyReview, voice: Voice) -> list[Markup]:
    """A file on time, or late, by a moment that was told afterwards: praise and blame rest on that word."""
    rows = review.deliveries
    number = int((rows["stated"].astype(bool) & rows["status"].isin(["on_time", "late"])).sum())
    return [voice.count("deliveries.say.stated", number)] if number else []


def _standing(review: WeeklyReview, voice: Voice) -> list[Markup]:
    rows, said = review.deliveries, []
    for status in ("missing", "held", "late"):
        mine = rows[rows["status"] == status]
        if mine.empty:
            continue
        sides = []
        for side, part in mine.groupby("owed_by", sort=True):
            files = voice.count("deliveries.files", len(part))
            sides.append(str(voice.say("deliveries.say.by", owner=voice.side(side, review), files=files)))
        said.append(voice.say(f"deliveries.say.{status}", sides=Markup(voice.listed(sides))))
    if said:
        return said
    gone = [dt.date.fromisoformat(day) for day in review.data.get("days_missing", [])]
    if gone and (rows["status"] != "not_due").all():
        return [voice.say("deliveries.say.holes", days=voice.listed([voice.day(day) for day in gone]))]
    return [voice.say("deliveries.say.all" if (rows["status"] == "on_time").all() else "deliveries.say.so_far")]


def _row(group: pd.DataFrame, review: WeeklyReview, voice: Voice) -> list[object]:
    first, status = group.iloc[0], group.iloc[0]["status"]
    owner = html.tag("span", voice.side(first["owed_by"], review), kind=f"owner {first['owed_by']}")
    badge = voice.say(f"deliveries.status.{status}", hours=voice.hours(first["hours_late"]))
    table = voice.capital(voice.slug("table", first["table"]))
    if len(group) > 1:
        said = [_span(group, "due_at", review, voice), _span(group, "received_at", review, voice)]
        files = html.join([table, html.small(voice.count("deliveries.files", len(group)))])
    else:
        said = [told.local_moment(first[name], review, voice) for name in ("due_at", "received_at")]
        files = html.join([f"{table}, {told.period(first['period'], voice)}", _file(first, voice)])
    said[1] = said[1] if status in ("on_time", "late", "held") else voice.say("deliveries.nothing")
    reading = html.tag("span", badge, kind=f"st {CLASSES[status]}")
    if first["stated"] and status in ("on_time", "late", "held"):
        reading = html.join([reading, html.small(voice.say("deliveries.stated"))])
    return [files, owner, *said, html.Cell(reading, html.VERDICT)]


def _file(row: pd.Series, voice: Voice) -> Markup:
    if not row["file"] or not known(row["file"]):
        return Markup("")
    version = voice.plain("deliveries.version", n=row["version"]) if row["version"] > 1 else ""
    return html.small(", ".join(part for part in (row["file"], version) if part))


def _span(group: pd.DataFrame, column: str, review: WeeklyReview, voice: Voice) -> str:
    """From the first to the last day of several moments."""
    days = sorted({at.astimezone(review.as_of.tzinfo).date() for at in group[column] if known(at)})
    if not days:
        return voice.nothing
    if len(days) == 1:
        return voice.day(days[0])
    return voice.plain("period.between", first=voice.day(days[0]), last=voice.day(days[-1]))


def changes(review: WeeklyReview) -> Shown:
    """What the contract or a re-delivery changed since the week was published, and files that came after this page."""
    return show(
        "changes",
        lambda voice: _changes(review, voice),
        tables={"changes": review.changes},
        calm=calm.of("changes", review),
    )


def _changes(review: WeeklyReview, voice: Voice) -> Markup:
    rows, later = review.changes, review.data.get("later", [])
    late = html.note(voice.say("changes.later", files=voice.listed(list(later)))) if later else Markup("")
    terms = contract_changes.table(review, voice)
    if rows.empty:
        return html.join([terms, html.say(voice.say("changes.none")), late])
    columns: list[object] = [voice.say("changes.column.figure")]
    columns += [html.Cell(voice.say(f"changes.column.{name}"), "n") for name in ("before", "after", "delta")]
    columns.append(voice.say("changes.column.file"))
    body = [_change(row, review, voice) for _, row in rows.iterrows()]
    table = html.table(voice.say("changes.caption"), columns, body, kind="plain")
    said = "changes.remapped" if "mapping" in set(rows.get("cause", ())) else "changes.say"
    return html.join([terms, html.say(voice.count(said, len(rows))), table, late])


def _change(row: pd.Series, review: WeeklyReview, voice: Voice) -> list[object]:
    figure = review.figure(row["figure"])
    values = [html.num(voice.value(row[name], figure["unit"])) for name in ("before", "after")]
    came = html.small(told.local_moment(row["received_at"], review, voice))
    delta = html.num(voice.gap(row["delta"], figure["unit"]))
    return [voice.title(figure), *values, delta, html.Cell(html.join([row["file"], came]), "quiet")]
