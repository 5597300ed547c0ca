"""Text exports that come packed: one file of an archive is a delivery, anything else is refused by what it is."""

from __future__ import annotations

import gzip
import io
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROWS = "id;at;issue;wait\nc1;16/11/2026 08:00;A;12\nc2;16/11/2026 08:05;B;40\n"


def zipped(**members: str | bytes) -> bytes:
    """A zip archive; a name that ends in "/" is a folder."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def refused(desk, content: bytes, name: str = "file.csv") -> tuple[str, str]:
    """The slug and the English text of the refusal."""
    error = desk.receive(desk.deliver(content, name))[0].error
    assert error is not None, "taken in"
    return error.slug, error.text("en")


PACKED = {
    "plain": ROWS.encode(),
    "gz": gzip.compress(ROWS.encode()),
    "gz of two members": gzip.compress(ROWS[:40].encode()) + gzip.compress(ROWS[40:].encode()),
    "zip": zipped(**{"export.csv": ROWS}),
    "zip with a folder": zipped(**{"november/": "", "november/export.csv": ROWS}),
    "zip made by macOS": zipped(**{"export.csv": ROWS, "__MACOSX/._export.csv": b"\0\5", ".DS_Store": b"\0"}),
}


@pytest.mark.parametrize("content", PACKED.values(), ids=PACKED)
def test_an_export_is_the_same_however_it_is_packed(calls, content):
    """A portal zips what it exports, whatever the name says: nobody should have to unpack it by hand."""
    receipt = calls.take(content, "file.csv")

    assert (receipt.rows_read, receipt.accepted) == (2, 2)
    assert list(calls.rows("calls")["wait_s"]) == [12, 40]


def test_an_archive_in_the_64_bit_form_is_read(calls):
    """Programs that write a stream do not know its size, and use the form for large archives from the start."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("export.csv", "w", force_zip64=True) as member:
            member.write(ROWS.encode())

    assert calls.take(out.getvalue()).accepted == 2


def test_the_length_of_a_64_bit_list_is_read_where_it_stands(calls):
    """The short record says "unknown" there: taken for a length, a sound archive would be refused as oversized."""
    small = zipped(**{"export.csv": ROWS})
    end = small.rindex(b"PK\x05\x06")
    count, size, offset = struct.unpack_from("<HLL", small, end + 10)
    record = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    short = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)

    assert calls.take(small[:end] + record + locator + short).accepted == 2


def test_an_archive_of_several_files_is_refused_with_their_names(calls):
    """None of the two is more likely to be the delivery than the other."""
    slug, text = refused(calls, zipped(**{"calls.csv": ROWS, "0639980000.csv": ROWS, "d/": ""}))

    assert slug == "unreadable_file"
    assert "2 files" in text and "calls.csv" in text and "one call of `kit receive`" in text
    assert "0639980000" not in text


BAD = {
    "an archive in an archive": (zipped(**{"a.zip": zipped(**{"export.csv": ROWS})}), "holds another archive"),
    "a gz in a zip": (zipped(**{"a.csv.gz": gzip.compress(ROWS.encode())}), "holds another archive"),
    "a zip in a gz": (gzip.compress(zipped(**{"export.csv": ROWS})), "holds another archive"),
    "a PDF in an archive": (zipped(**{"report.pdf": b"%PDF-1.7\n"}), "PDF"),
    "a login page in an archive": (gzip.compress(b"<!DOCTYPE html><html>"), "web page"),
    "nothing in it": (zipped(), "holds no file"),
    "folders only": (zipped(**{"november/": ""}), "holds no file"),
}


@pytest.mark.parametrize(("content", "words"), BAD.values(), ids=BAD)
def test_what_is_no_single_export_is_called_by_its_name(calls, content, words):
    """ "Not in utf-8" would send people on a search."""
    slug, text = refused(calls, content)

    assert (slug, words in text) == ("unreadable_file", True), text


def test_an_archive_with_a_password_is_refused(calls):
    """The message says what to do; a password is nothing to type into a command."""
    content = bytearray(zipped(**{"export.csv": ROWS}))
    content[6] |= 1  # in the file's own header, and in the list
    content[content.index(b"PK\x01\x02") + 8] |= 1

    slug, text = refused(calls, bytes(content))

    assert (slug, "password" in text) == ("unreadable_file", True), text


def test_an_archive_of_an_unusual_method_is_refused(calls):
    """What unpacks a hundred megabytes from one piece cannot be stopped in time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("export.csv", ROWS)

    slug, text = refused(calls, out.getvalue())

    assert (slug, "unusual way" in text) == ("unreadable_file", True), text


@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("packed", [gzip.compress, lambda rows: zipped(**{"export.csv": rows})], ids=["gz", "zip"])
def test_a_cut_archive_is_told_as_cut_off(calls, packed, kept):
    """Half an export must not pass for a quiet week."""
    rows = "id;at;issue;wait\n" + "".join(f"c{at};16/11/2026 08:{at % 60:02d};A;{at}\n" for at in range(2_000))
    content = packed(rows.encode())

    slug, _ = refused(calls, content[: int(len(content) * kept)])

    assert slug == "truncated_file"


@pytest.mark.parametrize("packed", [gzip.compress, lambda rows: zipped(**{"export.csv": rows})], ids=["gz", "zip"])
def test_a_damaged_archive_is_refused_whole(calls, packed):
    """A flipped byte in the middle gives other figures, and only the archive's own sum tells."""
    content = bytearray(packed(ROWS.encode() * 50))
    content[70] ^= 0xFF

    slug, _ = refused(calls, bytes(content))

    assert slug in ("unreadable_file", "truncated_file")


CHILD = r"""
import re, sys
from pathlib import Path
from types import SimpleNamespace
from kit.errors import OversizedFile
from kit.intake import packed
from kit.intake.delivered import Delivered

source = SimpleNamespace(name="calls", owed_by="client", file=SimpleNamespace(format="csv", inside=None))
file = Delivered(Path(sys.argv[1]), "file.csv", "", source, None, Path("sources.yml"), None)
read = 0
try:
    with packed.opened(file) as stream:
        while piece := stream.read(2**20):
            read += len(piece)
except OversizedFile as error:
    print("stopped", end=" ")
peak = int(re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024
print(read // 2**20, peak)
"""


def in_a_process(path: Path) -> list[str]:
    done = subprocess.run([sys.executable, "-c", CHILD, str(path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


@pytest.mark.parametrize("form", ["gz", "zip"])
def test_a_bomb_stops_at_its_limit(tmp_path, form):
    """A file of 300 KB would unpack to 300 MB: refused after the first 58, in the memory that one piece takes."""
    zeros, path = b"0" * (300 * 2**20), tmp_path / "file.csv"
    path.write_bytes(gzip.compress(zeros) if form == "gz" else zipped(**{"export.csv": zeros}))

    stopped, read, peak = in_a_process(path)

    assert stopped == "stopped" and int(read) <= 200 * path.stat().st_size / 2**20 + 1
    assert int(peak) < 200


def test_a_large_export_is_read_in_pieces(tmp_path):
    """Memory must not grow with the file: 120 MB come by, and the process stays small."""
    path = tmp_path / "file.csv"
    with gzip.open(path, "wb", compresslevel=1) as out:
        for at in range(60):
            out.write(
                b"".join(b"c%d;16/11/2026 08:00;A;%d\n" % (at * 60_000 + row, row * 7919) for row in range(60_000))
            )

    read, peak = in_a_process(path)

    assert int(read) > 80
    assert int(peak) < 200


def test_a_list_of_contents_that_is_longer_than_any_is_refused_unread(calls):
    """Each of its entries becomes an object: a list of 200 MB needs gigabytes before a single name is looked at."""
    content = bytearray(zipped(**{"export.csv": ROWS}))
    end = content.rindex(b"PK\x05\x06")
    content[end + 12 : end + 16] = struct.pack("<L", 300 * 2**20)

    slug, text = refused(calls, bytes(content))

    assert (slug, "list of contents" in text) == ("oversized_file", True), text


def test_a_plain_export_beyond_the_limit_is_refused_unread(calls):
    """Sparse, it costs no disk; read, it would cost minutes."""
    path = calls.deliver(ROWS)
    with path.open("r+b") as data:
        data.truncate(200 * 2**20)

    error = calls.receive(path)[0].error

    assert error is not None and error.slug == "oversized_file"


@pytest.mark.parametrize("inside, accepted", [("export*.csv", 2), ("EXPORT*.csv", 2), ("*.csv", 0), ("other", 0)])
def test_of_several_files_the_one_that_the_source_names_is_read(desk, inside, accepted):
    """A platform packs the answers to forms beside its calls; two that fit the name are still two."""
    from tests.unit.intake.conftest import CALLS

    desk.sources(calls=CALLS.replace("format: csv,", f"format: csv, inside: '{inside}',"))

    receipt = desk.receive(desk.deliver(zipped(**{"export-W47.csv": ROWS, "forms.csv": "form;answer\n"})))[0]

    assert receipt.accepted == accepted and (receipt.error is None) is bool(accepted)
