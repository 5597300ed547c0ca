"""Writes a back office's event log in the standard of process mining (XES), packed.

In:   a folder, an ISO week, a seed.
Out:  `journal-WEEK.xes.gz`: a trace for each case with an event of the week, its starts and completions; offsets of the
      clock written out, attributes of attributes, lists, words in capitals, a case without a closing date.
Why:  the quirks are planted and counted, so that none is lost.
Not here: what happened (`casework`), ten million events (`kit.sample.event_log`).
"""

from __future__ import annotations

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import quoteattr

from kit.sample.exports import Written, casework
from kit.sample.exports.casework import Case

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Made by the sample: no platform is meant. -->
<log xes.version="1.0" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<global scope="trace">
\t\t<string key="concept:name" value="?"/>
\t\t<date key="clôture" value="1970-01-01T00:00:00.000+01:00"/>
\t</global>
\t<classifier name="Activity" keys="concept:name lifecycle:transition"/>
\t<string key="concept:name" value="Journal"><int key="cases" value="0"/></string>
"""
TAIL = "</log>\n"
_WORDS = {"start": "START", "complete": "COMPLETE"}


def write(folder: Path, week: str, seed: int = 1) -> Written:
    """Writes the file. truth: `events`, `cases`, `starts`, `completions`, `open` (cases), `without_agent` (events)."""
    known = [one for one in casework.cases(week, seed) if _of_week(one, week)]
    path = folder / f"journal-{week}.xes.gz"
    text = "".join([HEAD, *(line for one in known for line in _trace(one, week)), TAIL])
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
    events = [event for one in known for event in _of_week(one, week)]
    truth = {"events": len(events), "cases": len(known), "open": sum(one.closed is None for one in known)}
    truth |= {"starts": sum(word == "start" for _, word, _, _ in events)}
    truth |= {"completions": len(events) - truth["starts"], "without_agent": sum(not agent for *_, agent in events)}
    return Written([path], truth)


def _of_week(case: Case, week: str) -> list[tuple[dt.datetime, str, str, str]]:
    """Moment, transition, step and agent of what happened in the week, in order."""
    found = [
        (at, word, step.name, step.agent)
        for step in case.steps
        for word, at in (("start", step.starts), ("complete", step.ends))
        if at is not None and casework.within(at, week)
    ]
    return sorted(found, key=lambda event: event[0])


def _trace(case: Case, week: str) -> Iterator[str]:
    yield "\t<trace>\n"
    yield attribute("string", "concept:name", case.key)
    yield attribute("string", "canal", case.channel)
    yield attribute("string", "nature", case.category)
    yield attribute("date", "réception", _iso(case.opened))
    yield attribute("date", "échéance", _iso(case.due))
    if case.closed:  # XES writes no empty value: an open case has no such attribute
        yield attribute("date", "clôture", _iso(case.closed))
    yield '\t\t<list key="pièces"><values><string key="concept:name" value="hors sujet"/></values></list>\n'
    for at, word, name, agent in _of_week(case, week):
        yield "\t\t<event>\n"
        yield f'\t\t\t<string key="concept:name" value={quoteattr(name)}><int key="rang" value="1"/></string>\n'
        yield "\t" + attribute("string", "lifecycle:transition", _WORDS[word])
        if agent:
            yield "\t" + attribute("string", "org:resource", agent)
        yield "\t" + attribute("string", "org:group", casework.TEAMS[name])
        yield "\t" + attribute("date", "time:timestamp", _iso(at))
        yield "\t\t</event>\n"
    yield "\t</trace>\n"


def attribute(kind: str, key: str, value: str) -> str:
    """One attribute of a trace, as a line."""
    return f"\t\t<{kind} key={quoteattr(key)} value={quoteattr(value)}/>\n"


def _iso(at: dt.datetime) -> str:
    return at.isoformat(timespec="milliseconds")
