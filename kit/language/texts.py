"""What a key says in one language: the one reader of `kit/language/locale/`.

In:   a key ("errors.no_home": the name of a file, then the way down in it), "fr" or "en", fields for its gaps.
Out:  the text as it is written in the file.
Why:  below errors, and so without an import of the kit: an error that needed a package above it to be told could not
      be raised there. YAML is loaded with the first text: `kit --version` needs none.
Not here: typographic marks (`kit.language.typography`), fields that wait for their reader (`kit.language.later`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

LANGUAGES = ("fr", "en")
PLACE = Path(__file__).with_name("locale")


@cache
def texts(room: str, lang: str) -> dict[str, str]:
    """Every text of a room in one language, by its dotted key inside of it. For looking through, not to be changed."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml's is ten times faster, where it was built in
    return dict(_flat(yaml.load((PLACE / f"{room}.{lang}.yml").read_bytes(), loader)))


def _flat(tree: dict[str, object] | list[object], above: str = "") -> list[tuple[str, str]]:
    """Dotted keys and their texts; the parts of a list are numbered from 0."""
    found: list[tuple[str, str]] = []
    for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
        name = f"{above}{key}"
        found += _flat(value, f"{name}.") if isinstance(value, dict | list) else [(name, str(value))]
    return found


def rooms() -> list[str]:
    """The names of all rooms, sorted."""
    return sorted({path.name.split(".")[0] for path in PLACE.glob("*.yml")})


def has(key: str, lang: str) -> bool:
    """Whether a key has a text."""
    room, _, name = key.partition(".")
    return name in texts(room, lang)


def text(key: str, lang: str, /, **fields: object) -> str:
    """The text of `key` in one language. Raises KeyError where the key or a field is missing."""
    room, _, name = key.partition(".")
    return texts(room, lang)[name].format(**fields)
