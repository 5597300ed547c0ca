"""No person passes by a column of text: not by exchanged labels, not inside a note, not in a key."""

from __future__ import annotations

import random
import re

import pytest

from kit import store
from kit.errors import ForbiddenColumn, ForbiddenValues, FreeText
from kit.intake import looks, masks
from kit.intake.scrub import in_key, scrubbed

HEADER = "id;at;issue;wait;talk;queue;reason;caller\n"
SOURCE = """
table: calls
owed_by: provider
every: week
match: {name: "*.csv"}
file: {format: csv, separator: ";"}
columns:
  call_key: {from: id}
  arrived_at: {from: at, format: "%d/%m/%Y %H:%M:%S"}
  outcome: {from: issue, values: {A: answered, B: abandoned}}
  wait_s: {from: wait, unit: s}
  talk_s: {from: talk, unit: s}
  queue: {from: queue}
  reason: {from: reason}
  caller: {from: caller, as: phone}
"""
QUEUES = ["Public", "Entreprise", "Service Droits", "Mutuelle Santé", "Paris Nord", "Paris Sud"]
REASONS = ["Suivi de dossier", "Carte Vitale", "Perte Carte", "Changement Adresse", "Attestation", "Autre"]
# First names only: a name of nobody.
FIRST = ["Sandrine", "Karim", "Aurélie", "Mehdi", "Nathalie", "Olivier", "Fatou", "Julien", "Samia", "Thierry"]


@pytest.fixture
def line(desk):
    """A desk with one source of calls that has two columns of text."""
    desk.sources(calls=SOURCE)
    return desk


def number(rng: random.Random) -> str:
    return f"0{rng.choice('12345679')}{rng.randrange(10**8):08d}"


def calls(rows: int = 60, *, queue=None, reason=None, key=None, seed: int = 1) -> str:
    """Calls over one morning, several at once; `queue`, `reason` and `key` give the cells of a row."""
    rng = random.Random(seed)
    queue, reason = queue or (lambda at: rng.choice(QUEUES)), reason or (lambda at: rng.choice(REASONS))
    key = key or (lambda at: f"C-{at:05d}")
    lines = []
    for at in range(rows):
        second = at * 7200 // rows
        moment = f"16/11/2026 {8 + second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
        lines.append(f"{key(at)};{moment};A;5;180;{queue(at)};{reason(at)};{number(rng)}\n")
    return HEADER + "".join(lines)


def refusal(desk, content: str | bytes):
    return desk.receive(desk.deliver(content))[0].error


def test_an_ordinary_export_passes_untouched(line):
    """Names of queues and reasons are not names of people, however they are written."""
    receipt = line.take(calls())

    assert receipt.repaired == {}
    assert set(line.rows("calls")["queue"]) == set(QUEUES)
    assert set(line.rows("calls")["reason"]) == set(REASONS)


def test_callers_numbers_under_the_label_of_the_queue_are_refused(line):
    """Two labels exchanged in the portal, and every caller's number would stand in the table in clear."""
    rng = random.Random(7)
    told = refusal(line, calls(queue=lambda at: number(rng)))

    assert isinstance(told, ForbiddenValues) and told.exit_code == 31
    for lang in ("fr", "en"):
        assert "queue" in told.text(lang) and "values:" in told.text(lang)
        assert not re.search(r"\d{9}", told.text(lang)), "what looks like callers is not shown"


@pytest.mark.parametrize(
    "spelt", ["+33 {} {} {} {} {}", "0033{}{}{}{}{}", "33{}{}{}{}{}", "{}{}{}{}{}", "0{}.{}.{}.{}.{}"]
)
def test_callers_are_known_in_every_spelling(line, spelt):
    """A spreadsheet eats the 0, a platform writes the country."""
    rng = random.Random(3)
    spell = lambda at: spelt.format(6, *(f"{rng.randrange(100):02d}" for _ in range(4)))  # noqa: E731

    assert isinstance(refusal(line, calls(reason=spell)), ForbiddenValues)


def test_callers_among_withheld_numbers_are_refused_too(line):
    """Two callers in three withhold their number: the rest is still a column of callers."""
    rng = random.Random(4)

    assert isinstance(refusal(line, calls(queue=lambda at: "Masqué" if at % 3 else number(rng))), ForbiddenValues)


def advisers(written: str) -> list[str]:
    letters = [f"{chr(65 + at)}exemple" for at in range(len(FIRST))]
    return [
        written.format(first=first, last=last, initial=first[0]) for first, last in zip(FIRST, letters, strict=True)
    ]


@pytest.mark.parametrize("column", ["queue", "reason"])
@pytest.mark.parametrize(
    "written",
    ["{first} {last}", "{last} {first}", "{first}", "{initial}. {last}", "{last} {initial}.", "{first}.{last}"],
)  # fmt: skip
def test_advisers_under_another_label_are_refused(line, column, written):
    """Adviser and reason exchanged: whole names, for each call, in a table that both sides read."""
    names = advisers(written)
    if "." in written and "{first}" in written:
        names = [name.lower() for name in names]

    told = refusal(line, calls(**{column: lambda at: names[at % 10]}))

    assert isinstance(told, ForbiddenValues)
    assert not any(first in told.text(lang) for lang in ("fr", "en") for first in FIRST)


def test_logins_are_known_by_talking_with_one_caller_at_a_time(line):
    """A staff number is nobody's name; but no queue and no reason is talked by one call at a time only."""
    logins = [f"AG{100 + 7 * at}" for at in range(10)]
    free = iter(range(10_000))
    one_each = calls(600, queue=lambda at: logins[next(free) % 10], seed=5).replace(";180;", ";110;")

    assert isinstance(refusal(line, one_each), ForbiddenValues)


def test_numbered_queues_that_are_talked_at_once_pass(line):
    """ "Q101" has the look of a login: of a queue several calls are talked at the same time."""
    rng = random.Random(6)
    receipt = line.take(calls(600, queue=lambda at: f"Q{100 + rng.randrange(10)}"))

    assert receipt.accepted == 600


@pytest.mark.parametrize(
    ("rows", "values"), [(20, 15), (400, 36), (2000, 100), (500, 60)], ids=["few rows", "3 dozen", "big", "long"]
)
def test_a_list_is_no_free_text_however_long(line, rows, values):
    """A big centre has a hundred queues, a small file of 20 calls fifteen reasons: no one types those."""
    rng = random.Random(8)

    assert line.take(calls(rows, reason=lambda at: f"Motif n° {rng.randrange(values)}")).accepted == rows


def test_notes_are_refused_until_the_mapping_says_that_they_are(line):
    """What people type names people: it must be known, and is then taken in without numbers, addresses and names."""
    note = "Sandrine Exemple, 12 rue du Port, dossier 1234567, demande {at} à rappeler"
    content = calls(50, reason=lambda at: note.format(at=at))

    told = refusal(line, content)
    assert isinstance(told, FreeText) and told.exit_code == 45
    assert "reason: {from: reason, as: free_text}" in told.text("fr") and "Sandrine" not in told.text("fr")
    line.sources(calls=SOURCE.replace("{from: reason}", "{from: reason, as: free_text}"))
    receipt = line.take(content)

    assert receipt.repaired["scrubbed"] == {"reason": 50}
    assert line.rows("calls")["reason"][3] == "[nom], [adr], dossier [tel], demande 3 à rappeler"


@pytest.mark.parametrize("column", ["queue", "reason"])
def test_numbers_addresses_and_names_in_a_text_become_marks(line, column):
    """One adviser types a note into the field of the reason: it is scrubbed, counted and said."""
    note = "rappeler Mme Exemple au 06 12 34 56 78 ou lettre@exemple.fr"
    receipt = line.take(calls(**{column: lambda at: note if at == 3 else "Public"}))

    assert receipt.repaired == {"scrubbed": {column: 1}}
    assert line.rows("calls")[column][3] == "rappeler [nom] au [tel] ou [mail]"


def test_values_that_the_mapping_lists_are_its_authors_words(line):
    """A queue may be called after a brand that bears a name: who lists it has looked."""
    listed = "{from: queue, values: {Public: M. Exemple, Entreprise: Entreprise}, unknown: keep}"
    line.sources(calls=SOURCE.replace("{from: queue}", listed))
    receipt = line.take(calls(queue=lambda at: "Mme Exemple" if at == 2 else "Public"))

    assert receipt.repaired == {"scrubbed": {"queue": 1}}
    assert set(line.rows("calls")["queue"]) == {"M. Exemple", "[nom]"}


@pytest.mark.slow
@pytest.mark.parametrize(
    "key", ["0612345678-{at:04d}", "2026111608{at:02d}000612345678", "{at}_+33612345678", "a{at}@exemple.fr",
            "06.12.34.56.78/{at}"]
)  # fmt: skip
def test_a_key_that_holds_a_number_becomes_a_pseudonym_and_stays_a_key(line, key):
    """A key must tell calls apart; it need not tell who called."""
    receipt = line.take(calls(key=lambda at: key.format(at=at)))
    again = line.receive(line.deliver(calls(key=lambda at: key.format(at=at))))[0]

    kept = line.rows("calls")["call_key"]
    assert receipt.repaired == {"hidden_key": {"id": 60}}
    assert kept.is_unique and kept.str.fullmatch("[0-9a-f]{16}").all()
    assert again.already, "the same call has the same key tomorrow"


@pytest.mark.parametrize(
    "key", ["C-000123", "1700000000.123", "20261116-0001", "550e8400-e29b-41d4-a716-446655440000", "AA0101 33116",
            "1763280000000", "12 | 2026-11-16 08:00:00", "0000123456", "2026/11/16/08"]
)  # fmt: skip
def test_an_ordinary_key_is_left_alone(key):
    """Who looks a call up in the platform needs its key."""
    assert not in_key(key)


def test_lines_keep_their_number_and_callers_among_them_become_pseudonyms(desk):
    """The carrier counts by the line's number; a caller's number in its place is no line."""
    body = """
        table: carrier_counts
        owed_by: client
        every: week
        match: {name: "*.csv"}
        file: {format: csv, separator: ";"}
        interval: {minutes: 30}
        columns: {start: {from: at, format: "%d/%m/%Y %H:%M"}, number: {from: no}, presented: {from: n}}
    """
    desk.sources(counts=body)
    slots = [f"16/11/2026 {8 + at // 2:02d}:{at % 2 * 30:02d}" for at in range(4)]
    rows = [f"{slot};{line};5" for slot in slots for line in ("0 800 000 000", "01 00 00 00 00", "3000")]
    receipt = desk.take(
        "at;no;n\n" + "\n".join([*rows, f"{slots[0]};06 12 34 56 78;1", f"{slots[0]};01 98 76 54 32;1"])
    )

    kept = set(desk.rows("carrier_counts")["number"])
    assert receipt.repaired == {"hidden_key": {"no": 2}}
    assert kept >= {"0 800 000 000", "01 00 00 00 00", "3000"} and len(kept) == 5
    assert not any("06" in value and "78" in value and " " in value for value in kept)


@pytest.mark.parametrize(
    "label", ["Conseiller", "Agent", "Nom de l'agent", "Code conseiller", "Opératrice", "Traité par"]
)
@pytest.mark.parametrize("canonical", ["queue", "reason", "outcome", "call_key"])
def test_a_column_of_advisers_is_refused_by_its_label(line, canonical, label):
    """No mapping, however written, lets an adviser's column through: also joined, cut out of, or read by a list."""
    origin = {"queue": f'join: [queue, "{label}"]', "reason": f'from: "{label}", extract: "^(.)"',
              "outcome": f'from: "{label}", values: {{A: answered}}',
              "call_key": f'from: "{label}"'}  # fmt: skip
    lines = [text for text in SOURCE.splitlines() if f"  {canonical}:" not in text]
    line.sources(calls="\n".join([*lines[:-1], f"  {canonical}: {{{origin[canonical]}}}", lines[-1]]) + "\n")
    header = HEADER.replace("id;", f"id;{label};", 1)
    rows = "".join(f"{at};A;16/11/2026 08:00:{at:02d};A;5;9;Public;Autre;\n" for at in range(9))

    assert isinstance(refusal(line, header + rows), ForbiddenColumn)


@pytest.mark.parametrize("label", ["Nom de la file", "Nom du motif", "Nom file", "Groupe d'agents", "Code motif"])
def test_a_label_that_names_a_queue_is_none_of_an_adviser(line, label):
    """ "Nom de la file" is how half of all platforms call the queue."""
    line.sources(calls=SOURCE.replace("queue: {from: queue}", f'queue: {{from: "{label}"}}'))

    assert line.take(calls().replace("queue;", f"{label};", 1)).accepted == 60


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("0612 345 678", "[tel]"), ("+33 (0)6 12 34 56 78", "[tel]"), ("tel:0033612345678", "tel:[tel]"),
        ("+1 212 555 0100", "[tel]"), ("06\u200b12345678", "[tel]"), ("０６１２３４５６７８", "[tel]"),
        ("1 85 05 78 006 084 36", "[nir]"), ("FR76 3000 6000 0112 3456 7890 189", "[iban]"),
        ("M. de la Lettre-Exemple a appelé", "[nom] a appelé"), ("mme exemple", "[nom]"), ("MmeExemple", "[nom]"),
        ("Dr Exemple", "[nom]"), ("Mlle\u00a0EXEMPLE Lettre", "[nom]"), ("Mrs Example called", "[nom] called"),
        ("madame souhaite un duplicata", "madame souhaite un duplicata"), ("Madame / Monsieur", "Madame / Monsieur"),
        ("DR Nord", "DR Nord"), ("rappel le 01/02/2026 10h", "rappel le 01/02/2026 10h"),
        ("Forfait 2000", "Forfait 2000"),
        ("support@default", "support@default"), ("Campagne 2026-11-16 08", "Campagne 2026-11-16 08"),
    ],
)  # fmt: skip
def test_what_is_taken_out_of_a_text_and_what_is_left(text, left):
    """Everything that leads to a person, in every spelling; nothing of an ordinary label."""
    assert scrubbed(text) == left


ORDINARY = [
    ["Public", "Entreprise", "Service Droits", "Mutuelle Santé", "Paris Nord"],
    ["Marseille Est", "Lyon Centre", "Lille Nord", "Nantes Ouest", "Nancy Ville", "Saint Denis", "Saint Martin"],
    ["Carte Vitale", "Perte Carte", "Remboursement Soins", "Arrêt Maladie", "Congé Maternité", "Changement Rib"],
    ["SAV Client", "RH Paie", "CPAM Nord", "MGEN Paris", "CAF Est", "SI Support"],
    ["A", "B", "C", "N1", "N2", "VIP"],
    ["Español", "English", "Deutsch", "Português", "Italiano"],
    ["Sales", "Billing", "Technical Support", "Customer Care", "Lost Card", "New Orders"],
    ["PS", "PE", "NW", "IN", "TT", "NE"],
    ["Q_accueil", "q.niveau1", "support.niveau2", "ventes_pro", "sav_web"],
]


@pytest.mark.parametrize("values", ORDINARY, ids=lambda values: values[0])
def test_lists_of_the_trade_are_not_taken_for_persons(values):
    """A week refused because its queues look like names would be a week without figures."""
    assert looks.as_persons(values) == 0


def test_distinct_values_are_counted_for_comparison_with_a_sources_past(line):
    """A column that held a dozen values and now holds hundreds is another column."""
    line.take(calls(queue=lambda at: ["Public", "Entreprise", ""][at % 3], reason=lambda at: "Autre"))

    assert store.current("line").deliveries[-1].profile["distinct"] == {"queue": 2, "reason": 1, "outcome": 1}


@pytest.mark.parametrize("shape", ["csv", "xlsx"])
def test_a_shifted_row_shows_no_person(line, workbook, shape, capsys):
    """One unescaped separator, and any column may hold an adviser's name: on the terminal and in quarantine."""
    columns = SOURCE.replace("csv, separator", f"{shape}, separator").replace("*.csv", "*.*")
    line.sources(calls=columns)
    odd = ["9", "Sandrine Exemple", "Sandrine Exemple", "Sandrine Exemple", "06 12 34 56 78", "Public", "Autre", ""]
    rows = [
        HEADER.strip().split(";"),
        *([str(at), "16/11/2026 08:00:00", "A", "5", "9", "Public", "", ""] for at in range(5)),
        odd,
    ]
    content = workbook(rows) if shape == "xlsx" else "\n".join(";".join(row) for row in rows)

    receipt = line.take(content, f"file.{shape}")

    assert {(row.column, row.value) for row in receipt.rejects.itertuples()} == {
        ("at", "Aa Aa (16)"), ("issue", "Aa Aa (16)"), ("wait", "Aa Aa (16)"), ("talk", "(10)")
    }  # fmt: skip
    assert receipt.rejects["row_number"].unique().tolist() == [7]
    assert "Sandrine" not in receipt.quarantine.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("31/02/2026 08:00", "31/02/2026 08:00"), ("2026-11-16T25:00:00Z", "2026-11-16T25:00:00Z"), ("-3", "-3"),
        ("1 234,5", "1 234,5"), ("12 min", "12 min"), ("16 nov. 2026 8h05", "16 nov. 2026 8h05"), ("", ""),
        ("0.16666666666666666", "0.16666666666666666"), ("20261116", "20261116"), ("décroché ", "décroché"),
        ("Avril", "Aa (5)"), ("0612345678", "(10)"), ("06 12 34 56 78", "(10)"), ("06/12/34 56 78", "(10)"),
        ("+33612345678", "(11)"), ("16/11/2026 0612345678", "(18)"), ("Mme Exemple", "Aa Aa (11)"), ("JD", "A (2)"),
        ("x@exemple.fr", "a@a.a (12)"), ("\x1b[31m", ".[9a (5)"), ("M. Exemple 3", "A. Aa 9 (12)"),
    ],
)  # fmt: skip
def test_a_cell_is_shown_where_it_is_a_count_a_time_or_a_word_of_the_mapping(cell, told):
    """Row, column and shape are enough to find the cell; the cell itself may be a person."""
    assert masks.shown(cell, frozenset({"décroché"})) == told


def test_a_letter_around_the_byte_that_cannot_be_read_is_not_shown(line):
    """The sample of a wrong encoding is cut out of any cell."""
    told = refusal(line, HEADER.encode() + "1;Sandrine Exemplé;A;5;9;Public;;\n".encode("cp1252"))

    assert "Exempl" not in told.text("fr") and "\\xe9" in told.text("fr")


def test_examples_of_unclear_dates_and_units_show_no_person(line):
    """A file without its header gives names for dates."""
    for stated in (', format: "%d/%m/%Y %H:%M:%S"', ", unit: s"):
        line.sources(calls=SOURCE.replace(stated, "", 1))
        told = refusal(line, HEADER + "1;Sandrine Exemple;A;Sandrine Exemple;9;Public;;\n" * 3)
        assert told is not None and "Sandrine" not in told.text("fr")


@pytest.mark.parametrize(
    ("queues", "asked"),
    [
        (["Marie Exemple", "Paul Modele"], True),
        (["EXEMPLE J.", "MODELE P"], True),
        (["Public", "Entreprise"], False),
        (["Paris Nord", "Service Droits", "Accueil"], False),
        (["Q1", "Q2"], False),
    ],
)
def test_a_short_list_that_looks_like_names_is_taken_in_with_a_question(desk, queues, asked):
    """Two names are too few to refuse two sites for; whoever sent the file can tell at once."""
    desk.sources(calls=SOURCE)

    receipt = desk.take(calls(40, queue=lambda at: queues[at % len(queues)]))

    said = [doubt("en") for doubt in receipt.doubts if "look like names of persons" in doubt("en")]
    assert bool(said) == asked


def test_a_name_that_slipped_into_a_list_once_is_taken_out(line):
    """A row whose cells are shifted puts an adviser among the reasons; a reason comes more than once in a hundred."""
    line.take(calls(rows=100, reason=lambda at: "Sandrine Exemple" if at == 50 else REASONS[at % 6]))

    assert set(line.rows("calls")["reason"]) == {*REASONS, "[nom]"}
