"""What `styles/<id>.yml` holds: a client's names, sentences, words and colours.

In:   the content of the file.
Out:  frozen models; unknown keys and unreadable colours are refused with their line (`yamlfile`).
Why:  another client takes the same modules and changes this file only.
Not here: substitution of variables (`kit.training.text.variables`).
"""

from __future__ import annotations

import datetime as dt
import re

from pydantic import Field, field_validator, model_validator

from kit.params.glossary import contrast
from kit.params.reader import Strict
from kit.training.sources.texts import Name, Text

LEGIBLE = 4.5  # WCAG 2.2, 1.4.3: contrast of text
_HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
_SLOT = re.compile(r"\[[^\]]+\]")


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
