"""Where the two sides' counts differ: by day, by half-hour, and the outages that the counts show.

In:   a `WeeklyReview`.
Out:  the part "counts".
Why:  in one net difference, gaps of opposite signs would cancel out; each day is shown, and what is explained apart
      from what is not.
Not here: the week as a whole (`flow`).
"""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present import html
from kit.present.page.shown import Shown, absent, show
from kit.present.parts import calm, compared, declared, reading
from kit.present.voice import Voice

EXPLAINED = ("ghost", "test_call", "outage", "file_stops")
MOST_GAPS = 8


def counts(review: WeeklyReview) -> Shown:
    """The reconciliation by day, the worst half-hours, the outages."""
    tables = {
        "counts_by_day": review.counts_by_day,
        "count_gaps": review.count_gaps,
        "outages": review.outages,
    }
    days = review.counts_by_day
    gap = declared.first_gap(review, "carrier", "provider", "received", "delivered")
    if gap and (days.empty or days["unexplained"].isna().all()):
        return absent("counts", gap, tables=tables)
    return show("counts", lambda voice: _html(review, voice), tables=tables, calm=calm.of("counts", review))


def _html(review: WeeklyReview, voice: Voice) -> Markup:
    days = review.counts_by_day
    days = days[days[["delivered", "received"]].notna().any(axis=1)] if len(days) else days
    lacking = _lacking(review, days, voice)
    if lacking:
        return html.say(lacking)
    parts = [html.say(*_sentences(review, voice)), _table(review, days, voice), html.note(voice.say("counts.both"))]
    if len(review.outages):
        parts.append(_incidents(review, voice))
    gaps = review.count_gaps[~review.count_gaps["local_date"].isin(compared.in_part(review))]
    if len(gaps):
        parts.append(_gaps(gaps, voice))
    return html.join(parts)


def _lacking(review: WeeklyReview, days: pd.DataFrame, voice: Voice) -> Markup:
    """What keeps the two counts from being compared, and who owes it; "" where they can be."""
    came = review.data.get("received", {})
    carrier = bool(came.get(declared.CARRIER)) or days["delivered"].notna().any()
    provider = any(came.get(table) for table in declared.PROVIDER) or days["received"].notna().any()
    if not carrier and not provider:
        return voice.say("counts.say.empty")
    if not carrier:
        return reading.lacks(review, voice, "counts.say.no_carrier", declared.CARRIER, side="client")
    if not provider:
        return reading.lacks(review, voice, "counts.say.no_provider", *declared.PROVIDER)
    if days["delivered"].isna().all():
        return voice.say("counts.say.no_delivered")
    return voice.say("counts.say.no_received") if days["received"].isna().all() else Markup("")


def _sentences(review: WeeklyReview, voice: Voice) -> list[Markup]:
    """Whether the counts agree, on the days that both sides delivered whole; and which days are not compared."""
    both, unlike = compared.days(review), compared.unlike(review)
    if both.empty:
        return [voice.say("counts.say.none_whole")]
    beyond = both[~both["within"].astype(bool)]
    left = voice.listed([voice.day(day) for day in unlike])
    number = voice.capital(reading.word(voice, len(unlike)))
    rest = [voice.count("counts.say.unlike", len(unlike), word=number, days=left)] if unlike else []
    if len(beyond):
        names = voice.listed([voice.day(day) for day in beyond["local_date"]])
        number = voice.capital(reading.word(voice, len(beyond)))
        return [voice.count("counts.say.beyond", len(beyond), word=number, days=names), *rest]
    key = "exact" if (both["unexplained"] == 0).all() else "within"
    if not unlike:
        return [voice.say(f"counts.say.{key}")]
    whole = len(compared.whole(review))
    return [voice.count(f"counts.say.{key}_on", whole, word=reading.word(voice, whole)), *rest] if whole else rest


def _table(review: WeeklyReview, days: pd.DataFrame, voice: Voice) -> Markup:
    names = ["day", "presented", "delivered", "explained", "received", "unexplained", "tolerance", "reading"]
    if (days["presented"] == days["delivered"]).all():
        names.remove("presented")  # a carrier that counts neither busy nor closed: the same number twice
    columns = [_column(name, voice) for name in names]
    body, in_part = [], compared.in_part(review)
    for row in days.to_dict("records"):
        partial = row["local_date"] in in_part
        if partial:  # a part of a day against a whole one is no difference
            row |= dict.fromkeys(("unexplained", "tolerance"), float("nan"))
        cells = {
            "day": voice.day(row["local_date"]),
            **{name: html.num(voice.calls(row[name])) for name in ("presented", "delivered", "received")},
            "explained": html.num(_explained(row, voice)),
            "unexplained": html.num(voice.number(row["unexplained"], sign=True)),
            "tolerance": html.num(_tolerance(row, voice), "quiet"),
            "reading": html.Cell(_reading(row, partial, voice), html.VERDICT),
        }
        body.append([cells[name] for name in names])
    return html.table(voice.say("counts.caption"), columns, body, kind="plain")


def _column(name: str, voice: Voice) -> html.Cell:
    return html.Cell(voice.say(f"counts.column.{name}"), "" if name in ("day", "reading") else "n")


def _tolerance(row: dict, voice: Voice) -> str:
    return f"± {voice.calls(row['tolerance'])}" if known(row["tolerance"]) else voice.nothing


def _explained(row: dict, voice: Voice) -> Markup:
    """What explains a part of the difference: calls and reason."""
    parts = []
    for name in EXPLAINED:
        if known(row.get(name)) and row[name]:
            parts.append(voice.count(f"counts.explained.{name}", row[name]))
    return html.join(parts, ", ") or Markup("0")


def _reading(row: dict, partial: bool, voice: Voice) -> Markup:
    if partial:
        return html.tag("span", voice.say("counts.in_part"), kind="st none")
    if not known(row["unexplained"]):
        return html.tag("span", voice.say("counts.one_side"), kind="st none")
    within = bool(row["within"])
    return html.tag(
        "span", voice.say(f"counts.{'within' if within else 'beyond'}"), kind=f"st {'ok' if within else 'warn'}"
    )


def _incidents(review: WeeklyReview, voice: Voice) -> Markup:
    columns: list[object] = [voice.say(f"counts.incident_column.{name}") for name in ("what", "when")]
    columns += [html.Cell(voice.say("counts.incident_column.calls"), "n"), voice.say("counts.incident_column.seen_by")]
    body = [
        [
            voice.slug("counts.incident", row["kind"]),
            _at(row["local_date"], row["from_minute"], row["to_minute"], voice),
            html.num(voice.calls(row["calls"])),
            voice.say(f"owner.{row['seen_by']}"),
        ]
        for row in review.outages.to_dict("records")
    ]
    return html.table(voice.say("counts.outages"), columns, body, kind="plain")


def _at(day, start: float, end: float, voice: Voice) -> str:
    return f"{voice.day(day)}, {voice.span(start, end)}"


def _gaps(gaps: pd.DataFrame, voice: Voice) -> Markup:
    shown = gaps.head(MOST_GAPS)
    names = ("delivered", "explained", "received", "unexplained")
    columns: list[object] = [voice.say("counts.gap_column.when")]
    columns += [html.Cell(voice.say(f"counts.gap_column.{name}"), "n") for name in names]
    body = []
    for row in shown.to_dict("records"):
        cells = [html.num(voice.calls(row[name])) for name in names[:-1]]
        cells.append(html.num(voice.number(row["unexplained"], sign=True)))
        body.append([_at(row["local_date"], row["half_hour"], row["half_hour"] + 30, voice), *cells])
    fields = {"shown": voice.number(len(shown)), "all": voice.number(len(gaps))}
    more = voice.say("counts.gaps_more", **fields) if len(gaps) > len(shown) else ""
    return html.table(voice.say("counts.gaps"), columns, body, kind="plain", note=more)
