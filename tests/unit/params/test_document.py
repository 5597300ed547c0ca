"""A parameter file that would cost minutes, memory or a traceback is refused at once, with its line."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kit.errors import BadParams
from kit.params.contract import Calendar, Contract
from kit.params.document import LONGEST_TEXT, MOST_BYTES, MOST_LEVELS, MOST_VALUES
from kit.params.glossary import Glossary
from kit.params.home import PROJECT
from kit.params.reader import read, read_yaml
from kit.params.sources import Sources

LAUGHS = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"a{at}: &a{at} [{','.join([f'*a{at - 1}'] * 10)}]\n" for at in range(1, 9)
)
LAUGHS_IN_MAPPINGS = "a0: &a0 {a: x, b: x, c: x, d: x, e: x, f: x, g: x, h: x, i: x, j: x}\n" + "".join(
    f"a{at}: &a{at} {{{', '.join(f'{key}: *a{at - 1}' for key in 'abcdefghij')}}}\n" for at in range(1, 9)
)
# What the file holds, the line that is named (None: the file as a whole), what is told in English and in French.
REFUSED = {
    "aliases of aliases in lists": (LAUGHS, 5, "each alias (*name) counted", "chaque alias (*nom) compté"),
    "aliases of aliases in mappings": (LAUGHS_IN_MAPPINGS, 5, "each alias", "chaque alias"),
    "three thousand brackets": ("terms: " + "[" * 3000 + "]" * 3000, 1, "levels of brackets", "niveaux de crochets"),
    "brackets without an end": ("a: 1\nb: " + "[" * 3000, 2, "levels of brackets", "niveaux de crochets"),
    "braces": ("{a: " * 100 + "x" + "}" * 100, 1, "levels of brackets", "niveaux"),
    "indentation": ("".join(f"{' ' * at}a:\n" for at in range(500)), MOST_LEVELS, "indentation", "retraits"),
    "dashes on one line": ("- " * 5000 + "x", 1, "levels", "niveaux"),
    "a chain of aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{at}: &a{at} [*a{at - 1}]\n" for at in range(1, 300)), MOST_LEVELS - 1,
        "levels", "niveaux"),
    "a cycle": ("a: 1\nb: &b [*b]", 2, "alias *b is inside the very value", "dans la valeur même"),
    "a cycle over a mapping": ("&b\na: {c: *b}", 2, "alias *b", "l'alias *b"),
    "an unknown alias": ("a: *b", 1, 'write "*b"', 'écrire "*b"'),
    "many values": ("a: [" + "1," * (MOST_VALUES + 1) + "]", 1, "more than 100,000 values", "plus de 100\u202f000"),
    "a huge file": ("# " + "x" * MOST_BYTES, None, "larger than 1 MB", "dépasse 1 MB"),
    "a long text": ("a: 1\nb: " + "x" * (LONGEST_TEXT + 1), 2, "a text of 10,001 characters", "10\u202f001 caractères"),
    "a long key": ('"' + "x" * (LONGEST_TEXT + 1) + '": 1', 1, "10,001 characters", "10\u202f001 caractères"),
    "a NUL byte": ("a: 1\nb: x\x00y", 2, "U+0000 is not allowed", "U+0000 n'est pas permis"),
    "an escape byte": ("a: 1\nb: \x1b[2J", 2, "U+001B is not allowed", "U+001B n'est pas permis"),
    "two documents": ("a: 1\n---\nb: 2", 2, "begins a second document", "commence un second document"),
    "code": ("a: !!python/object/apply:os.system [ls]", 1, "`!!python/object/apply:os.system` is not", "n'est pas lu"),
    "a tag that cannot be built": ("a: 1\nb: !!float abc", 2, "`!!float` is not read", "n'est pas lu"),
    "a moment by its tag": ("a: !!timestamp x", 1, "`!!timestamp` is not read", "n'est pas lu"),
    "a tag of one's own": ("a: !secret x", 1, "`!secret` is not read", "n'est pas lu"),
    "a merge key": ("a: &a {b: 1}\nc:\n  <<: *a", 3, "`<<` is not read", "`<<` n'est pas lu"),
    "a list as a key": ("a: 1\n? [b]\n: c", 2, "cannot be a key", "ne peut pas être une clé"),
    "a block as a key": ("? {a: 1}\n: c", 1, "cannot be a key", "ne peut pas être une clé"),
    "a key twice": ("a: 1\nb: 2\na: 3", 3, "a is already in line 1", "a est déjà à la ligne 1"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "line", "english", "french"), REFUSED.values(), ids=list(REFUSED))
def test_a_file_beyond_all_bounds_is_refused_at_once_with_its_line(tmp_path, text, line, english, french):
    """Whoever may change a parameter must not be able to stop the other side's machine with it."""
    path = tmp_path / "contract.yml"
    path.write_text(text, encoding="utf-8")
    began = time.perf_counter()

    with pytest.raises(BadParams) as refused:
        read(path, Contract)

    assert time.perf_counter() - began < 2
    where = f"{path}:{line}" if line else f"{path}"
    assert refused.value.text("en").startswith(f"{where}: "), refused.value.text("en")
    assert english in refused.value.text("en")
    assert french in refused.value.text("fr")


# A line as people write it, what is told (English): each holds the very characters to write.
SLIPS = {
    "a tab": ("a:\n\tb: 1", 2, "indent with blanks, not tabs"),
    "a tab found a line later": ("a:\n  b:\n  \tc: 1\n  d: 2\n e: 3", 3, "indent with blanks, not tabs"),
    "a pattern": ("name: *.csv", 1, 'write "*.csv"'),
    "a pattern within the name": ("name: *calls*.csv", 1, 'write "*calls*.csv"'),
    "a pattern in a list": ("name: [*calls*.csv, x]", 1, 'write "*calls*.csv"'),
    "a time format": ("format: %d/%m/%Y # as exported", 1, 'write "%d/%m/%Y".'),
    "a time format in braces": ("at: {from: x, format: %d/%m/%Y %H:%M}", 1, 'write "%d/%m/%Y %H:%M".'),
    "a second colon": ("fr: closed: works", 1, 'write fr: "closed: works"'),
    "an apostrophe": ("fr: 'aujourd'hui'", 1, 'write "aujourd\'hui"'),
    "a backslash": ('pattern: "\\d+"', 1, "single quotes"),
    "an open quote": ("a: 1\nb: 'x\nc: 2", 3, "opened in line 2 is not closed"),
    "an open bracket": ("a: [1, 2\nb: 3", 2, "opened in line 1 is not closed"),
    "no colon": ("a\nb: 1", 2, "needs a colon"),
    "odd indentation": ("a:\n  b: 1\n c: 2", 3, "indentation of the lines around it"),
}


@pytest.mark.parametrize(("text", "line", "told"), SLIPS.values(), ids=list(SLIPS))
def test_a_slip_of_syntax_is_told_with_what_to_write(tmp_path, text, line, told):
    """ "found character that cannot start any token" sends a contract's keeper to whoever wrote the parser."""
    path = tmp_path / "sources.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadParams) as refused:
        read_yaml(path)

    assert refused.value.text("en").startswith(f"{path}:{line}: "), refused.value.text("en")
    assert told in refused.value.text("en"), refused.value.text("en")


def test_a_device_in_the_place_of_a_file_is_refused(tmp_path):
    """A link to an endless device would be read for ever."""
    path = tmp_path / "contract.yml"
    path.symlink_to("/dev/zero")

    with pytest.raises(BadParams, match="not an ordinary file"):
        read_yaml(path)


def test_other_encodings_are_refused_with_the_line(tmp_path):
    """An editor of a Windows desk saves in its own encoding unless told otherwise."""
    path = tmp_path / "contract.yml"
    path.write_bytes("a: 1\nb: opérateur\n".encode("cp1252"))

    with pytest.raises(BadParams, match=r"contract\.yml:2: the file is not in UTF-8"):
        read_yaml(path)


def test_an_alias_that_repeats_a_few_hours_is_read(tmp_path):
    """Nothing speaks against writing the same hours once."""
    path = tmp_path / "hours.yml"
    path.write_text('mon: &usual ["08:00-18:00"]\ntue: *usual\nwed: *usual\n', encoding="utf-8")

    assert read_yaml(path) == dict.fromkeys(("mon", "tue", "wed"), ["08:00-18:00"])


@pytest.mark.slow
def test_many_faults_are_told_in_part_and_counted(tmp_path):
    """A file of another kind under this name has thousands: the first ones say enough."""
    path = tmp_path / "contract.yml"
    path.write_text("".join(f"key_{at}: {at}\n" for at in range(20_000)), encoding="utf-8")
    began = time.perf_counter()

    with pytest.raises(BadParams) as refused:
        read(path, Contract)

    assert time.perf_counter() - began < 5
    assert len(refused.value.text("en").splitlines()) == 21
    assert "and 19,986 more" in refused.value.text("en")


# Parts of YAML that mean something, so that arbitrary text reaches more than the first error.
PIECES = st.sampled_from(
    ["a", "terms", "- ", ": ", ":\n", "\n", "\n  ", "\n    ", "[", "]", "{", "}", ", ", "&a ", "*a", "!!int ", "!x ",
     "? ", "<<: ", "'", '"', "|\n", ">\n", "# ", "---\n", "...\n", "%", "\t", "\\", "~", "true", "010", "1e999", ".inf",
     "1.0e999", "0,90", "2026-13-01", "\x00", "\ufeff", "\u2028", "é", "9" * 30, "%YAML 9.9\n", "0x1F", "22:00-06:00"]
)  # fmt: skip
FILES = [
    (PROJECT / "params/sample/contract.yml", Contract),
    (PROJECT / "params/sample/sources.yml", Sources),
    (PROJECT / "params/sample/calendar.yml", Calendar),
    (PROJECT / "params/glossary.yml", Glossary),
]
VALID = [(path.read_text(encoding="utf-8"), model) for path, model in FILES]


def _read_in_time(path, content: bytes, model) -> None:
    """Only success or BadParams with its text in both languages, within a bound."""
    path.write_bytes(content)
    began = time.perf_counter()
    try:
        read_yaml(path)
        read(path, model)
    except BadParams as refused:
        assert refused.text("fr") and refused.text("en")
    assert time.perf_counter() - began < 3


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 4)
@given(parts=st.lists(PIECES, max_size=40), model=st.sampled_from([Contract, Sources, Calendar]))
def test_whatever_the_text_it_is_read_or_refused(tmp_path_factory, parts, model):
    """A traceback tells the keeper of a contract nothing."""
    _read_in_time(tmp_path_factory.getbasetemp() / "text.yml", "".join(parts).encode(), model)


@given(content=st.binary(max_size=200))
def test_whatever_the_bytes_they_are_read_or_refused(tmp_path_factory, content):
    """A workbook may be saved under this name."""
    _read_in_time(tmp_path_factory.getbasetemp() / "bytes.yml", content, Contract)


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples * 3)
@given(
    valid=st.sampled_from(VALID),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 12), PIECES), min_size=1, max_size=4),
)
def test_a_changed_file_is_read_or_refused(tmp_path_factory, valid, edits):
    """Typing errors happen in files that were sound before."""
    text, model = valid
    for place, cut, piece in edits:
        at = int(place * len(text))
        text = text[:at] + piece + text[at + cut :]
    _read_in_time(tmp_path_factory.getbasetemp() / "changed.yml", text.encode(), model)
