"""Runs a command of the kit again and again, and lets each run end at another point of its writing.

In:   a home to copy, a folder for the copies, "kill" or "full", the arguments of `kit`; BLOCK_ROWS of the environment.
Out:  one JSON line a run: how it ended, and what the store was afterwards.
Why:  a kill at a moment of chance finds the narrow gap between two files once in a thousand runs; this finds each.

A point is an event of the interpreter (`sys.addaudithook`) at which the home is about to change: a file is opened for
writing, renamed, linked, removed, a folder made. "kill" ends the process just before the k-th of them, as a power cut
would; "full" lets it and all that follow fail, as a disk without room does (removing goes on working).
"""

import json
import os
import shutil
import sys
import traceback
from pathlib import Path

from kit import intake, store  # noqa: F401 - warm: each run is a fork of this process
from kit.cli import main
from kit.errors import DamagedStore
from kit.intake import limits
from kit.store import disk, verify

CHANGES = {"os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir"}
FULL = {"os.rename", "os.link", "os.mkdir"}
EVERY = 5  # the whole command is run again after every fifth run; else another writer only takes the store over


def is_point(event: str, arguments: tuple, home: str, wanted: set) -> bool:
    if event == "open":
        path, _, flags = arguments
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        return bool(writes) and str(path).startswith(home) and not str(path).endswith(".lock")
    return event in wanted and str(arguments[0]).startswith(home)


def mark(home: str) -> Path:
    """The file that tells that the disk was full."""
    return Path(home).parent / f"reached-{Path(home).name}"


def hook(mode: str, home: str, number: int):
    seen = 0

    def at(event: str, arguments: tuple) -> None:
        nonlocal seen
        if event not in ("open", *CHANGES) or not is_point(event, arguments, home, FULL if mode == "full" else CHANGES):
            return
        seen += 1
        if seen == number and mode == "kill":
            os._exit(9)
        if seen >= number and mode == "full":
            reached()
            raise OSError(28, os.strerror(28), str(arguments[0]))

    done = []

    def reached() -> None:
        if not done:
            done.append(True)
            os.close(os.open(mark(home), os.O_WRONLY | os.O_CREAT, 0o600))

    return at


def forked(work) -> int:
    """Runs `work` in a fork; its exit code."""
    child = os.fork()
    if not child:
        code = 70
        try:
            code = work()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def quiet() -> None:
    for number in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), number)


def run(home: Path, arguments: list[str], mode: str = "", number: int = 0) -> int:
    def work() -> int:
        os.environ["KIT_HOME"] = str(home)
        quiet()
        if mode:
            sys.addaudithook(hook(mode, str(home), number))
        main(arguments, standalone_mode=True)
        return 0

    return forked(work)


def state(home: Path, partnership: str) -> dict:
    """What a reader finds, in a process of its own."""
    told = home.with_suffix(".json")

    def work() -> int:
        os.environ["KIT_HOME"] = str(home)
        at = disk.place(partnership)
        try:
            snapshot = store.current(partnership)
            found = {
                "id": snapshot.id if snapshot else 0,
                "files": [f.name for f in snapshot.files] if snapshot else [],
            }
        except DamagedStore as error:
            found = {"id": -1, "error": error.text("en")}
        found["faults"] = [f"{fault.path}: {fault.what('en')}" for fault in verify.health(at).faults]
        found["left"] = sorted(path.name for path in at.temp.glob("*")) if at.temp.is_dir() else []
        told.write_text(json.dumps(found))
        return 0

    forked(work)
    return json.loads(told.read_text())


def swept(home: Path, partnership: str) -> str:
    """What the next writer does first: it takes back what a killed one left."""

    def work() -> int:
        os.environ["KIT_HOME"] = str(home)
        with store.lock(partnership):
            return 0

    return "swept" if forked(work) == 0 else "failed"


def each(template: Path, folder: Path, mode: str, arguments: list[str]) -> None:
    partnership = arguments[1]
    number, before = 0, state(template, partnership)["id"]
    while True:
        number += 1
        home = folder / f"{mode}-{number}"
        shutil.copytree(template, home)
        code = run(home, arguments, mode, number)
        reached = code == 9 if mode == "kill" else mark(str(home)).exists()
        result = {"point": number, "code": code, **state(home, partnership)}
        if number % EVERY == 1 or result["id"] != before or not reached:
            result |= {"again": run(home, arguments), "after": state(home, partnership)}
        else:
            result |= {"again": swept(home, partnership), "after": state(home, partnership)}
        result["orphans"] = orphans(home / "data" / partnership, result["after"])
        sys.stdout.write(json.dumps({**result, "reached": reached}) + "\n")
        shutil.rmtree(home)
        if not reached:
            return


def orphans(base: Path, after: dict) -> list[str]:
    """Table files that the newest state does not name; the templates here are never restated."""
    found = {str(path.relative_to(base / "tables")) for path in base.glob("tables/*/week=*/*.parquet")}
    return sorted(found - set(after.get("files", ())))


if __name__ == "__main__":
    if rows := os.environ.get("BLOCK_ROWS"):
        limits.BLOCK_ROWS = int(rows)
    each(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4:])
