"""What the house's own files hold: styles, facts, the grid, paths, the glossary, reasons, triggers, verbs.

In:   the content of a YAML file.
Out:  frozen models; unknown keys and unreadable colours are refused with their line (`yamlfile`).
Why:  another client takes the same modules and changes these files only.
Not here: the modules' own files (`schema`), substitution of variables (`style`).
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Literal

from pydantic import Field, field_validator, model_validator

from kit.params.glossary import contrast
from kit.params.reader import Strict
from kit.training.sources.schema import Name, Text

LEGIBLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text
_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
_SLOT = re.compile(r"\[[^\]]+\]")


class Verbs(Strict):
    """`verbs.yml`: what an objective may ask for."""

    verbs: dict[str, Text]


class Names(Strict):
    client: Name
    client_short: Name
    client_of: Name
    client_to: Name
    provider: Name
    provider_short: Name
    line: Name
    number: Name
    hours: Name
    tool: Name


class Public(Strict):
    the: Name
    one: Name
    of: Name
    plural: Name


class Job(Strict):
    one: Name
    the: Name
    plural: Name


class Pair(Strict):
    the: Name
    one: Name


class Services(Strict):
    housing: Name
    travel: Name
    emergency: Name
    mobility: Name
    childcare: Name
    credit: Name
    health: Name
    social: Name


class Formulas(Strict):
    """Whole sentences, with « [slots] » to fill."""

    greeting: Text
    rephrase: Text
    hold_before: Text
    hold_return: Text
    transfer: Text
    callback: Text
    refusal: Text
    emergency: Text
    recording: Text
    identity: Text
    limit: Text
    closing: Text
    voicemail: Text
    mail_signature: Text


class Word(Strict):
    avoid: str
    say: str
    why: str = ""


class WordList(Strict):
    """The words to avoid differ from one language to the other; each list stands by itself."""

    fr: tuple[Word, ...]
    en: tuple[Word, ...]

    def __getitem__(self, lang: str) -> tuple[Word, ...]:
        return self.fr if lang == "fr" else self.en


class Literals(Strict):
    """Words of one client's world, per language."""

    fr: tuple[str, ...] = ()
    en: tuple[str, ...] = ()

    def __getitem__(self, lang: str) -> tuple[str, ...]:
        return self.fr if lang == "fr" else self.en


class Colours(Strict):
    """Colours of one scheme. Those of text must be legible on paper and on tint, `on_primary` on `primary`."""

    primary: str
    on_primary: str = "#ffffff"
    accent: str
    ink: str
    soft: str
    line: str
    paper: str
    tint: str
    bad: str
    warn: str
    ok: str

    @field_validator("*")
    @classmethod
    def _hex(cls, colour: str) -> str:
        if not _HEX.match(colour):
            raise ValueError("write a colour as '#0f5c6e'")
        return colour.lower()

    @model_validator(mode="after")
    def _legible(self) -> Colours:
        pairs = [
            (text, ground)
            for text in ("primary", "accent", "ink", "soft", "bad", "warn", "ok")
            for ground in ("paper", "tint")
        ]
        for text, ground in [*pairs, ("on_primary", "primary")]:
            ratio = contrast(getattr(self, text), getattr(self, ground))
            if ratio < LEGIBLE:
                raise ValueError(f"{text} on {ground} has a contrast of {ratio:.2f}, at least {LEGIBLE} is legible")
        return self


class Style(Strict):
    """`styles/<id>.yml`: a client's names, sentences, words and colours."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    version: str
    reviewed_on: dt.date
    names: Names
    public: Public
    job: Job
    agency: Pair
    employer: Pair
    services: Services
    formulas: Formulas
    tone: tuple[Text, ...] = ()
    writing: tuple[Text, ...] = ()
    words: WordList
    own_words: Literals = Literals()
    placeholders: dict[str, Text] = Field(default_factory=dict)
    formula_slots: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    client_modules: tuple[str, ...] = ()
    client_slots: dict[str, Text] = Field(default_factory=dict)
    colours: Colours
    dark: Colours | None = None

    @model_validator(mode="after")
    def _slots(self) -> Style:
        """Each formula holds exactly the placeholders stated for it, in both languages."""
        for name, slots in self.formula_slots.items():
            if name not in Formulas.model_fields or not set(slots) <= set(self.placeholders):
                raise ValueError(f"formula_slots: {name} or one of {list(slots)} is not known")
            for lang in ("fr", "en"):
                wanted = sorted(self.placeholders[slot][lang] for slot in slots)
                held = sorted(set(_SLOT.findall(getattr(self.formulas, name)[lang])))
                if wanted != held:
                    raise ValueError(f"formula {name} ({lang}) holds {held or 'no slot'}, stated are {wanted}")
        return self


class Fact(Strict):
    """A dated statement with its source. Unconfirmed or past its date, it is shown as to be confirmed."""

    value: Name
    says: Text
    source: Name
    url: str = Field(default="", pattern=r"^(https?://\S+)?$")
    seen_on: dt.date
    valid_from: dt.date | None = None
    valid_until: dt.date
    confirmed: bool = False
    confirmed_by: str = ""

    @model_validator(mode="after")
    def _lasting(self) -> Fact:
        if self.valid_until <= self.seen_on:
            raise ValueError("valid_until must be later than seen_on")
        return self


class Facts(Strict):
    """One file of `facts/`."""

    scope: str = Field(pattern=r"^(common|client:[a-z0-9_-]+)$")
    awaits: Text | None = None  # who must still confirm them all; shown beside them, and a release is refused
    facts: dict[str, Fact]


class Anchors(Strict):
    """What is heard at each level; the levels are words as YAML keys 0, 1, 2 would be numbers."""

    zero: Text = Field(alias="0")
    one: Text = Field(alias="1")
    two: Text = Field(alias="2")


class Criterion(Strict):
    id: str = Field(pattern=r"^C\d+$")
    weight: int = Field(gt=0)
    may_be_na: bool = False
    name: Text
    anchors: Anchors

    @field_validator("anchors", mode="before")
    @classmethod
    def _numbers(cls, anchors: object) -> object:
        return {str(key): value for key, value in anchors.items()} if isinstance(anchors, dict) else anchors


class Eliminatory(Strict):
    id: str = Field(pattern=r"^E\d+$")
    name: Text
    anchor: Text


class Phase(Strict):
    id: str
    title: Text
    criteria: tuple[str, ...]


class Grid(Strict):
    """`grids/listening.yml`."""

    id: str
    version: str
    reviewed_on: dt.date | None = None
    title: Text
    intro: Text | None = None
    criteria: tuple[Criterion, ...]
    eliminatory: tuple[Eliminatory, ...]
    phases: tuple[Phase, ...] = ()
    pass_mark: int | None = Field(None, gt=0, le=100)
    rules: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _hundred(self) -> Grid:
        total = sum(criterion.weight for criterion in self.criteria)
        if total != 100:
            raise ValueError(f"the weights add up to {total}, not to 100")
        phased = sorted(name for phase in self.phases for name in phase.criteria)
        if self.phases and phased != sorted(criterion.id for criterion in self.criteria):
            raise ValueError("each criterion must stand in one phase, once")
        return self


class Day(Strict):
    day: int = Field(ge=1)
    am: tuple[str, ...] = ()
    pm: tuple[str, ...] = ()


class Floor(Strict):
    minutes: int = Field(gt=0)
    what: Text


class Week(Strict):
    week: int = Field(ge=1)
    title: Text
    days: tuple[Day, ...] = ()
    modules: tuple[str, ...] = ()
    floor: tuple[Floor, ...] = ()
    gate: str = ""
    load: float | None = Field(None, gt=0, le=1)
    listens: int | None = Field(None, ge=0)

    @field_validator("floor", mode="before")
    @classmethod
    def _one(cls, floor: object) -> object:
        return [floor] if isinstance(floor, dict) else floor


class Gate(Strict):
    id: str
    title: Text
    modules: tuple[str, ...]
    note: Text | None = None


class Occasion(Strict):
    """When a micro-module is given, in words."""

    module: str
    when: Text


class Path(Strict):
    """`paths/<id>.yml`: which modules, in which order."""

    id: str
    version: str = ""
    title: Text
    intro: Text
    weeks: tuple[Week, ...] = ()
    gates: tuple[Gate, ...] = ()
    modules: tuple[str, ...] = ()
    occasions: tuple[Occasion, ...] = ()


class Term(Strict):
    """A word of the floor."""

    name: Text
    forms: dict[Literal["fr", "en"], tuple[str, ...]] = Field(default_factory=dict)
    says: Text
    see: tuple[str, ...] = ()


class Glossary(Strict):
    terms: dict[str, Term]


class Reason(Strict):
    name: Text
    says: Text | None = None
    scope: str = "common"
    modules: tuple[str, ...] = ()


class Reasons(Strict):
    reasons: dict[str, Reason]


class Event(Strict):
    """A signal that no figure of the glossary tells."""

    name: Text
    says: Text


class Triggers(Strict):
    triggers: dict[str, Event]


class Sheet(Strict):
    """`sheets/<id>/sheet.yml`: a page of reference."""

    id: str
    version: str = ""
    reviewed_on: dt.date | None = None
    scope: str = Field(default="common", pattern=r"^(common|client:[a-z0-9_-]+)$")
    modules: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()


class Due(Strict):
    module: str
    why: Text


class ThisWeek(Strict):
    """`this_week.yml` (optional): the micro-modules that the weekly review asked for."""

    week: str = Field(pattern=r"^\d{4}-W\d{2}$")
    due: tuple[Due, ...]
