"""How a figure of the review reads: status, place in its usual band, gap; the same words on every part of the page.

In:   rows of `WeeklyReview.figures`.
Out:  words of status and signal, with the class that gives colour and shape.
Why:  worded in each part, a figure would be kept in the headline and missed in the scorecard one day; it is worded
      here.
Not here: the sentences around (`headline`, `scorecard`, `trend`).
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
from markupsafe import Markup

from kit.analysis.line.advisers import FEW
from kit.analysis.review import OUTSIDE
from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present import html
from kit.present.parts import declared
from kit.present.voice import Voice

FAR, FAR_CALLS = 0.5, 20  # of the range of eight days; of a day with a few calls half is chance
CLASSES = {"kept": "ok", "missed": "bad", "not_judged": "none", "followed": "none"}


def place(row: pd.Series) -> str:
    """Where the week stands against its usual band: "high", "low", "usual"; "too_short", "incomplete", "" (no band)."""
    if row["signal"] in ("too_short", "incomplete"):
        return row["signal"]
    if not known(row["lower"]) or not known(row["value"]):
        return ""
    if row["value"] > row["upper"]:
        return "high"
    return "low" if row["value"] < row["lower"] else "usual"


def unusual(row: pd.Series) -> bool:
    """Whether the week is outside its usual band: a signal, not noise."""
    return row["signal"] in (*OUTSIDE, "new_level")


def band(row: pd.Series, voice: Voice) -> str:
    """The usual band in the figure's unit."""
    return voice.band(row["lower"], row["upper"], row["unit"])


def value(row: pd.Series, voice: Voice) -> str:
    """The figure's value; with a second decimal where one would make a missed objective look kept. A value that is
    withheld is not "n/a": it is known, and not shown."""
    if row["reason"] == FEW:
        return voice.plain("days.withheld")
    shown = voice.value(row["value"], row["unit"])
    near = row["unit"] == "ratio" and status(row) == "missed" and abs(row["gap"]) < 0.0005
    return voice.ratio(row["value"], 2) if near else shown


def signal(row: pd.Series, review: WeeklyReview, voice: Voice) -> Markup:
    """The signal in plain words, with the band; the level that it is told in; why there is none."""
    at, week = place(row), voice.week_number(row["level_from"]) if row["level_from"] else ""
    if at == "incomplete":
        days = days_held(row, review, voice)
        return voice.say("signal.incomplete_days", days=days) if days else voice.say("signal.incomplete")
    if at == "too_short":
        return voice.say("signal.level_short", week=week) if week else voice.say("signal.too_short")
    if row["signal"] == "new_level":
        return voice.say("signal.new_level", week=week, band=band(row, voice))
    said = voice.say(f"signal.{at}", band=band(row, voice)) if at else Markup("")
    return html.join([said, voice.say("signal.level", week=week)], ", ") if at and week else said


def days_held(row: pd.Series, review: WeeklyReview, voice: Voice) -> str:
    """ "2 days of 7": of how many open days the figure's side delivered all; "" where that is not known."""
    gone = review.data.get("coverage") or review.data.get("missing", [])
    sides = ("client", "provider") if row["side"] == "both" else (row["side"],)
    missing = len({str(one["date"]) for one in gone if one["owed_by"] in sides})
    opened = int(review.by_day["is_open"].astype(bool).sum())
    if not 0 < missing <= opened:
        return ""
    return str(voice.count("signal.days_of", opened - missing, all=voice.number(opened)))


def assurance(row: pd.Series, voice: Voice) -> Markup:
    """How often the objective was kept in the last 52 weeks, and whether that is so as a rule; "" for a single week."""
    if row["judged_weeks"] < 2:
        return Markup("")
    counts = {"kept": voice.number(row["kept_weeks"]), "all": voice.number(row["judged_weeks"])}
    return voice.say(f"assurance.{_as_a_rule(row)}", **counts)


def _as_a_rule(row: pd.Series) -> str:
    """ "kept", "missed" or "either" where the usual band promises what the weeks did; else "weeks", the count alone."""
    kept, missed = row["kept_weeks"] > 0, row["kept_weeks"] < row["judged_weeks"]
    was = "either" if kept and missed else "kept" if kept else "missed"
    if not known(row["lower"]):
        return "weeks"
    if row["lower"] <= row["objective"] <= row["upper"]:
        band = "either"
    else:
        band = "kept" if (row["lower"] > row["objective"]) == (row["sense"] == "at_least") else "missed"
    return was if was == band else "weeks"


def status(row: pd.Series) -> str:
    """kept, missed, not_judged; "followed" where the contract names no objective."""
    return row["status"] if known(row["objective"]) else "followed"


def why_not(row: pd.Series, voice: Voice) -> Markup:
    """Why a figure has no value or is not judged; "" where it is."""
    if not row["reason"]:
        return Markup("")
    parts = [voice.plain(f"part.{name}") for name in row["lacking"].split() if voice.has(f"part.{name}")]
    if parts:
        form = "one" if len(parts) == 1 else "other"
        return voice.say(f"reason.lacking.{form}", parts=voice.listed(parts))
    partial = row["reason"] == "not_delivered" and known(row["value"])
    return voice.slug("reason", "partial" if partial else row["reason"])


def badge(row: pd.Series, voice: Voice) -> Markup:
    """Status in word, shape and colour."""
    said = status(row)
    return html.tag("span", voice.say(f"status.{said}"), kind=f"st {CLASSES[said]}")


def objective(row: pd.Series, voice: Voice) -> str:
    """ "≥ 90 %", "≤ 30 s", or "followed"."""
    sense = row["sense"] or "none"
    shown = voice.objective(row["objective"], row["unit"]) if known(row["objective"]) else ""
    return voice.plain(f"sense.{sense}", objective=shown)


def begins_later(review: WeeklyReview, voice: Voice) -> str:
    """The day on which the contract begins, where that is after the week's Monday; else ""."""
    day = review.data.get("terms_from")
    return voice.day(dt.date.fromisoformat(day), weekday=False, year=True) if day else ""


def debtor(review: WeeklyReview, voice: Voice, *tables: str, side: str = "provider") -> str:
    """The name of the side that owes one of `tables`, by the ledger, else by the declared sources; else of `side`."""
    return voice.side(declared.owner(review, *tables) or side, review)


def lacks(review: WeeklyReview, voice: Voice, key: str, *tables: str, side: str = "provider") -> Markup:
    """The sentence on declared tables that are not there: who owes them; or, where they came, that they wait for a
    confirmation or were set aside: then nobody owes anything."""
    mine = review.deliveries[review.deliveries["table"].isin(tables)]
    parts = [one for one in review.data.get("coverage", []) if one["table"] in tables]
    if (mine["status"] == "held").any():
        return voice.say(f"standing.{key}.held")
    if parts and all(one["state"] == "set_aside" for one in parts):
        return voice.say(f"standing.{key}.aside")
    return voice.say(key, owner=debtor(review, voice, *tables, side=side))


def far_days(review: WeeklyReview) -> pd.DataFrame:
    """Open days with less than half of the fewest calls of their like, or half as many again as the most: a week with
    such a day is not calm, whatever it kept."""
    days = review.by_day[review.by_day["is_open"].astype(bool) & review.by_day["usual_low"].notna()]
    far = (days["offered"] < days["usual_low"] * (1 - FAR)) | (days["offered"] > days["usual_high"] * (1 + FAR))
    return days[far & (days["usual_high"] >= FAR_CALLS)]


def state(review: WeeklyReview) -> str:
    """What the data are: "complete", "incomplete" (something did not come) or "to_check" (something looks misread)."""
    if review.data.get("complete", True):
        return "complete"
    gone = review.deliveries["status"].isin(["missing", "held"]).any() or review.data.get("days_missing")
    gone = gone or bool(review.data.get("coverage"))
    return "to_check" if review.data.get("to_check") and not gone else "incomplete"


def by_number(voice: Voice, key: str, number: int) -> Markup:
    """The sentence of `key`.one, .two or .other; `n` is the number in words, where there is one."""
    form = {1: "one", 2: "two"}.get(number, "other")
    return voice.say(f"{key}.{form}", n=word(voice, number))


def word(voice: Voice, number: int) -> str:
    """A small number in words."""
    key = f"count.word.n{number}"
    return str(voice.say(key)) if voice.has(key) else voice.number(number)
