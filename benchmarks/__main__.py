"""Runs every benchmark and writes the table of the README.

In:   the modules of this folder; `--quick` for a minute's version of each.
Out:  what they print; the table between `<!-- bench:start -->` and `<!-- bench:end -->` of both READMEs.
Why:  the figures of the README are those that were measured last, with their date.
Not here: the comparisons.
"""

from __future__ import annotations

import argparse
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import benchmarks
from kit import calendar

ROOT = Path(__file__).resolve().parents[1]
START, END = "<!-- bench:start -->", "<!-- bench:end -->"
HEADS = {
    "README.md": ("Benchmark", "Compared with", "Measured", "To reach", "Reached"),
    "README.fr.md": ("Mesure", "Comparée à", "Résultat", "À atteindre", "Atteint"),
}
VERDICTS = {
    "README.md": {True: "yes", False: "no", None: "cannot run here"},
    "README.fr.md": {True: "oui", False: "non", None: "impossible ici"},
}


def main() -> int:
    """Exit code 1 where a benchmark misses its target or fails."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="a minute's version of each; the README is not written")
    parser.add_argument("names", nargs="*", help="benchmarks to run; all where none is named")
    options = parser.parse_args()
    names = options.names or sorted(
        found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name[0] != "_"
    )
    results = [run(name, quick=options.quick) for name in names]
    for name in HEADS:
        text = table(results, name)
        if name == "README.md":
            sys.stdout.write(f"\n{text}\n")
        if not options.quick and not options.names:
            put(ROOT / name, text)
    return int(any(result["ok"] is False for result in results))


def run(name: str, *, quick: bool) -> dict:
    """What one benchmark says on its last line; a failure is a result that is not ok."""
    sys.stdout.write(f"== {name}\n")
    sys.stdout.flush()
    command = [sys.executable, "-m", f"benchmarks.{name}", *(["--quick"] if quick else [])]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    sys.stdout.write(done.stdout)
    try:
        return json.loads(done.stdout.strip().splitlines()[-1])
    except (IndexError, ValueError):
        return {"benchmark": name, "measured": f"exit {done.returncode}", "ok": False}


def table(results: list[dict], readme: str) -> str:
    """The results as a Markdown table in the language of that README."""
    heads = HEADS[readme]
    lines = [" | ".join(heads), " | ".join("---" for _ in heads)]
    for result in results:
        cells = [
            f"`{result['benchmark']}`",
            shown(result.get("rival", "–")),
            shown(result["measured"]),
            shown(result.get("target", "–")),
            VERDICTS[readme][result["ok"]],
        ]
        lines.append(" | ".join(cells))
    day = calendar.now().date().isoformat()
    return "\n".join(f"| {line} |" for line in lines) + f"\n\n`python -m benchmarks`, {day}."


def shown(value: object) -> str:
    """A measure in a table cell: `name 0.41; other 3`."""
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')} {shown(one)}" for name, one in value.items())
    if isinstance(value, float):
        return f"{value:.3g}"
    return str(value).replace("|", "\\|")


def put(path: Path, text: str) -> None:
    """Replaces what stands between the two marks; a file without them is left alone."""
    if not path.exists():
        return
    before, start, rest = path.read_text(encoding="utf-8").partition(START)
    _, end, after = rest.partition(END)
    if start and end:
        path.write_text(f"{before}{START}\n{text}\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
