"""Calls from a delivered file to committed tables, every check on, against DuckDB's own reader.

In:   generated exports of a large line, in the sample's shape of calls: CSV and Parquet, 1 M and 10 M rows, about
      13 weeks for a million.
Out:  CPU of `kit receive` in a fresh home over that of DuckDB reading the same file, as one would type it; rows per CPU
      second; peak memory of all processes of a command; what ten rows cost.
Why:  whoever doubts a figure reads its file again; and ten million rows must fit where one million do.
Not here: spreadsheets and JSON lines, which DuckDB does not read by itself.

CPU is user and system time of the child process, its start included on both sides and printed beside. Every size is
printed and peaks are judged at all; CPU is judged at the largest, where the start no longer decides.

Run:  .venv/bin/python -m benchmarks.intake [--quick] [--rows N ...]
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PLACE = ROOT / ".cache" / "bench" / "intake"
FORMATS = ("csv", "parquet")
SIZES, QUICK = (1_000_000, 10_000_000), (100_000, 1_000_000)
TARGET = {"csv_cpu_ratio": 4.0, "parquet_cpu_ratio": 2.0, "peak_mb": 500, "csv_times_rows_before": 10.0}
# The kit while a file was lists of cells, on 29 November 2026: its rows per CPU second over those of DuckDB on the same
# machine and file of 400,000 rows (it took no more than 500,000): 23,000 a second of CSV, 20,000 of Parquet, 614 MB.
BEFORE_ROWS, BEFORE = 400_000, {"csv": 0.77 / 17.39, "parquet": 0.48 / 20.0}
NOW = "2026-11-23T09:00:00+01:00"
FEW = 10  # rows: what a start costs, up to the committed tables
_POLL_S = 0.02

# A line of 77,000 calls a week; its last week is 2026-W47. Numbers are those reserved for fiction, then those of the
# country code 999, which no country has: six calls in ten come from different callers.
CALLS = """
create macro pick(i, salt, n) as (hash(i * 64 + salt) % n)::int;
create macro dice(i, salt) as (hash(i * 64 + salt) % 1000000) / 1e6;
create macro spread(i, salt, mean) as (-ln(1 - dice(i, salt)) * mean)::int;
create macro tailed(i, salt, mean) as
  greatest(1, (-ln(1 - dice(i, salt)) - ln(1 - dice(i, salt + 32))) * mean / 2)::int;
create view drawn as
select range as i, range // {day} as day, (range % {day} + 0.5) / {day} as f,
  case when dice(range, 1) < 0.007 then 'Fantôme' when dice(range, 1) < 0.08 then 'Abandon'
       when dice(range, 1) < 0.11 then 'Quitté dans le menu' when dice(range, 1) < 0.115 then 'Débordement'
       when dice(range, 1) < 0.12 then 'Dissuadé' else 'Décroché' end as issue,
  (dice(range, 2) * 0.9 * {rows})::bigint as who
from range({rows});
create view calls as
select strftime(date '2026-11-23' - {back} + (day // 5 * 7 + day % 5)::int, '%y%m%d') || '-' || lpad(i::varchar, 8, '0')
    as "Identifiant",
  date '2026-11-23' - {back} + (day // 5 * 7 + day % 5)::int + interval '8 hours'
    + to_seconds(floor(36000 * (f + 0.06 * sin(12.566 * f)))::bigint) as "Début",
  ['Information', 'Information', 'Information', 'Dossiers'][1 + pick(i, 17, 4)] as "File",
  issue as "Issue",
  case when issue in ('Quitté dans le menu', 'Dissuadé', 'Fantôme') then null
       else least(spread(i, 3, 25) + if(dice(i, 4) < 0.15, spread(i, 5, 90), 0), 1800) end as "Attente",
  14 + tailed(i, 6, 20) as "Menu",
  case when issue = 'Décroché' then 2 + pick(i, 18, 5) end as "Sonnerie",
  case when issue = 'Décroché' then 8 + tailed(i, 7, 310) end as "Conversation",
  case when issue = 'Décroché' then if(dice(i, 8) < 0.17, spread(i, 9, 70), 0) end as "Mise en attente",
  case when issue = 'Décroché' then tailed(i, 10, 56) end as "Après-appel",
  case when dice(i, 11) < 0.08 or issue = 'Fantôme' then 'Masqué'
       when who < 60000 then
         ['06 39 98', '01 99 00', '02 61 91', '03 53 01', '04 65 71', '05 36 49'][1 + (who % 6)::int]
         || ' ' || lpad((who // 6 // 100)::varchar, 2, '0') || ' ' || lpad((who // 6 % 100)::varchar, 2, '0')
       when dice(i, 12) < 0.22 then '+999' || lpad(who::varchar, 9, '0')
       else '+999 ' || lpad((who // 1000000)::varchar, 3, '0') || ' ' || lpad((who // 1000 % 1000)::varchar, 3, '0')
         || ' ' || lpad((who % 1000)::varchar, 3, '0') end as "Numéro appelant",
  case when issue = 'Décroché' then ['Logement', 'Mutuelle', 'Suivi de dossier', 'Garde d''enfants', 'Autre',
    'Location de véhicule', 'Aide financière', 'Accident du travail', 'Crédit'][1 + pick(i, 13, 9)] end as "Motif",
  case when issue = 'Décroché' then dice(i, 14) < 0.87 end as "Résolu",
  case when issue = 'Décroché' then dice(i, 15) < 0.055 end as "Transféré",
  case when issue = 'Décroché' then printf('C%02d', 1 + pick(i, 16, 90)) end as "Conseiller"
from drawn;
"""
LASTED = ("Attente", "Menu", "Sonnerie", "Conversation", "Mise en attente", "Après-appel")
FLAGS = ("Résolu", "Transféré")
_PADDED = "lpad(({0})::varchar, 2, '0')"
_CLOCK = '"{0}" // 3600' + "".join(" || ':' || " + _PADDED.format(part) for part in ('"{0}" // 60 % 60', '"{0}" % 60'))
WRITTEN = {
    "csv": 'copy (select * replace (strftime("Début", \'%d/%m/%Y %H:%M:%S\') as "Début", '
    + ", ".join([f'{_CLOCK.format(name)} as "{name}"' for name in LASTED])
    + "".join(f", if(\"{name}\", 'Oui', 'Non') as \"{name}\"" for name in FLAGS)
    + ") from calls) to '{path}' (format csv, delimiter ';', header)",
    "parquet": "copy calls to '{path}' (format parquet)",
}
# The rival: the same columns with the same types (seconds as numbers), ghost rows left out, written as Parquet.
_TYPES = dict.fromkeys(
    ("Identifiant", "Début", "File", "Issue", *LASTED, "Numéro appelant", "Motif", *FLAGS, "Conseiller"), "VARCHAR"
) | {"Début": "TIMESTAMP"} | dict.fromkeys(LASTED, "INTERVAL")  # fmt: skip
READ = {
    "csv": 'select * exclude ("Conseiller") replace ('
    + ", ".join(f'epoch("{name}") as "{name}"' for name in LASTED)
    + "".join(f', "{name}" = \'Oui\' as "{name}"' for name in FLAGS)
    + ") from read_csv('{path}', delim = ';', header = true, columns = "
    f"{_TYPES}, "
    "timestampformat = '%d/%m/%Y %H:%M:%S')",
    "parquet": 'select * exclude ("Conseiller") replace ('
    + ", ".join(f'"{name}"::double as "{name}"' for name in LASTED)
    + ") from read_parquet('{path}')",
}
RIVAL = "set threads = 1; copy ({read} where \"Issue\" <> 'Fantôme') to '{out}' (format parquet)"
# Of all rows that stand in Parquet files: how many, and the sum of their talk.
SUMS = "select count(*), coalesce(sum({talk}), 0) from read_parquet('{path}')"


@dataclass
class Spent:
    """What one command took: CPU seconds, and the peak (MB) of the memory that its processes held together."""

    cpu: float
    peak: float


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.intake", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="100,000 and 1 M rows, once each")
    parser.add_argument("--rows", type=int, nargs="+", help="other numbers of rows")
    options = parser.parse_args()
    sizes = tuple(options.rows or (QUICK if options.quick else SIZES))
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    try:
        print_result(sizes, measured(sizes, rounds=1 if options.quick else 3))
    finally:
        shutil.rmtree(PLACE, ignore_errors=True)  # gigabytes


def measured(sizes: tuple[int, ...], rounds: int) -> dict[tuple[str, str, int], Spent]:
    """By ("kit" or "duckdb", format, rows): the median CPU and the highest peak."""
    found: dict[tuple[str, str, int], Spent] = {}
    for shape in FORMATS:
        for rows in sorted({FEW, BEFORE_ROWS, *sizes}):
            path = written(shape, rows)
            ways = ("duckdb",) if rows == BEFORE_ROWS and rows not in sizes else ("kit", "duckdb")
            for way in ways:
                runs = [WAYS[way](path, shape) for _ in range(rounds if rows <= 1_000_000 else 1)]
                cpu = statistics.median(run.cpu for run in runs)
                one = found[way, shape, rows] = Spent(cpu, max(run.peak for run in runs))
                say(f"{way:6} {shape:7} {rows:>10,} rows: {one.cpu:6.2f} s CPU, {one.peak:4.0f} MB")
            if len(ways) == 2:
                same_rows(path)
            path.unlink()
    return found


def print_result(sizes: tuple[int, ...], found: dict[tuple[str, str, int], Spent]) -> None:
    ratio = {
        (shape, rows): found["kit", shape, rows].cpu / found["duckdb", shape, rows].cpu
        for shape in FORMATS
        for rows in sizes
    }
    times = {shape: times_before(shape, sizes[-1], found) for shape in FORMATS}
    peak = max(found["kit", shape, rows].peak for shape in FORMATS for rows in sizes)
    shown: dict[str, float] = {}
    for shape in FORMATS:
        shown |= {f"{shape}_cpu_ratio_{short(rows)}": round(ratio[shape, rows], 2) for rows in sizes}
        shown |= {f"{shape}_peak_mb_{short(rows)}": round(found["kit", shape, rows].peak) for rows in sizes}
        shown[f"{shape}_rows_per_cpu_s"] = round(sizes[-1] / found["kit", shape, sizes[-1]].cpu, -3)
        shown[f"{shape}_times_rows_before"] = round(times[shape], 1)
    shown["kit_start_cpu_s"] = round(found["kit", "csv", FEW].cpu, 2)
    shown["duckdb_start_cpu_s"] = round(found["duckdb", "csv", FEW].cpu, 2)
    result = {
        "benchmark": "intake",
        "what": "calls from a delivered file to committed tables, every check on",
        "rival": "DuckDB's reader, same types and a filter, one thread",
        "measured": shown,
        "target": {name: f"{'≥' if 'times' in name else '≤'} {value:g}" for name, value in TARGET.items()},
        "ok": all(ratio[shape, sizes[-1]] <= TARGET[f"{shape}_cpu_ratio"] for shape in FORMATS)
        and peak <= TARGET["peak_mb"]
        and times["csv"] >= TARGET["csv_times_rows_before"],
    }
    say(json.dumps(result, ensure_ascii=False))


def times_before(shape: str, rows: int, found: dict[tuple[str, str, int], Spent]) -> float:
    """Rows per CPU second over what the kit would have made of them before on this machine, as DuckDB's own tell."""
    before = BEFORE[shape] * BEFORE_ROWS / found["duckdb", shape, BEFORE_ROWS].cpu
    return rows / found["kit", shape, rows].cpu / before


def short(rows: int) -> str:
    return f"{rows // 10**6}m" if rows >= 10**6 else f"{rows // 1000}k"


# The two ways


def kit(path: Path, shape: str) -> Spent:
    """`kit receive` in a fresh home."""
    home = PLACE / "home"
    shutil.rmtree(home, ignore_errors=True)
    source = home / "params" / "sample"
    source.mkdir(parents=True)
    for name in ("contract.yml", "calendar.yml", "sources.yml"):
        text = (ROOT / "params" / "sample" / name).read_text(encoding="utf-8")
        (source / name).write_text(text.replace("valid_from: 2024-11-25", "valid_from: 2020-01-06"), encoding="utf-8")
    if shape == "parquet":
        typed(source / "sources.yml")
    return spent([str(BIN / "kit"), "receive", "sample", str(path)], KIT_HOME=str(home), KIT_NOW=NOW)


def typed(sources: Path) -> None:
    """The sample's mapping of calls for cells that have types."""
    text = sources.read_text(encoding="utf-8")
    before, start, calls = text.partition("  acd_calls:\n")
    calls, after, rest = calls.partition("\n  # Advisers planned")
    for old, new in {
        '"*appels*.csv", "*calls*.csv"': '"*appels*.parquet"',
        "format: csv": "format: parquet",
        "encoding: [utf-8-sig, cp1252]": "",
        'separator: ";"': "",
        'decimal: ","': "",
        ', format: "%d/%m/%Y %H:%M:%S"': "",
        'unit: "h:mm:ss"': "unit: s",
        ", values: {Oui: true, Non: false}": "",
    }.items():
        assert old in calls, old
        calls = calls.replace(old, new)
    sources.write_text(before + start + calls + after + rest, encoding="utf-8")


def duckdb(path: Path, shape: str) -> Spent:
    """DuckDB reads the file and writes Parquet."""
    out = PLACE / "duckdb.parquet"
    out.unlink(missing_ok=True)
    return spent(sql(RIVAL.format(read=READ[shape].replace("{path}", str(path)), out=out)))


WAYS = {"kit": kit, "duckdb": duckdb}


def same_rows(path: Path) -> None:
    """Both must have taken the same, or their times compare nothing."""
    tables = PLACE / "home" / "data" / "sample" / "tables" / "calls" / "**" / "*.parquet"
    ours = printed(SUMS.format(talk="talk_s", path=tables))
    theirs = printed(SUMS.format(talk='"Conversation"', path=PLACE / "duckdb.parquet"))
    if ours != theirs:
        raise SystemExit(f"{path.name}: the two ways differ: {ours} by the kit, {theirs} by DuckDB")


# Files and processes


def written(shape: str, rows: int) -> Path:
    """An export of so many calls, made by a process of its own."""
    path = PLACE / f"appels_{rows}.{shape}"
    day = 15_400
    days = -(-rows // day)
    drawn = CALLS.format(rows=rows, day=day, back=-(-days // 5) * 7)
    printed(drawn + WRITTEN[shape].format(path=path))
    return path


def sql(query: str) -> list[str]:
    code = f"import duckdb\nfor row in duckdb.connect().execute({query!r}).fetchall(): print(*row)"
    return [sys.executable, "-c", code]


def printed(query: str) -> str:
    done = subprocess.run(sql(query), capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def spent(command: list[str], **settings: str) -> Spent:
    """What a command and its children took. Raises SystemExit where it fails."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIT_")}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (PLACE / "said").open("w+") as said:
        child = subprocess.Popen(command, cwd=PLACE, env=own | settings, stdout=said, stderr=subprocess.STDOUT)
        peak = watched(child)
        if child.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)[:300]}\n{said.read()[-3000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Spent(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, peak)


def watched(child: subprocess.Popen) -> float:
    """Waits for the child. The most (MB) that it and its children held: the peaks that each of them had, added up."""
    peak = 0.0
    while child.poll() is None:
        peak = max(peak, sum(peak_of(pid) for pid in tree(child.pid)))
        try:
            child.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            continue
    return peak


def tree(pid: int) -> list[int]:
    """A process and all that it has started."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += map(int, task.read_text().split())
            except OSError:  # it has just ended
                continue
    return found


def peak_of(pid: int) -> float:
    """The highest that the process has held so far, as the system counts it."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")), 0.0)


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
