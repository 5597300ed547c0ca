"""Every rule of `events:` against a second, plain way to compute it, over events in any order and any state."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.intake import event_table, eventful, grid
from kit.intake.delivered import Delivered
from kit.params import contract
from kit.params import sources as read_sources

SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*"}
file: {format: csv, separator: ",", decimal: ","}
time: {zone: UTC}
events:
  by: call
  event: what
  at: {from: at, format: epoch}
  order: ORDER
  no_call: [NONE]
  begin: [B]
  end: [E]
  ignored: [I]
  columns:
    first: {first: n}
    first_of: {first: n, of: [B, M]}
    last: {last: n}
    last_of: {last: n, of: M}
    sum: {sum: n, of: [M, E], factor: 0.5}
    count: {count: [M, B]}
    any: {any: E}
    between: {between: [B, E]}
    otherwise: {between: [B, M], else: [E, I]}
    each: {between: [[B, M], E], each: true}
columns:
  call_key: {from: first}
  arrived_at: {from: first_of, format: epoch}
  outcome: {constant: answered}
  queue: {join: [last, last_of, sum, count, any, between, otherwise, each]}
"""
START = 1_700_000_000
_SUM = 5  # its place in a row that is made
EVENT = st.tuples(
    st.sampled_from(["a", "b", "NONE", ""]),
    st.sampled_from(["B", "M", "E", "I", "X"]),
    st.one_of(st.none(), st.integers(0, 5)),  # a moment, or one that cannot be read
    st.sampled_from(["", "1", "2,5", "x"]),
)


def naive(events: list[tuple], by_moment: bool) -> list[tuple]:
    """The rows that the rules make: (row number, cells), in the order of the file."""
    listed = [(number, *event) for number, event in enumerate(events, start=2)]
    if by_moment:
        listed.sort(key=lambda event: (event[3] is not None, event[3] or 0))
    found = [(listed.index(event), event[0], ["no_call", *[None] * 10]) for event in listed if event[1] in ("NONE", "")]
    for call in ("a", "b"):
        own = [event for event in listed if event[1] == call]
        if own:
            found.append((listed.index(own[0]), own[0][0], [state(own), *cells(own)]))
    return [(number, row) for _, number, row in sorted(found)]


def state(own: list[tuple]) -> str:
    either = [kind for _, _, kind, _, _ in own if kind in "BE"]
    if all(kind == "I" for _, _, kind, _, _ in own):
        return "ignored_call"
    if not either or either[0] != "B":
        return "unbegun_call"
    return "whole" if either[-1] == "E" else "unfinished_call"


def cells(own: list[tuple]) -> list:
    kinds, moments, said = ([event[at] for event in own] for at in (2, 3, 4))
    of = {names: [cell for kind, cell in zip(kinds, said, strict=True) if kind in names] for names in ("BM", "M", "ME")}
    first = {name: kinds.index(name) for name in set(kinds)}
    begin = first.get("B")
    after = list(range(begin + 1, len(own))) if begin is not None else []
    ends = [at for at in after if kinds[at] == "E"]
    middles = [at for at in after if kinds[at] == "M"]
    others = [at for at in after if kinds[at] in "EI"]
    spans = [at for at in range(len(own)) if kinds[at] in "BME"]
    pairs = [
        (one, other) for one, other in zip(spans, spans[1:], strict=False) if kinds[one] in "BM" and kinds[other] == "E"
    ]
    lasts = [seconds(moments, one, other) for one, other in pairs]
    return [
        said[0], next(iter(of["BM"]), None), said[-1], of["M"][-1] if of["M"] else None, total(of["ME"]),
        sum(kind in "MB" for kind in kinds), "true" if "E" in kinds else "false",
        seconds(moments, begin, ends[0]) if ends else None,
        seconds(moments, begin, (middles or others[-1:])[0]) if middles or others else None,
        None if not lasts or None in lasts else sum(lasts),
    ]  # fmt: skip


def seconds(moments: list, one: int, other: int) -> float | None:
    return None if moments[one] is None or moments[other] is None else moments[other] - moments[one]


def total(said: list[str]) -> str | float | None:
    """Half the sum; the first cell that is no number; None where there is none."""
    bad = [cell for cell in said if cell == "x"]
    numbers = [float(cell.replace(",", ".")) for cell in said if cell not in ("", "x")]
    return bad[0] if bad else sum(numbers) / 2 if numbers else None


@pytest.mark.slow
@given(events=st.lists(EVENT, min_size=1, max_size=14), by_moment=st.booleans(), part=st.integers(1, 8))
@settings(max_examples=settings.default.max_examples // 2, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_rule_is_what_a_plain_loop_makes_of_the_events(desk, tmp_path, monkeypatch, events, by_moment, part):
    """Whatever the events: cut, doubled, without a moment, of no call, or of a kind that nobody knows."""
    desk.sources(calls=SOURCE.replace("ORDER", "at" if by_moment else "file"))
    monkeypatch.setattr(event_table, "_PART", part)
    monkeypatch.setattr(eventful, "_BATCH", 5)
    source, now = read_sources("line").sources["calls"], dt.datetime.now(dt.UTC)
    file = Delivered(tmp_path / "log", "log", "", source, contract("line"), tmp_path, now)
    written = [["?" if at is None else str(START + at), call, kind, cell] for call, kind, at, cell in events]

    head, made, told = eventful.calls(
        file, grid.header_of(1, [["at", "call", "what", "n"]]), iter(enumerate(written, 2))
    )
    rows = [(number, row[:11]) for number, row in made]

    assert head.names[1:11] == list(source.events.columns)
    for _, row in rows:  # a sum is handed on as the file writes numbers
        row[_SUM] = float(row[_SUM].replace(",", ".")) if row[_SUM] not in (None, "x") else row[_SUM]
    assert rows == naive(events, by_moment)
    assert told.events == len(events)
    assert told.unknown.total() == sum(call in "ab" and call != "" and kind == "X" for call, kind, _, _ in events)
    assert told.unread == sum(at is None for _, _, at, _ in events)
