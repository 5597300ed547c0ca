"""Writes Avaya's interval reports as they are printed to a file, with the quirks that their readers meet.

In:   a folder, an ISO week, a seed.
Out:  the week as CMS Supervisor exports it (separated, pages of one split and day, AM and PM, a totals line each), and
      its Monday as BCMS prints it (columns by their place, three lines of header, ":25" for 25 seconds).
Why:  a title taken for a row is a fault, a header read twice is a row too many, and a call that flows from one split to
      another stands in both: each is planted and counted.
Not here: what happened (`drawn`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from kit.sample.exports import Written
from kit.sample.exports.drawn import QUEUED, QUEUES, Call, calls

HEADER = (
    "Starting Time", "ACD Calls", "Avg Speed Ans", "Avg ACD Time", "Avg ACW Time", "Aban Calls", "Avg Aban Time",
    "Flow In", "Flow Out",
)  # fmt: skip
PAGE = 12  # lines of a table on one page; a longer one goes on below a header of its own
_BCMS_HEADER = (
    f"{'':12}{'':7}{'AVG':>7}{'':7}{'AVG':>7}{'AVG':>7}{'TOTAL':>8}",
    f"{'':12}{'ACD':>7}{'SPEED':>7}{'ABAND':>7}{'ABAND':>7}{'TALK':>7}{'AFTER':>8}{'FLOW':>6}{'FLOW':>6}",
    f"{'TIME':12}{'CALLS':>7}{'ANS':>7}{'CALLS':>7}{'TIME':>7}{'TIME':>7}{'CALL':>8}{'IN':>6}{'OUT':>6}",
)
Counts = dict[str, int]


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes `cms-WEEK.txt` and `bcms-WEEK-1.txt` (Monday).

    truth: `by_queue` (offered, answered, abandoned where each call ended, "" for all), `monday` (the same of Monday),
    `page_lines` and `totals` (of the two files), `flowed` (calls that changed their split), `wait_answered_s`,
    `talk_s`, `acw_s` (s, as the rounded means give them).
    """
    drawn = [call for call in calls(week, seed) if call.outcome in QUEUED]
    table = _table(drawn)
    monday = {key: counts for key, counts in table.items() if key[0] == min(key[0] for key in table)}
    cms, bcms = folder / f"cms-{week}.txt", folder / f"bcms-{week}-1.txt"
    pages = list(_cms(table))
    printed = list(_bcms(monday))
    cms.write_bytes("".join(line + "\r\n" for line in pages).encode("cp1252"))
    bcms.write_bytes("".join(line + "\r\n" for line in printed).encode("cp1252"))
    truth: dict[str, object] = {"by_queue": _by_queue(table), "monday": _by_queue(monday)}
    truth["flowed"] = sum(counts["in"] for _, counts in _slots(table))
    # The first page's four lines stand above the table.
    truth["page_lines"] = (_page_lines(pages, len(table), table) - 4, _page_lines(printed, len(monday), monday))
    truth["totals"] = (len(table), len(monday))
    for name in ("wait_answered_s", "talk_s", "acw_s"):
        truth[name] = sum(_mean(counts, name) * counts["answered"] for _, counts in _slots(table))
    return Written([cms, bcms], truth)


Table = dict[tuple[dt.date, str], dict[dt.datetime, Counts]]  # by day and split, by half-hour


def _table(drawn: list[Call]) -> Table:
    """Counts where each call ended: one that overflowed was answered in the next split."""
    table: Table = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for call in drawn:
        left = call.at + dt.timedelta(seconds=call.ivr_s + call.wait_s)
        slot = left.replace(minute=left.minute // 30 * 30, second=0)
        queue = call.queue
        if call.outcome == "overflow":
            table[slot.date(), queue][slot]["out"] += 1
            queue = QUEUES[(QUEUES.index(queue) + 1) % len(QUEUES)]
            table[slot.date(), queue][slot]["in"] += 1
        counts = table[slot.date(), queue][slot]
        counts["abandoned" if call.outcome == "abandoned" else "answered"] += 1
        name = "wait_abandoned_s" if call.outcome == "abandoned" else "wait_answered_s"
        counts[name] += call.wait_s
        counts["talk_s"] += call.talk_s + call.hold_s + (120 if call.outcome == "overflow" else 0)
        counts["acw_s"] += call.acw_s
    return {key: dict(sorted(table[key].items())) for key in sorted(table)}


def _slots(table: Table) -> Iterator[tuple[dt.datetime, Counts]]:
    for counts in table.values():
        yield from counts.items()


def _by_queue(table: Table) -> dict[str, Counts]:
    found: dict[str, Counts] = {queue: {"offered": 0, "answered": 0, "abandoned": 0} for queue in ("", *QUEUES)}
    for (_, queue), slots in table.items():
        for counts in slots.values():
            for of in ("", queue):
                for name in ("answered", "abandoned"):
                    found[of][name] += counts[name]
                    found[of]["offered"] += counts[name]
    return found


def _page_lines(lines: list[str], totals: int, table: Table) -> int:
    return len([line for line in lines if line.strip("\f")]) - totals - sum(len(slots) for slots in table.values())


def _mean(counts: Counts, name: str) -> int:
    """A mean in whole seconds, as it is printed."""
    of = counts["abandoned" if name == "wait_abandoned_s" else "answered"]
    return round(counts[name] / of) if of else 0


def _cms(table: Table) -> Iterator[str]:
    page = 0
    for (day, queue), slots in table.items():
        rows = [_cms_row(f"{at:%I:%M %p}".lstrip("0"), [counts]) for at, counts in slots.items()]
        rows.append(_cms_row("Totals", list(slots.values())))
        for at in range(0, len(rows), PAGE):
            page += 1
            yield f"{'' if page == 1 else chr(12)}Split/Skill Interval Report;;Page {page}"
            yield f"Split/Skill:;{queue}"
            yield f"Date:;{day:%m/%d/%Y}"
            yield ";".join(HEADER)
            yield from rows[at : at + PAGE]


def _cms_row(label: str, slots: list[Counts]) -> str:
    whole = _summed(slots)
    seconds = [_clock(_mean(whole, name)) for name in ("wait_answered_s", "talk_s", "acw_s", "wait_abandoned_s")]
    cells = [label, whole["answered"], *seconds[:3], whole["abandoned"], seconds[3], whole["in"], whole["out"]]
    return ";".join(map(str, cells))


def _summed(slots: list[Counts]) -> Counts:
    whole: Counts = defaultdict(int)
    for counts in slots:
        for name, value in counts.items():
            whole[name] += value
    return whole


def _clock(seconds: int) -> str:
    return f"{seconds // 60 or ''}:{seconds % 60:02d}"


def _bcms(table: Table) -> Iterator[str]:
    for at, ((day, queue), slots) in enumerate(table.items(), start=1):
        yield f"{chr(12) if at > 1 else ''}{'BCMS SPLIT REPORT':>45}"
        yield f"Switch Name: Ligne                 Date: 7:05 pm {day:%a %b %d, %Y}".upper().replace("DATE", "Date")
        yield f"Split: {at}"
        yield f"Split Name: {queue}                  Acceptable Service Level: 20"
        yield from _BCMS_HEADER
        yield "-" * 67
        for start, counts in slots.items():
            end = start + dt.timedelta(minutes=30)
            yield _bcms_row(f"{start:%H:%M}-{end:%H:%M}", [counts])
        yield "-" * 67
        yield _bcms_row("SUMMARY", list(slots.values()))


def _bcms_row(label: str, slots: list[Counts]) -> str:
    whole = _summed(slots)
    answer, talk, lost = (_clock(_mean(whole, name)) for name in ("wait_answered_s", "talk_s", "wait_abandoned_s"))
    counts = f"{whole['answered']:>7}{answer:>7}{whole['abandoned']:>7}{lost:>7}{talk:>7}"
    return f"{label:12}{counts}{_clock(whole['acw_s']):>8}{whole['in']:>6}{whole['out']:>6}"
