"""Looks at each file of a command once its rows are merged, and holds back those that take away what stood.

In:   the files of one command, what each of them changes in the tables.
Out:  `of`: what `kit.store.commit` asks before it takes a batch for good; receipts with a ChangeHeld.
Why:  the decision needs the merge, the source's past and the other files of the command together.
Not here: why a file is held back (`guard`), the notes on files that wait (`kit.store.held`).
"""

from __future__ import annotations

from kit import store
from kit.errors import ChangeHeld
from kit.intake import guard, told
from kit.intake.delivered import Words, words
from kit.intake.receipt import Desk, Taken
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
        why = guard.reasons(one.source, batch.delivery, change, before)
        held = [one, *_robbed(taken, one, change)] if why else []
        for each in held:
            _hold(desk, each, why, change)
        return [each.batch for each in held]

    return review


def _robbed(taken: list[Taken], one: Taken, change: store.Change) -> list[Taken]:
    """Files of the same command whose rows this one takes away: nobody said which of them is right."""
    others = [other for other in taken if other.batch and other is not one and not other.receipt.error]
    return [other for other in others if other.receipt.sha256 in change.gone_from]


def _hold(desk: Desk, one: Taken, why: list[Words], change: store.Change) -> None:
    days = guard.days_told(change)
    one.receipt.hold(
        ChangeHeld(
            file=one.receipt.file,
            source=one.source.name,
            why=told.sentences(why),
            days=told.days(days),
            way=words("way_parts" if len(days) else "way_look", where=desk.where, source=one.source.name),
            partnership=desk.partnership,
            path=visible_line(one.path),
        )
    )
    if not desk.dry_run:
        store.held.note(desk.partnership, one.batch.delivery, why)
