"""A proposed mapping states what every row of the file shows, asks what it does not, and shows no person."""

from __future__ import annotations

import datetime as dt
import gzip

import duckdb
import openpyxl
import pytest
from proposed import is_accepted, of, propose, questions

from kit.errors import InputError

HEAD = "Identifiant;Début;File;Issue;Attente;Numéro appelant\n"


def calls(days: list[str], tail: str = "") -> str:
    """A list of calls, one on each of the days."""
    rows = [
        f"A{at};{day} 09:{at % 60:02};Info;Décroché;0:00:1{at % 10};01 99 00 12 {at % 100:02}\n"
        for at, day in enumerate(days)
    ]
    return HEAD + "".join(rows) + tail


# Dates


def test_a_date_that_every_row_leaves_open_is_asked_and_left_blank(tmp_path):
    """Day and month exchanged move calls to other weeks, and nothing looks wrong."""
    source, text = propose(tmp_path / "a.csv", calls(["03/12/2026", "04/12/2026", "05/12/2026"]))

    assert source["columns"]["arrived_at"] == {"from": "Début", "format": None}
    asked = next(one for one in questions(text) if '"Début"' in one)
    assert '"%d/%m/%Y %H:%M" (2026-12-03 to 2026-12-05, 3 days)' in asked
    assert '"%m/%d/%Y %H:%M" (2026-03-12 to 2026-05-12, 3 days)' in asked


def test_one_row_of_all_settles_the_date(tmp_path):
    """The row that tells may be the last of a million."""
    source, text = propose(tmp_path / "a.csv", calls(["03/12/2026"] * 412 + ["25/12/2026"] * 96))

    assert source["columns"]["arrived_at"]["format"] == "%d/%m/%Y %H:%M"
    assert "rows that fit this format only: 96; another one as well: 412" in text


def test_dates_of_two_formats_are_said_to_be_mixed(tmp_path):
    """A spreadsheet that exchanged some dates has destroyed the others as well: no format is right."""
    source, text = propose(tmp_path / "a.csv", calls(["25/12/2026"] * 5 + ["12/26/2026"] * 4 + ["03/04/2026"] * 3))

    assert source["columns"]["arrived_at"]["format"] is None
    asked = next(one for one in questions(text) if "mixed" in one)
    assert '5 rows fit "%d/%m/%Y %H:%M"' in asked
    assert '4 rows fit "%m/%d/%Y %H:%M"' in asked


def test_a_day_on_which_both_readings_agree_settles_nothing(tmp_path):
    """On 5 May every format gives the right day; on 6 May one of them does not."""
    source, _ = propose(tmp_path / "a.csv", calls(["05/05/2026"] * 9))

    assert source["columns"]["arrived_at"]["format"] is None


def test_a_cell_that_is_no_date_keeps_the_format_from_being_stated(tmp_path):
    """A format that reads nearly all rows is not the format of the file."""
    source, text = propose(tmp_path / "a.csv", calls(["25/12/2026"] * 30 + ["hier"]))

    assert source["columns"]["arrived_at"]["format"] is None
    assert any("1 of 31 cells are no date" in one for one in questions(text))


def test_a_date_and_an_hour_are_joined(tmp_path):
    """Carriers write them in two columns, and the hour as a span."""
    rows = "".join(f"25/12/2026;{hour:02}:{m:02} - x;Info;4;3;1\n" for hour in (8, 9) for m in (0, 30))
    rows = rows.replace("00 - x", "00 - 08:30").replace("30 - x", "30 - 09:00")
    source, _ = propose(tmp_path / "a.csv", "Date;Tranche;File;Offerts;Décrochés;Abandons\n" + rows)

    join = ["Date", {"from": "Tranche", "extract": r"^(\d{1,2}:\d{2})"}]
    assert source["columns"]["start"] == {"join": join, "format": "%d/%m/%Y %H:%M"}
    assert source["interval"] == {"minutes": 30}


def test_times_that_do_not_show_their_interval_are_asked(tmp_path):
    """Two counts a day may be of an hour or of half a day."""
    rows = "".join(f"2{day}/12/2026 {hour}:00;4;3;1\n" for day in (4, 5) for hour in ("08", "13", "19"))
    source, text = propose(tmp_path / "a.csv", "Début;Offerts;Décrochés;Abandons\n" + rows)

    assert source["interval"] == {"minutes": None}
    assert any("how many minutes" in one for one in questions(text))


# Numbers and durations


@pytest.mark.parametrize(
    ("cells", "stated"),
    [
        (["12,5", "3,75"], {"decimal": ","}),
        (["12.5", "3.75"], {"decimal": "."}),
        (["1 234", "5 678"], {"thousands": ["space"]}),
        (["1.234,5", "12,5"], {"decimal": ",", "thousands": ["dot"]}),
        (["1,234", "2,345"], {"decimal": None}),
        (["12,5", "3.75"], {"decimal": None}),
        (["1.234", "12,5"], {"decimal": ","}),
        (["12", "7"], {}),
    ],
)
def test_marks_of_numbers_are_stated_only_where_the_file_tells_them(tmp_path, cells, stated):
    """ "1,234" is a thousand or one and a bit: what is guessed is wrong by a thousand."""
    rows = "".join(f"2{at}/12/2026;{cell};3;1\n" for at, cell in enumerate(cells))
    source, _ = propose(tmp_path / "a.csv", "Date;Offerts;Décrochés;Abandons\n" + rows)

    found = {key: source["file"][key] for key in ("decimal", "thousands") if key in source["file"]}
    assert found == stated


def test_a_bare_duration_is_asked_for_its_unit(tmp_path):
    """184 is three minutes, three hours, or a fifth of a second."""
    source, text = propose(tmp_path / "a.csv", calls(["25/12/2026"] * 3).replace("0:00:1", "18"))

    assert source["columns"]["wait_s"] == {"from": "Attente", "unit": None}
    assert any("s, min, ms or h?" in one for one in questions(text))


@pytest.mark.parametrize(
    ("name", "cell", "unit"),
    [
        ("Attente (s)", "184", "s"),
        ("Attente (ms)", "18400", "ms"),
        ("queue_time_seconds", "184", "s"),
        ("Attente", "12 s", "s"),
    ],
)
def test_a_unit_that_header_or_cell_says_is_stated(tmp_path, name, cell, unit):
    """What is written is no guess."""
    content = calls(["25/12/2026"] * 3).replace("Attente", name)
    for at in range(3):
        content = content.replace(f"0:00:1{at}", cell)
    source, _ = propose(tmp_path / "a.csv", content)

    assert source["columns"]["wait_s"] == {"from": name, "unit": unit}


def test_a_duration_of_two_parts_is_asked(tmp_path):
    """12:30 is minutes or hours."""
    source, _ = propose(tmp_path / "a.csv", calls(["25/12/2026"] * 3).replace("0:00:1", "00:1"))

    assert source["columns"]["wait_s"]["unit"] is None


def test_a_mean_is_made_a_sum_and_what_may_be_one_is_asked(tmp_path):
    """A mean that is read as the sum of an interval is a figure that nobody doubts."""
    content = "Date;Offerts;Décrochés;Abandons;DMT;Conversation\n25/12/2026;4;3;1;0:03:00;0:02:00\n"
    source, text = propose(tmp_path / "a.csv", content)

    assert source["columns"]["handle_s"] == {"from": "DMT", "unit": "h:mm:ss", "times": "answered"}
    assert "talk_s" not in source["columns"]
    assert '# talk_s: {from: Conversation, unit: "h:mm:ss", times: }' in text


# How the file is written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_encoding_and_separator_are_those_of_the_file(tmp_path, encoding, mark):
    """They are told by all bytes, and by the width of all rows."""
    content = calls(["25/12/2026"] * 5).replace(";", mark).encode(encoding)
    source, _ = propose(tmp_path / "a.csv", content)

    assert source["file"]["encoding"] == {"utf-8": "utf-8-sig"}.get(encoding, encoding)
    assert source["file"]["separator"] == {"\t": "tab"}.get(mark, mark)


def test_accents_of_another_encoding_are_asked(tmp_path):
    """An old terminal's accents read as other signs in Windows-1252, and every queue would have a new name."""
    source, text = propose(tmp_path / "a.csv", calls(["25/12/2026"] * 5).encode("cp850"))

    assert source["file"]["encoding"] is None
    assert any("which encoding" in one for one in questions(text))


def test_title_lines_totals_and_footers_are_no_rows(tmp_path):
    """A portal's report begins with its period and ends with a sum and the hour of its printing."""
    content = (
        "Statistiques\nPériode : 21/12/2026\n\nDate;Offerts;Décrochés;Abandons\n"
        "21/12/2026;4;3;1\n22/12/2026;5;5;0\nTotal;9;8;1\nÉdité le 23/12/2026\n"
    )
    source, _ = propose(tmp_path / "a.csv", content)

    assert source["file"]["header_row"] == 4
    assert source["file"]["totals_row"] == {"column": "Date", "pattern": "(?i)^total"}
    assert source["file"]["footer"] == {"pattern": "^Édité"}
    assert source["columns"]["start"]["format"] == "%d/%m/%Y"


def test_a_packed_file_is_looked_into(tmp_path):
    """Portals deliver .gz."""
    source, _ = propose(tmp_path / "a.csv.gz", gzip.compress(calls(["25/12/2026"] * 3).encode()))

    assert source["table"] == "calls"


def test_a_workbook_needs_no_format_for_its_own_dates(tmp_path):
    """A spreadsheet's date is one, whatever it shows."""
    book = openpyxl.Workbook()
    for row in [
        HEAD.strip().split(";"),
        ["A1", dt.datetime(2026, 12, 3, 9), "Info", "Abandon", dt.time(0, 1), "01 99 00 12 34"],
    ]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    source, text = of(tmp_path / "a.xlsx")

    assert source["columns"]["arrived_at"] == {"from": "Début"}
    assert source["columns"]["wait_s"] == {"from": "Attente"}
    assert is_accepted(text)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"%PDF-1.7 x", "PDF"),
        (b"", "nothing in it"),
        (b"<html><body>", "web page"),
        (b'{"ContactId": "1"}\n', "JSON"),
    ],
)
def test_what_is_no_table_is_refused_with_what_to_ask_for(tmp_path, content, told):
    """A PDF cannot be mapped, however long one looks at it."""
    with pytest.raises(InputError, match=told):
        propose(tmp_path / "a.csv", content)


# Which table, which columns


def test_a_file_that_fits_two_tables_asks_which(tmp_path):
    """ "Appels" by day may be the carrier's count or the platform's."""
    source, text = propose(tmp_path / "a.csv", "Date;Appels\n25/12/2026;4\n")

    assert source["table"] is None
    assert "--table" in questions(text)[0]
    assert of(tmp_path / "a.csv", table="intervals")[0]["columns"]["start"]["format"] == "%d/%m/%Y"


def test_a_word_of_an_outcome_without_a_certain_meaning_is_left_blank(tmp_path):
    """An unknown outcome that counts as answered makes the rate better for ever."""
    content = calls(["25/12/2026"] * 3, "B1;25/12/2026 10:00;Info;Fantôme;0:00:10;\n")
    source, _ = propose(tmp_path / "a.csv", content)

    assert source["columns"]["outcome"]["values"] == {"Décroché": "answered", "Fantôme": None}


def test_a_telephone_switch_does_not_say_who_answered(tmp_path):
    """ANSWERED of a switch is the menu's doing; of a call centre's list it is an adviser's."""
    content = "calldate,src,disposition,uniqueid\n2026-12-25 09:00:00,0199001234,ANSWERED,1.1\n"
    source, _ = propose(tmp_path / "a.csv", content)

    assert source["columns"]["outcome"]["values"] == {"ANSWERED": None}


def test_an_identifier_that_comes_twice_is_no_key(tmp_path):
    """Legs of one call would be taken for two calls, or one of them lost."""
    source, text = propose(tmp_path / "a.csv", calls(["25/12/2026"] * 3).replace("A2;", "A1;"))

    assert "call_key" not in source["columns"]
    assert any("2 different values in 3 rows" in one for one in questions(text))


def test_numbers_without_a_country_are_asked_for_it(tmp_path):
    """Read as French, every foreign caller would be another person than in the next export."""
    content = calls(["25/12/2026"] * 4).replace("01 99 00 12", "555 0100 12")
    source, text = propose(tmp_path / "a.csv", content)

    assert "caller" not in source["columns"]
    assert any("Of which country" in one for one in questions(text))


def test_no_person_and_no_number_is_shown(tmp_path):
    """The mapping is sent from one firm to the other."""
    content = "Identifiant;Début;Issue;Conseiller;Qui;Numéro appelant;Courriel\n" + "".join(
        f"A{at};25/12/2026 09:0{at};Décroché;{name};{name};01 99 00 12 3{at};x{at}@example.org\n"
        for at, name in enumerate(["Camille Exemple", "Alexandre Modele", "Chantal Specimen"])
    )
    source, text = propose(tmp_path / "a.csv", content)

    assert not any(part in text for part in ("Exemple", "Modele", "Specimen", "Camille", "01 99 00", "example.org"))
    assert '"Conseiller": advisers' in text
    assert '"Qui": names of persons' in text
    assert source["columns"]["caller"] == {"from": "Numéro appelant", "as": "phone"}


def test_a_queue_column_of_names_is_left_out(tmp_path):
    """Two labels exchanged in the header, and advisers would be queues."""
    rows = "".join(
        f"A{at};25/12/2026 09:0{at};{name};Décroché\n"
        for at, name in enumerate(["Camille Exemple", "Alexandre Modele", "Chantal Specimen"])
    )
    source, text = propose(tmp_path / "a.csv", "Identifiant;Début;File;Issue\n" + rows)

    assert "queue" not in source["columns"]
    assert '"File": names of persons' in text


def test_a_certain_mapping_reads_its_file(desk):
    """What is proposed without a question is taken in as it stands, row by row."""
    content = calls([f"{day}/11/2026" for day in (16, 17, 18, 19, 20)] * 6)
    path = desk.deliver(content, "appels-2026-W47.csv")
    source, text = of(path)
    assert questions(text) == []
    (desk.params / "sources.yml").write_text(text, encoding="utf-8")
    receipt = desk.receive(path)[0]

    assert (receipt.error, receipt.accepted, receipt.quarantined) == (None, 30, 0)
    assert source["every"] == "week"


def test_a_day_that_stands_once_for_many_rows_is_asked(tmp_path):
    """Merged cells give a day to the first row alone: the others would go to quarantine."""
    rows = "25/12/2026;08:00;4;3;1\n;08:30;4;3;1\n;09:00;4;3;1\n26/12/2026;08:00;4;3;1\n"
    _, text = propose(tmp_path / "a.csv", "Date;Heure;Offerts;Décrochés;Abandons\n" + rows)

    assert any('"Date" is empty in 2 of 4 rows' in one for one in questions(text))
    assert "# forward_fill: [Date]" in text


def test_rows_of_all_queues_are_asked(tmp_path):
    """Counted as one more queue, they double every figure."""
    rows = "25/12/2026;Info;4;3;1\n25/12/2026;Droits;4;3;1\n25/12/2026;Toutes les files;8;6;2\n"
    _, text = propose(tmp_path / "a.csv", "Date;File;Offerts;Décrochés;Abandons\n" + rows)

    assert "# exclude: [{name: totals_row, where: {File: [Toutes les files]}}]" in text


def test_a_list_of_actions_is_told_by_its_columns(tmp_path):
    """Lists that people keep are mapped like exports."""
    content = "N°;Action;Partie;Décidée le;État\n1;Revoir le menu;Prestataire;25/11/2026;Ouverte\n"
    source, _ = propose(tmp_path / "a.csv", content)

    assert source["table"] == "actions"
    assert source["columns"]["acts"]["values"] == {"Prestataire": "provider"}
    assert source["columns"]["status"]["values"] == {"Ouverte": "open"}
    assert source["columns"]["decided_on"] == {"from": "Décidée le", "format": "%d/%m/%Y"}


def test_a_parquet_file_needs_no_encoding(tmp_path):
    """It says itself what its columns are."""
    with duckdb.connect() as con:
        con.execute(
            "copy (select 'A1' as call_id, timestamp '2026-12-03 09:00:00' as start_time, 'answered' as outcome,"
            " 12 as wait_s) to $path (format parquet)",
            {"path": str(tmp_path / "a.parquet")},
        )
    source, text = of(tmp_path / "a.parquet")

    assert source["file"] == {"format": "parquet"}
    assert source["columns"]["arrived_at"] == {"from": "start_time"}
    assert source["columns"]["wait_s"] == {"from": "wait_s", "unit": "s"}
    assert is_accepted(text)


def test_outgoing_calls_and_other_media_are_asked(tmp_path):
    """A chat or a call of an adviser that counts as offered is in every figure."""
    rows = "A1;25/12/2026 09:00;Abandon;entrant;voix\nA2;26/12/2026 09:00;Abandon;sortant;chat\n"
    content = f"Identifiant;Début;Issue;Sens;Canal\n{rows}"
    _, text = propose(tmp_path / "a.csv", content)

    assert "# exclude: [{name: outbound, where: {Sens: [sortant]}}]" in text
    assert any('"Canal" holds "voix", "chat"' in one for one in questions(text))


def test_of_legs_it_is_asked_what_answered_means(tmp_path):
    """A menu answers every call: counted as answered by advisers, no call would ever be lost."""
    content = "call_id,start_time,is_answered\n" + "".join(
        f"c{at // 2},2026-12-25T09:0{at}:00Z,true\n" for at in range(6)
    )
    source, text = propose(tmp_path / "a.csv", content)

    assert source["columns"]["outcome"]["values"] == {"true": None}
    assert any("said of the call, or of each leg" in one for one in questions(text))


def test_a_workbook_of_several_sheets_is_looked_at_as_a_whole(tmp_path):
    """A format that reads Monday's sheet must read Tuesday's, too."""
    book = openpyxl.Workbook()
    for title, day in (("Lundi", "03/12/2026 09:00"), ("Mardi", "25/12/2026 09:00")):
        sheet = book.create_sheet(title)
        for row in (HEAD.strip().split(";"), [f"A{title}", day, "Info", "Abandon", "0:01:00", "01 99 00 12 34"]):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    source, text = of(tmp_path / "a.xlsx")

    assert source["columns"]["arrived_at"]["format"] == "%d/%m/%Y %H:%M"
    assert source["file"]["sheet"] is None
    assert any("2 visible sheets" in one for one in questions(text))
    assert of(tmp_path / "a.xlsx", sheet="Lundi")[0]["columns"]["arrived_at"]["format"] is None


def test_received_calls_may_be_those_before_the_menu(tmp_path):
    """Platforms call "reçus" what entered the menu, or what entered the queue."""
    source, text = propose(tmp_path / "a.csv", "Date;Reçus;Décrochés;Abandons\n25/12/2026;4;3;1\n")

    assert "received" not in source["columns"]
    assert "# received: {from: Reçus}" in text


def test_telephone_numbers_of_a_spreadsheet_say_nothing_of_the_decimal_mark(tmp_path):
    """ "3,3199E+10" is a rounded number of a person, no decimal."""
    content = calls(["25/12/2026"] * 3).replace("01 99 00 12 0", "3,3199E+1")
    source, _ = propose(tmp_path / "a.csv", content)

    assert "decimal" not in source["file"]


@pytest.mark.parametrize("name", ["Issue", "Résolu", "Sens", "File", "Motif"])
def test_two_first_names_in_any_column_are_not_shown(tmp_path, name):
    """Too few to be sure of, and still two advisers: labels of the header may have been exchanged."""
    people = ["Camille Exemple", "Alexandre Modele"]
    rows = "".join(f"A{at};25/12/2026 09:0{at};{people[at % 2]}\n" for at in range(6))
    _, text = propose(tmp_path / "a.csv", f"Identifiant;Début;{name}\n{rows}", table="calls")

    assert not any(part in text for person in people for part in person.split())
