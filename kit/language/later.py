"""A text that is told when its reader's language is known.

In:   a key and its fields, where a fault or a doubt is found; a language, where somebody reads of it.
Out:  `Later`, which is called with that language; it survives the pipe of a forked run.
Why:  whoever finds a fault does not know who will read of it: a message in both languages made at once would cost each
      caller both texts, and four classes did this in four ways.
Not here: the texts (`kit.language.texts`), numbers that wait (`kit.language.numbers.Count`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kit.language.texts import text

_PLAIN = (str, int, float, bool, type(None))


@dataclass(frozen=True)
class Later:
    """A text by its key ("store.missing"); its fields may be such texts themselves, or several in a row (a tuple)."""

    key: str
    fields: dict[str, object] = field(default_factory=dict)

    def __call__(self, lang: str) -> str:
        return text(self.key, lang, **{name: in_language(value, lang) for name, value in self.fields.items()})

    def __str__(self) -> str:
        """In English, where a text is all that fits: a log, a list for machines."""
        return self("en")

    def __hash__(self) -> int:
        return hash(self.key)

    def __reduce__(self) -> tuple[type[Later], tuple[str, dict[str, object]]]:
        return Later, (self.key, {name: plain(value) for name, value in self.fields.items()})


Text = str | Later  # a field that is a text, in whatever way


def later(key: str, /, **fields: object) -> Later:
    """The text of `key` with its fields, for whoever will read it."""
    return Later(key, fields)


def in_language(value: object, lang: str) -> object:
    """A field in one language: what waits is told, several in a row one after the other, all else stays as it is."""
    if isinstance(value, tuple):
        return "".join(str(in_language(part, lang)) for part in value)
    return value(lang) if callable(value) else value


def plain(value: object) -> object:
    """A field that survives the pipe of a forked run: what waits still waits, of all else the text."""
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    return value if callable(value) or type(value) in _PLAIN else str(value)
