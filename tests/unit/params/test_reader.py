"""Parameters are refused with file, line, key and the nearest known key; nothing is guessed."""

import re

import pytest

from kit.errors import BadParams
from kit.params.contract import Contract
from kit.params.reader import read, read_yaml

CONTRACT = """\
line: {fr: Ligne, en: Line}
client: {fr: Client, en: Client}
provider: {fr: Prestataire, en: Provider}
carrier: {fr: opérateur, en: carrier}
time_zone: Europe/Paris
terms:
  - valid_from: 2026-01-01
    opening_hours:
      mon: ["08:00-18:00"]
    objectives:
      - {figure: answer_rate.agent, at_least: 0.9}
"""


def write(tmp_path, text):
    path = tmp_path / "contract.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_contract_is_read(tmp_path):
    """The reference for the faults below: the text itself is sound."""
    contract = read(write(tmp_path, CONTRACT), Contract)

    assert contract.terms[0].objectives[0].at_least == 0.9


@pytest.mark.parametrize(
    ("change", "line", "fr", "en"),
    [
        (("time_zone:", "time_zones:"), 5, "vouliez-vous «\u00a0time_zone\u00a0»\u202f?", 'did you mean "time_zone"?'),
        (
            ("at_least: 0.9", "at_leats: 0.9"),
            11,
            "vouliez-vous «\u00a0at_least\u00a0»\u202f?",
            'did you mean "at_least"?',
        ),
        (("Europe/Paris", "Europe/Pariss"), 5, "IANA", "IANA"),
        (("08:00-18:00", "8h-18h"), 9, "08:00-18:00", "08:00-18:00"),
        (("08:00-18:00", "18:00-08:00"), 9, "08:00-18:00", "08:00-18:00"),
        (('["08:00-18:00"]', "[08:00-18:00, 18:00-19:07]"), 9, "quarts d'heure", "quarter-hours"),
        (("at_least: 0.9", "at_least: 0.9, at_most: 1"), 11, "soit at_least, soit at_most", "at_least or at_most"),
        (("at_least: 0.9", 'at_least: "neuf"'), 11, "neuf", "neuf"),
        (("2026-01-01", "01/02/2026"), 7, "01/02/2026", "01/02/2026"),
        (
            ("client:", "line:"),
            2,
            "clé en double\u00a0: line est déjà à la ligne 1",
            "duplicate key: line is already in line 1",
        ),
        (("terms:", "terms: ["), 7, "crochet ouvert au-dessus", "bracket opened above"),
    ],
)
def test_a_fault_is_told_with_its_line_in_both_languages(tmp_path, change, line, fr, en):
    """Whoever keeps the contract is no programmer: the message must lead to the word to fix."""
    path = write(tmp_path, CONTRACT.replace(*change))

    with pytest.raises(BadParams) as caught:
        read(path, Contract)

    assert f"contract.yml:{line}" in caught.value.text("fr")
    assert fr in caught.value.text("fr")
    assert en in caught.value.text("en")


def test_every_fault_is_told_at_once(tmp_path):
    """Mending one fault per run would take an afternoon."""
    path = write(tmp_path, CONTRACT.replace("time_zone:", "time_zones:").replace("at_least", "at_leats"))

    with pytest.raises(BadParams) as caught:
        read(path, Contract)

    assert "contract.yml:5" in caught.value.text("en")
    assert "contract.yml:11" in caught.value.text("en")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 12:30", "12:30"),
        ("a: no", "no"),
        ("a: on", "on"),
        ("a: 010", "010"),
        ("a: 1_000", "1_000"),
        ("a: 2026-11-23", "2026-11-23"),
        ("a: 0.5", 0.5),
        ("a: -3", -3),
        ("a: true", True),
        ("a: ~", None),
    ],
)
def test_yaml_does_not_guess(tmp_path, text, value):
    """YAML 1.1 reads 12:30 as 750 and `no` as false: an opening hour would change without a word."""
    assert read_yaml(write(tmp_path, text)) == {"a": value}


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a: \xe9", b"a: !!python/object:os.system {}"])
def test_unreadable_bytes_and_tags_are_parameter_errors(tmp_path, content):
    """A parameter file is data: no traceback, and never code."""
    path = tmp_path / "contract.yml"
    path.write_bytes(content)

    with pytest.raises(BadParams):
        read_yaml(path)


@pytest.mark.parametrize(
    "change", [("line: {fr:", "line: {fry:"), ("time_zone:", "time_zones:"), ("at_least: 0.9", "at_leats: 0.9")]
)
def test_a_message_has_no_doubled_punctuation(tmp_path, change):
    """A suggestion ends in a question mark; the sentence around it must still read like one."""
    path = write(tmp_path, CONTRACT.replace(*change))

    with pytest.raises(BadParams) as caught:
        read(path, Contract)

    for lang, told in (("fr", "vouliez-vous"), ("en", "did you mean")):
        text = caught.value.text(lang)
        assert told in text
        assert not re.search(r"[?!.,;:]\s?[.,;:](?=\s|$)", text), text
