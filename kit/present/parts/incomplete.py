"""What of a week is not whole, in words: days, hours, queues; set aside is not missing, and not due is nobody's fault.

In:   a `WeeklyReview` (or its `data`), the voice of a language.
Out:  sentences and cells for the headline, the days, the data statement and `kit check`.
Why:  page and terminal must say the same of what is not there, and no more than is known.
Not here: computing it (`kit.analysis.line.coverage`), findings' sentences (`findings`).
"""

from __future__ import annotations

import datetime as dt
import math

from markupsafe import Markup

from kit.analysis.weekly.result import WeeklyReview
from kit.language.numbers import known
from kit.present.parts import declared
from kit.present.parts.declared import PROVIDER
from kit.present.voice import Voice

UNITS = {60: "hours", 30: "half_hours", 15: "quarters", 1440: "days"}
# How a state joins the others of its kind in a sentence.
KINDS = {"missing": "", "waiting": "_held", "set_aside": "_aside", "rows_aside": "_aside"}
NO_NAME = "∅"  # of rows without a queue or number (`kit/analysis/line/sql`)
MOST_NAMES = 3


def rows(data: dict, *tables: str) -> list[dict]:
    """What is not whole, of some tables; of all without any."""
    return [one for one in data.get("coverage", []) if not tables or one["table"] in tables]


def unjudged(review: WeeklyReview) -> bool:
    """Whether the provider's week is not whole, so that no figure of it is a week's figure."""
    return bool(rows(review.data, *PROVIDER)) and known(review.figure("vol.offered")["value"])


def amount(one: dict, voice: Voice) -> str:
    """How much came: "4 hours of 24", "until 15:00", "1,200 calls of 1,300"."""
    if known(one.get("until")):
        return voice.plain("incomplete.until", time=voice.minute(one["until"]))
    unit = UNITS.get(int(one["minutes"]), "intervals") if one["minutes"] else "calls"
    return str(voice.count(f"incomplete.amount.{unit}", one["came"], of=voice.calls(one["due"])))


def day(review: WeeklyReview, date: dt.date, voice: Voice) -> str:
    """The state of one day of the provider's: "4 hours of 24", "delivered, set aside", "not delivered"; "" if whole."""
    mine = [one for one in rows(review.data, *PROVIDER) if one["date"] == date.isoformat()]
    if not mine:
        return ""
    return of_day(mine, voice)


def of_day(found: list[dict], voice: Voice) -> str:
    """What came of one day, from its rows of `data["coverage"]`: the table's own before those of its queues."""
    whole = [one for one in found if not one["part"]]
    if whole:
        return state(whole[0], voice)
    names = named([one["part"] for one in found], voice)
    return voice.plain("incomplete.parts", parts=names, amount=state(_together(found), voice))


def named(parts: list[str], voice: Voice) -> str:
    """Queues or numbers by name, three at most and how many more; rows without a name as such."""
    found = list(dict.fromkeys(voice.plain("incomplete.no_name") if part == NO_NAME else part for part in parts))
    more = len(found) - MOST_NAMES
    if more <= 0:
        return voice.listed(found)
    return voice.listed([*found[:MOST_NAMES], str(voice.count("incomplete.more", more))])


def each_day(found: list[dict], voice: Voice) -> str:
    """ "Wednesday (B: not in the file) and Friday (4 hours of 24)", of a finding's `each`."""
    days: dict[dt.date, list[dict]] = {}
    for one in found:
        days.setdefault(one["date"], []).append(one)
    alike: dict[str, list[str]] = {}
    for date, mine in days.items():
        alike.setdefault(of_day(mine, voice), []).append(voice.weekday(date))
    return voice.listed([f"{voice.listed(names)} ({said})" for said, names in alike.items()])


def _together(found: list[dict]) -> dict:
    states = {one["state"] for one in found}
    both = {name: float(sum(one[name] for one in found)) for name in ("came", "due")}
    return found[0] | both | {"state": states.pop() if len(states) == 1 else "partial"}


def state(one: dict, voice: Voice) -> str:
    """What came of one table, or part of it, on one day."""
    shown = {"partial": amount, "stops": amount}
    if one["state"] in shown:
        return shown[one["state"]](one, voice)
    if one["state"] == "rows_aside":
        return str(voice.count("incomplete.rows_aside", one["due"] - one["came"], of=voice.calls(one["due"])))
    if one["state"] == "missing" and one["part"]:
        return voice.plain("incomplete.no_part")
    return voice.plain(f"incomplete.state.{one['state']}")


def lead(review: WeeklyReview, voice: Voice) -> str:
    """ "Week 47 incomplete: 2 whole days of 7"; a week that is not over is under way."""
    found = rows(review.data, *PROVIDER)
    days = review.data["days"]
    count = voice.count("incomplete.days", days["provider"], of=voice.number(days["open"]))
    form = "under_way" if {one["state"] for one in found} == {"not_due"} else "lead"
    said = voice.plain(f"incomplete.{form}", week=voice.week_number(review.week), days=count)
    for state in ("set_aside", "waiting"):
        gone = len({one["date"] for one in found if one["state"] == state})
        said += str(voice.count(f"incomplete.and.{state}", gone)) if gone else ""
    return said


def known_part(review: WeeklyReview, voice: Voice) -> Markup:
    """What the figures speak of: "148 of 168 opening hours", or a share where queues are missing; all only of all."""
    parts = any(one["part"] for one in rows(review.data, *PROVIDER))
    hours = review.data["hours"]
    due, came = hours["open"], hours["provider"]
    if not due or came >= due:
        return Markup("")  # rows or a queue are gone, and no hour of them can be named
    if parts:
        return voice.say("incomplete.share", share=voice.ratio(math.floor(came / due * 100) / 100, 0))
    return voice.count("incomplete.hours", math.floor(came), of=voice.calls(due))


def same_days(review: WeeklyReview, voice: Voice) -> list[Markup]:
    """The whole days beside the same weekdays of the week before; nothing where like cannot be compared with like."""
    like = review.data.get("same_days") or {}
    if "vol.offered" not in like.get("figures", {}):
        return []
    found = like["figures"]["vol.offered"]
    days = voice.listed([voice.weekday(dt.date.fromisoformat(date)) for date in like["days"]])
    shown = {"now": voice.calls(found["value"]), "previous": voice.calls(found["previous"])}
    delta = voice.percent(found["value"] / found["previous"] - 1) if found["previous"] else voice.nothing
    said = [voice.count("incomplete.same_days", len(like["days"]), days=days, delta=delta, **shown)]
    judged = review.judged[review.judged["objective"].notna() & (review.judged["unit"] == "ratio")]
    for _, row in judged.head(1).iterrows():
        rate = like["figures"].get(row["variant"] or row["figure"])
        if rate:
            values = {name: voice.ratio(rate[name]) for name in ("value", "previous")}
            said.append(voice.say("incomplete.same_days_rate", figure=voice.title(row), **values))
    return said


def nothing(review: WeeklyReview, voice: Voice) -> str:
    """Nothing can be judged: nothing was owed, or nobody knows what is missing."""
    if not declared.can_come(review, *PROVIDER):
        return voice.plain("lead.missing_undeclared", week=voice.week_number(review.week))
    if review.data.get("complete", True):
        return voice.plain("lead.nothing", week=voice.week_number(review.week))
    return voice.plain("lead.missing", what=voice.plain("lead.missing_data"), week=voice.week_number(review.week))


def _some(table: str, review: WeeklyReview) -> bool:
    """Whether some open day of a table came, where its words would say that none did."""
    if table in PROVIDER:
        return False  # "some of the provider's calls"
    gone = {one["date"] for one in rows(review.data, table) if one["state"] == "missing" and not one["part"]}
    return 0 < len(gone) < review.data.get("days", {}).get("open", 0)


def sentences(review: WeeklyReview, voice: Voice, key: str, *only: str) -> list[Markup]:
    """What is missing from the week, by how: `key` for what did not come, `key`_held for what waits for a confirmation,
    `key`_aside for what came and was set aside, `key`_partial for what came in part. only: tables, all without any."""
    found: dict[str, list[str]] = {"": [], "_held": [], "_aside": [], "_partial": []}
    ledger = review.deliveries
    for form, status in (("", "missing"), ("_held", "held")):
        found[form] += list(ledger.loc[ledger["status"] == status, "table"])
    for one in rows(review.data):
        if one["state"] not in ("not_due", "silent"):  # a silent queue may be a closed one: a finding asks
            whole = not one["part"] and one["state"] in KINDS
            form = KINDS[one["state"]] if whole else "_partial"
            found["_partial" if form == "" and _some(one["table"], review) else form].append(one["table"])
    found[""] += [one["table"] for one in review.data.get("missing", []) if not rows(review.data, one["table"])]
    # A file that came and waits is not missing; one of which nothing came is not partly there.
    found[""] = [table for table in found[""] if table not in (*found["_held"], *found["_partial"])]
    said = {
        form: [table for table in dict.fromkeys(tables) if not only or table in only] for form, tables in found.items()
    }
    week = voice.week_number(review.week)
    return [
        voice.say(f"{key}{form}", what=voice.listed([voice.plain(f"lead.gone.{name}") for name in tables]), week=week)
        for form, tables in said.items()
        if tables
    ]
