"""Each finding as one sentence with its figure and its gap; who counts it, who answers for it, who acts.

In:   findings of a review: a kind and fields (listed in `kit.analysis.weekly.findings`), never prose.
Out:  `Told`: the sentence, a note, and the sides that the finding names.
Why:  the meeting has a minute for each; whoever reads it must know what, how much and who acts, and accuse nobody.
Not here: their choice and order (`kit.analysis`), the headline made of the first ones (`headline`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from markupsafe import Markup

from kit.analysis.review import Finding
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present.parts import compared, reading
from kit.present.parts.told import Told, in_number, sentence
from kit.present.voice import Voice
from kit.present.weekly.findings_files import SENTENCES

NOON = 12 * 60
DOUBTS = ("part_over_whole", "all_or_none", "calls_vanish")
LISTED = ("outcome", "resolved", "transferred")  # columns whose mapping lists values


def in_words(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """The finding's sentence, with who counts it, who answers for it and who acts."""
    said = _SENTENCES[finding.kind](finding, review, voice)
    return replace(said, counted_by=finding.counted_by, due_to=finding.due_to, acts=finding.acts)


def who(said: Told, voice: Voice) -> list[Markup]:
    """The labels under a finding: who counts, who acts. Who counts is not who is at fault."""
    key = "carrier" if said.counted_by == "carrier" and said.acts == "client" else said.acts
    if said.acts and said.acts == said.counted_by:
        return [voice.say(f"finding.counts_and_acts.{said.acts}")]
    counted = [voice.say(f"finding.counted_by.{said.counted_by}")] if said.counted_by else []
    return [*([voice.say(f"finding.acts.{key}")] if key else []), *counted]


# Days and hours


def part_of_day(fields: dict, voice: Voice) -> str:
    """ "lundi matin", "Monday morning"; the weekday alone for a stretch that is neither."""
    start, end = fields["from_minute"], fields["to_minute"]
    part = "all"
    if known(start) and known(end):
        part = "morning" if end <= NOON + 60 else "afternoon" if start >= NOON - 30 else "all"
    return voice.plain(f"part_of_day.{part}", day=voice.weekday(fields["date"]))


def _when(fields: dict, voice: Voice) -> dict[str, str]:
    span = voice.span(fields["from_minute"], fields["to_minute"])
    return {"When": voice.capital(voice.day(fields["date"])), "span": span}


# What to check first


def doubted(finding: Finding, voice: Voice) -> str:
    """What looks misread, without its remedy and without markup: "0 of 254 calls are marked as answered"."""
    fields = finding.fields
    if finding.kind == "part_over_whole":
        return _above(finding, voice)
    of = voice.calls(fields["of"])
    if finding.kind == "calls_vanish":
        seen = voice.plain(f"finding.calls_vanish.seen.{fields['counted_by']}")
        return voice.plain(
            "finding.calls_vanish.lead", count=voice.count("count.offered", fields["count"]), of=of, seen=seen
        )
    form = "none" if fields["value"] == 0 else "all"
    return voice.plain(f"finding.all_or_none.what.{fields['what']}.{form}", of=of)


def _above(finding: Finding, voice: Voice) -> str:
    """ "6,004 calls answered where there are 5,949 calls offered", with the day where it is one day."""
    fields = finding.fields
    part, whole = voice.parts(finding.figure)
    unit = "s" if fields["column"].endswith("_s") else "calls"
    counts = {name: voice.value(fields[name], unit) for name in ("count", "of")}
    form, day = ("day", voice.day(fields["date"])) if fields["date"] else ("week", "")
    return voice.plain(f"finding.part_over_whole.{form}", part=part, whole=whole, day=day, **counts)


def _doubt(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """all_or_none and calls_vanish: what to check, and no side to blame; both read the mapping."""
    fields, key = finding.fields, "finding.all_or_none"
    sources = voice.listed(fields["sources"]) or voice.plain(f"{key}.nowhere", table=fields["table"])
    listed = fields["table"] == "calls" and fields["column"] in LISTED
    where = voice.say(f"{key}.where.{'values' if listed else 'column'}", column=fields["column"], sources=sources)
    return sentence(finding, voice, What=voice.capital(doubted(finding, voice)), where=where)


def _part_over_whole(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """What contradicts itself, in the week or on its worst day, and where it is read."""
    fields, key = finding.fields, "finding.part_over_whole"
    rate = more = Markup("")
    if known(fields["value"]):
        shown = {"figure": voice.inside(review.figure(finding.figure)), "value": voice.ratio(fields["value"])}
        rate = voice.say(f"{key}.rate", **shown)
    if fields["date"] and len(fields["days"]) > 1:
        more = voice.count(f"{key}.more", len(fields["days"]) - 1)
    columns = fields["columns"] if len(fields["columns"]) == 1 else [
        voice.plain(f"{key}.column", name=name) for name in fields["columns"]
    ]  # fmt: skip
    sources = voice.listed(fields["sources"]) or voice.plain("finding.all_or_none.nowhere", table=fields["table"])
    form = "one" if len(columns) == 1 else "other"
    where = voice.say(f"{key}.where.{form}", columns=voice.listed(columns), sources=sources)
    return sentence(finding, voice, What=voice.capital(doubted(finding, voice)), where=where, rate=rate, more=more)


# Objectives and signals


def _figures(names: list[str], review: WeeklyReview, voice: Voice) -> str:
    return voice.listed([voice.inside(review.figure(name)) for name in names])


def _objective_missed(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    row, fields = review.figure(finding.figure), finding.fields
    key, cost, again = "finding.objective_missed", "", ""
    if known(finding.calls) and finding.calls >= 1:
        cost = voice.say(f"{key}.cost", calls=voice.count("count.calls", finding.calls))
    if fields.get("weeks_missed", 1) > 1:
        again = voice.say(f"{key}.again", n=voice.ordinal(fields["weeks_missed"]))
    unit = row["unit"]
    shown = {"value": reading.value(row, voice), "gap": voice.gap(row["gap"], unit)}
    shown["objective"] = voice.objective(row["objective"], unit)
    said = sentence(finding, voice, figure=voice.title(row), cost=cost, again=again, **shown)
    also = fields.get("also", [])
    if not also:
        return said
    names = _figures([other["figure"] for other in also], review, voice)
    return replace(said, text=said.text + " " + voice.count(f"{key}.also", len(also), also=names))


def _all_kept(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    rows = [review.figure(name) for name in finding.fields["figures"]]
    shown = [f"{voice.inside(row)} {voice.value(row['value'], row['unit'])}" for row in rows]
    return sentence(finding, voice, figures=voice.listed(shown))


def _not_judged(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    names = _figures(finding.fields["figures"], review, voice)
    row = review.figure(finding.figure)
    return sentence(finding, voice, figures=names, reason=reading.why_not(row, voice))


def _signal(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    row, up = review.figure(finding.figure), finding.fields["direction"] == "up"
    value, band = voice.value(row["value"], row["unit"]), reading.band(row, voice)
    said = sentence(finding, voice, "high" if up else "low", figure=voice.title(row), value=value, band=band)
    others = []
    for other in finding.fields.get("also", []):
        shown = {name: voice.value(other[name], other["unit"]) for name in ("value", "center")}
        others.append(
            voice.plain("finding.signal.also_one", figure=voice.inside(review.figure(other["figure"])), **shown)
        )
    return _also(said, "finding.signal.also", others, voice)


def _new_level(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """A level that is told once, with the mean of its weeks and the variation that it left."""
    row, fields = review.figure(finding.figure), finding.fields
    shown = {"week": voice.week_number(fields["level_from"]), "weeks": voice.count("count.weeks", fields["weeks"])}
    shown |= {"level": voice.value(fields["level"], row["unit"])}
    shown["band"] = voice.band(fields["lower"], fields["upper"], row["unit"])
    form = "high" if fields["direction"] == "up" else "low"
    said = sentence(finding, voice, form, figure=voice.title(row), **shown)
    others = [voice.inside(review.figure(other["figure"])) for other in fields.get("also", [])]
    return _also(said, "finding.new_level.also", others, voice)


def _also(said: Told, key: str, others: list[str], voice: Voice) -> Told:
    return replace(said, text=said.text + " " + voice.say(key, also=voice.listed(others))) if others else said


def _mixed(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields = finding.fields
    worse = [
        voice.say(
            "finding.mixed.worse",
            figure=voice.inside(review.figure(one["figure"])),
            value=voice.value(one["value"], one["unit"]),
            usual=voice.value(one["usual"], one["unit"]),
        )
        for one in fields["worse"]
    ]
    weeks = voice.count("count.weeks", fields["weeks"])
    value = voice.ratio(fields["value"])
    return sentence(finding, voice, weeks=weeks, value=value, worse=Markup(" ; ".join(worse)))


# Hours, outages, counts


def _hours(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """worst_hours and staffing_short."""
    fields, missing = finding.fields, finding.fields.get("missing", 0.0)
    shown = {
        "missing": voice.count("count.advisers", missing, shown=voice.advisers(missing)),
        "abandoned": voice.count("count.abandons", fields["abandoned"]),
        "usual": voice.calls(fields["usual"]),
        "rate": voice.ratio(fields.get("answer_rate"), 0),
        **{name: voice.advisers(fields.get(name)) for name in ("present", "planned")},
    }
    said = sentence(finding, voice, **shown, **_when(fields, voice))
    return replace(said, text=said.text + _carried(finding, review, voice))


def _carried(finding: Finding, review: WeeklyReview, voice: Voice) -> Markup:
    """What the hours carry of the missed objective, where the deck does not say it already."""
    carries = finding.fields.get("carries")
    missed = next((one for one in review.findings if one.kind == "objective_missed"), None)
    if not carries or missed is None or carries["share"] <= 0 or missed.figure != carries["figure"]:
        return Markup("")
    place = {name: finding.fields[name] for name in ("date", "from_minute", "to_minute")}
    if any(place in one["spans"] for one in missed.fields.get("drivers", [])):
        return Markup("")
    shown = {
        "part": carried_part(carries, missed.calls, voice),
        "value": value_without(carries, missed.fields["objective"], missed.fields["unit"], voice),
    }
    return Markup(" ") + voice.say(f"finding.carried.{'kept' if carries['kept'] else 'still'}", **shown)


def carried_part(carries: dict, gap: float | None, voice: Voice) -> str:
    """What some half-hours carry of a gap: "258 of the 420 calls missing", "61% of the gap" where it is no calls."""
    if known(carries["back"]) and known(gap):
        return voice.count("finding.carried.calls", gap, back=voice.calls(carries["back"]))
    return voice.plain("finding.carried.share", share=voice.ratio(carries["share"], 0))


def value_without(carries: dict, objective: float, unit: str, voice: Voice) -> str:
    """The week's value with those half-hours at the objective; not rounded to an objective that it misses."""
    near = unit == "ratio" and not carries["kept"] and abs(carries["value"] - objective) < 0.0005
    return voice.ratio(carries["value"], 2) if near else voice.value(carries["value"], unit)


def _incident(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """outage and ghost_burst."""
    return in_number(finding, voice, finding.calls or 0.0, **_when(finding.fields, voice))


def _file_stops(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields = finding.fields
    shown = {"day": voice.weekday(fields["date"]), "time": voice.minute(fields["from_minute"])}
    return in_number(finding, voice, finding.calls or 0.0, **shown)


def _carrier_busy(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields = finding.fields
    return in_number(finding, voice, fields["busy"], usual=voice.calls(fields["usual"]))


def _counts_differ(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields = finding.fields
    when = voice.day(fields["date"])
    if known(fields["from_minute"]):
        when = f"{when} {voice.span(fields['from_minute'], fields['to_minute'])}"
    found, part = compared.unexplained(review), abs(fields["unexplained"])
    shown = {"calls": voice.count("count.calls", part), "when": when}
    if found.both_ways:
        return sentence(finding, voice, "both_ways", days=both_ways(found, voice))
    if abs(found.week) == part:
        return sentence(finding, voice, **shown)
    return sentence(finding, voice, "part", part=voice.calls(part), week=voice.calls(abs(found.week)), **shown)


def both_ways(found: compared.Unexplained, voice: Voice) -> str:
    """Each day beyond tolerance with its unexplained calls and their sign: "lundi 16 novembre (+20)"."""
    rows = found.beyond.to_dict("records")
    return voice.listed(
        [f"{voice.day(row['local_date'])} ({voice.number(row['unexplained'], sign=True)})" for row in rows]
    )


# Queues


def _queue_gap(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    """Where the gap is; both sides look for its cause, so it is nobody's."""
    fields, row = finding.fields, review.figure(finding.figure)
    before = Markup("")
    if known(fields["usual"]):
        before = voice.say("finding.queue_gap.usual", usual=voice.value(fields["usual"], fields["unit"]))
    shares = {"share": voice.ratio(fields["share"], 0), "calls": voice.ratio(fields["calls_share"], 0)}
    values = {"value": voice.value(fields["value"], fields["unit"]), "usual": before}
    values["objective"] = voice.objective(fields["objective"], fields["unit"])
    form = "alone" if fields["share"] >= 1 else "text"
    return sentence(finding, voice, form, queue=fields["queue"], figure=voice.inside(row), **shares, **values)


def _queue_unknown(finding: Finding, review: WeeklyReview, voice: Voice) -> Told:
    fields, key = finding.fields, "finding.queue_unknown"
    others = voice.count(f"{key}.others", fields["others"]) if fields["others"] else Markup("")
    near = voice.say(f"{key}.none")
    if fields["near"]:
        near = voice.say(
            f"{key}.near", near=voice.listed([voice.plain(f"{key}.name", name=name) for name in fields["near"]])
        )
    return sentence(finding, voice, queue=fields["queue"], near=near, others=others)


_SENTENCES: dict[str, Callable[[Finding, WeeklyReview, Voice], Told]] = {
    **SENTENCES,
    "all_or_none": _doubt,
    "calls_vanish": _doubt,
    "part_over_whole": _part_over_whole,
    "objective_missed": _objective_missed,
    "all_kept": _all_kept,
    "not_judged": _not_judged,
    "signal": _signal,
    "new_level": _new_level,
    "mixed": _mixed,
    "worst_hours": _hours,
    "staffing_short": _hours,
    "outage": _incident,
    "file_stops": _file_stops,
    "ghost_burst": _incident,
    "carrier_busy": _carrier_busy,
    "counts_differ": _counts_differ,
    "queue_gap": _queue_gap,
    "queue_unknown": _queue_unknown,
}
