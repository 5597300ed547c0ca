"""Looks at each file of a command once its rows are merged, and holds back those that take away what stood.

In:   the files of one command, what each of them changes in the tables.
Out:  `of`: what `kit.store.commit` asks before it takes a batch for good; receipts with a ChangeHeld.
Why:  the decision needs the merge, the source's past and the other files of the command together.
Not here: why a file is held back (`guard`), the notes on files that wait (`kit.store.held`).
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from kit import store
from kit.errors import ChangeHeld
from kit.intake import guard, later_lists
from kit.intake.receipt import Desk, Taken
from kit.language.later import Later, later
from kit.params import Source
from kit.store.commit import Review
from kit.visible import visible_line


def of(desk: Desk, taken: list[Taken]) -> Review:
    """Asked of each file once its rows are merged: notes what it changes, and which files to hold back."""

    def review(batch: store.Batch, change: store.Change, merge: store.Merge) -> list[store.Batch]:
        one = next(one for one in taken if one.batch is batch)
        one.receipt.change = change
        if desk.accept_change:
            return []
        before = [delivery for delivery in merge.deliveries if delivery is not batch.delivery]
        robbed = _robbed(taken, one, change)
        why = guard.reasons(one.read[0], batch.delivery, change, before, [other.receipt.file for other in robbed])
        held = [one, *robbed] if why else []
        for each in held:
            _hold(desk, each, why, change)
        return [each.read[1] for each in held]

    return review


def _robbed(taken: list[Taken], one: Taken, change: store.Change) -> list[Taken]:
    """Files of the same command whose rows this one takes away: nobody said which of them is right."""
    others = [other for other in taken if other.batch and other is not one and not other.receipt.error]
    return [other for other in others if other.receipt.sha256 in change.gone_from]


def _hold(desk: Desk, one: Taken, why: list[Later], change: store.Change) -> None:
    source, batch = one.read
    days = guard.days_to_show(change)
    one.receipt.hold(
        ChangeHeld(
            file=one.receipt.file,
            source=source.name,
            why=later_lists.sentences(why),
            days=later_lists.days(days),
            way=_way(desk, source, why),
            command=_command(desk, one.path, source),
        )
    )
    if not desk.dry_run:
        store.held.note(desk.partnership, batch.delivery, why)


def _way(desk: Desk, source: Source, why: list[Later]) -> Later:
    """What to write in the mapping, where the reasons speak of it."""
    slugs, fields = {each.key.removeprefix("intake.") for each in why}, {"where": desk.where, "source": source.name}
    part = next((name for name in ("queue", "number") if name in source.columns), "")
    if "rows_move" in slugs:
        return later("intake.way_keys", **fields)
    if slugs & {"takes_away", "takes_of_command", "values_missing"} and part:
        return later("intake.way_parts", part=part, **fields)
    return later("intake.way_look")


def _command(desk: Desk, path: Path, source: Source) -> str:
    """The command that takes the file in, as one would type it here."""
    home = ["--home", os.environ["KIT_HOME"]] if os.environ.get("KIT_HOME") else []
    named = ["--source", source.name] if desk.named else []
    typed = ["kit", *home, "receive", desk.partnership, str(path), *named, "--accept-change"]
    return visible_line(shlex.join(typed))
