"""What carried a missed objective, in headline and deck: words for what `kit.analysis.weekly.drivers` lets be said.

In:   a finding of kind objective_missed: told, drivers, without, recent.
Out:  the headline made of its statement; the deck's sentences with what the hours carry and where the week would be.
Why:  a cause in the first line is believed; it stands there with the sum by which both sides can check it.
Not here: choosing (`kit.analysis.weekly.drivers`), what was missed (`headline`), the hours of one finding (`findings`).
"""

from __future__ import annotations

from markupsafe import Markup

from kit.analysis.review import Finding
from kit.present.parts import reading
from kit.present.voice import Voice
from kit.present.weekly import findings


def lead(what: str, finding: Finding | None, voice: Voice) -> str:
    """The headline. what: the statement, "One call in three was not answered within 20 s"."""
    if finding is None:
        return what
    fields, told = finding.fields, finding.fields.get("told", "none")
    if told == "none":
        return what
    recent = {name: voice.number(fields["recent"][name]) for name in ("missed", "weeks")}
    cause = voice.listed([driver(one, voice) for one in fields["drivers"]])
    return voice.plain(f"lead.{'because' if told == 'cause' else told}", what=what, cause=cause, **recent)


def driver(one: dict, voice: Voice) -> str:
    """A driver in the headline: "demand 28% above usual", "two advisers were missing on Monday morning"."""
    when = _when([one], voice)
    if one["kind"] in ("demand", "handle"):
        scope = "week" if not one["spans"] else "day" if len(one["spans"]) == 1 else "days"
        return voice.plain(f"lead.driver.{one['kind']}.{scope}", change=voice.ratio(one["change"], 0), when=when)
    if one["kind"] == "outage":
        return voice.plain("lead.cause.outage", when=when)
    number = round(one["missing"])
    form = "few" if abs(one["missing"] - number) > 0.2 or not number else "one" if number == 1 else "other"
    return voice.plain(f"lead.cause.staffing_short.{form}", n=reading.word(voice, number), when=when)


def _when(drivers: list[dict], voice: Voice) -> str:
    """ "Monday morning", "Tuesday and Wednesday"; what comes twice is said once."""
    said = [
        voice.weekday(span["date"]) if one["kind"] == "demand" else findings.part_of_day(span, voice)
        for one in drivers
        for span in one["spans"]
    ]
    return voice.listed(list(dict.fromkeys(said)))


def deck(finding: Finding | None, voice: Voice) -> list[Markup]:
    """Which causes there are where the headline says "several"; what their hours carry, and the week without."""
    if finding is None or not finding.fields.get("drivers"):
        return []
    fields, said = finding.fields, []
    if fields["told"] == "several":
        between = " ; " if voice.french else "; "
        said.append(voice.say("deck.several", causes=between.join(driver(one, voice) for one in fields["drivers"])))
    if fields["without"]:
        said.append(_without(finding, voice))
    return said


def _without(finding: Finding, voice: Voice) -> Markup:
    fields, without = finding.fields, finding.fields["without"]
    spans = [span for one in fields["drivers"] for span in one["spans"]]
    when = _when(fields["drivers"], voice)
    shown = {"when": when, "When": voice.capital(when), "hours": _hours(fields["drivers"], spans, voice)}
    shown |= {"part": findings.carried_part(without, finding.calls, voice)}
    shown |= {"value": findings.value_without(without, fields["objective"], fields["unit"], voice)}
    shown["Hours"] = voice.capital(shown["hours"])
    form = "kept" if without["kept"] else "still.one" if len(spans) == 1 else "still.other"
    return voice.say(f"deck.carried.{form}", **shown)


def _hours(drivers: list[dict], spans: list[dict], voice: Voice) -> str:
    """ "those three hours", "that day"."""
    if all(one["kind"] == "demand" for one in drivers):
        return voice.plain("deck.carried.day" if len(spans) == 1 else "deck.carried.days")
    whole, rest = divmod(sum(span["to_minute"] - span["from_minute"] for span in spans), 60)
    if rest or whole < 2:
        return voice.plain("deck.carried.hours")
    return voice.plain("deck.carried.n_hours", n=reading.word(voice, whole))
