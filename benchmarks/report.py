"""One report, from the shell to two HTML files, against the usual chain that makes the same two pages.

In:   the sample partnership, made in `.cache/bench/report/` (52 weeks; kept for the next time).
Out:  CPU of `kit report` over that of two runs of `papermill` + `jupyter nbconvert --to kit`, medians of interleaved
      runs; the same for one language; weight, requests and scripts of the page.
Why:  a report that is quick is run again whenever somebody doubts it.
Not here: 52 weeks at once.

CPU is user and system time of all child processes: unlike wall time it hardly depends on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
PLACE = ROOT / ".cache" / "bench" / "report"
NOTEBOOK, PARTNERSHIP, WEEK = "weekly_kpi_review", "sample", "2026-W47"
TARGET = {"cpu_ratio": 0.45, "page_kb": 200, "requests": 0, "scripts": 0}
# What makes a browser ask for something, and what runs code.
_REQUESTS = re.compile(
    r"<(?:script|img|link|iframe|source|video|audio|embed|object|use|image)\b[^>]*?"
    r"(?:src|href|data)\s*=\s*[\"']?(?:https?:)?//|@import|url\(\s*[\"']?(?:https?:)?//",
    re.I,
)
_SCRIPTS = re.compile(r"<script\b|\son[a-z]+\s*=\s*[\"']|javascript:", re.I)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one run of each instead of five")
    rounds = 1 if parser.parse_args().quick else 5
    home = prepared()
    cpu: dict[str, list[float]] = {"kit_2": [], "chain_2": [], "kit_1": [], "chain_1": []}
    for at in range(rounds):
        cpu["kit_2"].append(kit(home, "fr", "en"))
        cpu["chain_2"].append(chain(home, "fr", "en"))
        cpu["kit_1"].append(kit(home, "fr"))
        cpu["chain_1"].append(chain(home, "fr"))
        say(f"round {at + 1}/{rounds}: " + ", ".join(f"{name} {values[-1]:.2f} s" for name, values in cpu.items()))
    kit(home, "fr", "en")
    same_results(home)
    print_result({name: statistics.median(values) for name, values in cpu.items()}, weight(home))


def print_result(cpu: dict[str, float], page: dict[str, float]) -> None:
    measured = {
        "cpu_ratio": round(cpu["kit_2"] / cpu["chain_2"], 3),
        "cpu_ratio_one_language": round(cpu["kit_1"] / cpu["chain_1"], 3),
        **page,
        "kit_cpu_s": round(cpu["kit_2"], 2),
        "chain_cpu_s": round(cpu["chain_2"], 2),
    }
    result = {
        "benchmark": "report",
        "what": "one report, two languages, from the shell to two HTML files",
        "rival": "two runs of papermill + jupyter nbconvert",
        "measured": measured,
        "target": {name: f"≤ {value}" for name, value in TARGET.items()},
        "ok": all(measured[name] <= value for name, value in TARGET.items()),
    }
    say(json.dumps(result, ensure_ascii=False))


def prepared() -> Path:
    """A home with a year of the sample; what the last benchmark made serves again."""
    from kit.run.sample_home import Wanted, ready

    home = PLACE / "home"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["KIT_HOME"] = str(home)
    ready(Wanted(60), "en")
    return home


def spent(*commands: list[str]) -> float:
    """CPU seconds of the commands and of everything they started."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for command in commands:
        done = subprocess.run(command, cwd=PLACE, capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"{' '.join(command)}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def kit(home: Path, *languages: str) -> float:
    """One run of `kit report`, as if it were the first."""
    shutil.rmtree(home / "reports", ignore_errors=True)
    return spent([str(BIN / "kit"), "report", NOTEBOOK, PARTNERSHIP, WEEK, "--lang", ",".join(languages)])


def chain(home: Path, *languages: str) -> float:
    """papermill and nbconvert, once per language: `lang` is a parameter of the notebook."""
    commands = []
    for lang in languages:
        out = PLACE / f"chain.{lang}.ipynb"
        given = ["-p", "partnership", PARTNERSHIP, "-p", "week", WEEK, "-p", "lang", lang]
        source = str(ROOT / "notebooks" / f"{NOTEBOOK}.ipynb")
        commands.append([str(BIN / "papermill"), source, str(out), *given, "--no-progress-bar"])
        commands.append([str(BIN / "jupyter"), "nbconvert", "--to", "kit", str(out)])
    return spent(*commands)


def same_results(home: Path) -> None:
    """Both ways must have told the same, or their times compare nothing."""
    from kit.run.results import of_file

    ours = json.loads((folder(home) / "results.json").read_text(encoding="utf-8"))
    theirs = of_file(PLACE / "chain.fr.ipynb")
    differing = [name for name in ours if name != "version" and ours[name] != theirs[name]]
    if differing:
        raise SystemExit(f"the two ways differ in: {', '.join(differing)}")


def folder(home: Path) -> Path:
    return home / "reports" / PARTNERSHIP / WEEK / NOTEBOOK


def weight(home: Path) -> dict[str, float]:
    """The heavier page in KB (1,000 bytes), and what both ask for and run."""
    pages = [path.read_text(encoding="utf-8") for path in sorted(folder(home).glob("report.*.html"))]
    return {
        "page_kb": round(max(len(page.encode()) for page in pages) / 1000, 1),
        "requests": sum(len(_REQUESTS.findall(page)) for page in pages),
        "scripts": sum(len(_SCRIPTS.findall(page)) for page in pages),
    }


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
