"""The training site as the kit builds it, against a plain `mkdocs build` of the same pages written out as Markdown.

In:   `training/`; the sample's style, learner's edition, in French; the compiled tree in `.cache/bench/site/`.
Out:  CPU of `mkdocs build --strict` with the kit's hook over that of MkDocs alone, medians of interleaved runs: as an
      author builds again (modules known to be clean are not checked again), and for the first time; how many pages.
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
OURS, TREE = PLACE / "kit", PLACE / "tree" / "sample" / "learner" / "fr"
REMEMBERED = ROOT / ".cache" / "training" / "clean.json"
TARGET = {"cpu_ratio": 1.6}
_WORDS = re.compile(r"<article.*?</article>", re.S)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.site", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one run of each instead of five")
    rounds = 1 if parser.parse_args().quick else 5
    prepared()
    cpu: dict[str, list[float]] = {"first": [], "kit": [], "plain": []}
    for at in range(rounds):
        REMEMBERED.unlink(missing_ok=True)
        cpu["first"].append(kit())
        cpu["kit"].append(kit())
        cpu["plain"].append(plain())
        say(f"round {at + 1}/{rounds}: " + ", ".join(f"{name} {values[-1]:.2f} s" for name, values in cpu.items()))
    pages = same_pages()
    middle = {name: statistics.median(values) for name, values in cpu.items()}
    ratio = round(middle["kit"] / middle["plain"], 3)
    result = {
        "benchmark": "site",
        "what": "the training site, one edition in one language",
        "rival": "plain mkdocs build of the same pages",
        "measured": {
            "cpu_ratio": ratio,
            "cpu_ratio_first": round(middle["first"] / middle["plain"], 3),
            "pages": pages,
            "kit_cpu_s": round(middle["kit"], 2),
            "plain_cpu_s": round(middle["plain"], 2),
        },
        "target": {name: f"≤ {value}" for name, value in TARGET.items()},
        "ok": ratio <= TARGET["cpu_ratio"],
    }
    say(json.dumps(result, ensure_ascii=False))


def prepared() -> None:
    """The pages written out, for MkDocs alone; both sides have built once, so that both find warm caches."""
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    spent(
        [str(BIN / "kit"), "training", "compile", "--edition", "learner", "--lang", "fr", "--out", str(PLACE / "tree")]
    )
    kit()
    plain()


def kit() -> float:
    """CPU seconds of what somebody types in the project."""
    return spent([str(BIN / "mkdocs"), "build", "--strict", "--quiet", "-d", str(OURS)])


def plain() -> float:
    """CPU seconds of MkDocs on pages that stand there already."""
    return spent([str(BIN / "mkdocs"), "build", "--strict", "--quiet", "-f", str(TREE / "mkdocs.yml")])


def spent(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    own = {name: value for name, value in os.environ.items() if not name.startswith("KIT_")}
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def same_pages() -> int:
    """How many pages both made. What stands in each must be the same, or their times compare nothing."""
    ours, theirs = articles(OURS), articles(TREE / "site")
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
