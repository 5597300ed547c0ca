"""The training site as the kit builds it, against plain `mkdocs build` of the same pages written out as Markdown.

In:   `training/`; the sample's style, both editions and languages; the compiled trees in `.cache/bench/site/`.
Out:  CPU over that of MkDocs alone, medians of interleaved runs: of `kit training build` for the four sites (read and
      checked once), and of `mkdocs build --strict` typed by itself for one of them; how many pages.
Why:  an author builds after every paragraph; a compiler that doubled the wait would be switched off.
Not here: `kit training check`, which builds nothing.

CPU is user and system time of the child process: unlike wall time it hardly depends on what else the machine does.
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
PLACE = ROOT / ".cache" / "bench" / "site"
OURS, ALONE, TREES = PLACE / "kit", PLACE / "alone", PLACE / "trees"
SITES = [f"sample/{edition}/{lang}" for edition in ("learner", "facilitator") for lang in ("fr", "en")]
TARGET = {"cpu_ratio": 1.6, "cpu_ratio_alone": 1.6}
_WORDS = re.compile(r"<article.*?</article>", re.S)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one run of each instead of five")
    rounds = 1 if parser.parse_args().quick else 5
    prepared()
    cpu: dict[str, list[float]] = {"kit": [], "plain": [], "alone": [], "plain_one": []}
    for at in range(rounds):
        cpu["kit"].append(kit())
        each = [plain(site) for site in SITES]
        cpu["plain"].append(sum(each))
        cpu["plain_one"].append(each[0])
        cpu["alone"].append(alone())
        say(f"round {at + 1}/{rounds}: " + ", ".join(f"{name} {values[-1]:.2f} s" for name, values in cpu.items()))
    pages = sum(same_pages(OURS / site, TREES / site / "site") for site in SITES)
    same_pages(ALONE, TREES / SITES[0] / "site")
    middle = {name: statistics.median(values) for name, values in cpu.items()}
    ratios = {
        "cpu_ratio": round(middle["kit"] / middle["plain"], 3),
        "cpu_ratio_alone": round(middle["alone"] / middle["plain_one"], 3),
    }
    result = {
        "benchmark": "site",
        "what": "the training site, two editions in two languages",
        "rival": "plain mkdocs build of the same pages",
        "measured": {
            **ratios,
            "pages": pages,
            "kit_cpu_s": round(middle["kit"], 2),
            "plain_cpu_s": round(middle["plain"], 2),
        },
        "target": {name: f"≤ {value}" for name, value in TARGET.items()},
        "ok": all(ratios[name] <= value for name, value in TARGET.items()),
    }
    say(json.dumps(result, ensure_ascii=False))


def prepared() -> None:
    """The pages written out, for MkDocs alone; each way has built once, so that all find warm caches."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    spent([str(BIN / "kit"), "training", "compile", "--out", str(TREES)])
    alone()
    plain(SITES[0])


def kit() -> float:
    """CPU seconds of the four sites by the kit."""
    return spent([str(BIN / "kit"), "training", "build", "--out", str(OURS)])


def alone() -> float:
    """CPU seconds of one site as somebody types it in the project."""
    return spent([str(BIN / "mkdocs"), "build", "--strict", "--quiet", "-d", str(ALONE)])


def plain(site: str) -> float:
    """CPU seconds of MkDocs on pages of one site that stand there already."""
    return spent([str(BIN / "mkdocs"), "build", "--strict", "--quiet", "-f", str(TREES / site / "mkdocs.yml")])


def spent(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIT_")}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def same_pages(here: Path, there: Path) -> int:
    """How many pages both made. What stands in each must be the same, or their times compare nothing."""
    ours, theirs = articles(here), articles(there)
    differing = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    if differing:
        raise SystemExit(f"the two ways differ in: {', '.join(differing[:5])}")
    return len(ours)


def articles(folder: Path) -> dict[str, str]:
    """What each page says, without the frame around it."""
    pages = sorted(folder.rglob("*.html"))
    found = {page.relative_to(folder).as_posix(): _WORDS.search(page.read_text(encoding="utf-8")) for page in pages}
    # An empty corner of a table heads nothing: the hook writes it as a cell.
    return {name: match[0].replace("<th></th>", "<td></td>") if match else "" for name, match in found.items()}


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
