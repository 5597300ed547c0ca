"""What `roleplay.yml` holds: the cards of rehearsed calls.

In:   the content of the file.
Out:  frozen models; a value that cannot be is refused with its line (`yamlfile`).
Why:  caller, adviser and observer each know something else, so each has a part of the card.
Not here: how cards are printed (`kit.training.pages.cards_page`).
"""

from __future__ import annotations

from pydantic import Field

from kit.params.reader import Strict
from kit.training.sources.texts import Text


class Reaction(Strict):
    when: Text = Field(alias="if")
    then: Text


class Caller(Strict):
    who: Text
    situation: Text
    opening_line: Text
    hidden: Text
    reacts: tuple[Reaction, ...] = ()


class Adviser(Strict):
    goal: Text
    knows: tuple[Text, ...] = ()
    must_not: tuple[Text, ...] = ()


class Watch(Strict):
    criterion: str
    look_for: Text


class Observer(Strict):
    watch: tuple[Watch, ...] = Field(min_length=1)
    ask: tuple[Text, ...] = ()


class Card(Strict):
    """A rehearsed call: what the caller, the adviser and the observer each hold in hand.

    certification: the facilitator's alone; a call that was read before certifies nothing.
    """

    id: str = Field(pattern=r"^r\d+$")
    certification: bool = False
    objective: str
    minutes: int = Field(gt=0, le=60)
    criteria: tuple[str, ...] = ()
    title: Text
    caller: Caller
    adviser: Adviser
    observer: Observer


class Roleplay(Strict):
    """`roleplay.yml`."""

    cards: tuple[Card, ...] = Field(min_length=1)
