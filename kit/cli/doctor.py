"""`kit doctor`: what is wrong with this machine's set-up, and what to do about it.

In:   the interpreter, the installed packages, the home.
Out:  one line per check: fine, or what to do.
Why:  most first difficulties are a missing lock of versions, a folder that cannot be written, or packages without
      bytecode, which makes every start twice as slow.
Not here: params and deliveries (`kit check`).
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import click

from kit import machine
from kit.cli.speaker import Speaker, echo, pass_speaker

_HEAVY = ("pandas", "matplotlib", "IPython", "nbconvert", "papermill", "duckdb")
_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")


@click.command(short_help="What is wrong with this machine's set-up.")
@click.option("--dry-run", is_flag=True, help="Leave out the check that writes a temporary file in the home.")
@pass_speaker
def doctor(tell: Speaker, dry_run: bool) -> None:
    """Check this machine's set-up and tell what to do.

    \b
    Example: kit doctor
    Reads:   the interpreter, installed packages, requirements/lock.txt, the home
    Writes:  nothing that stays (one temporary file in the home)
    Exits:   0 all fine, 1 something is to be done
    """
    wrong = 0
    left_out = ["home"] if dry_run or _there() else []  # nothing can be written where there is no folder
    left_out += [] if machine.supported() else ["engine", "home"]
    for name, check in CHECKS.items():
        if name in left_out:
            continue
        fields = check()
        mark = "optional" if fields and name in OPTIONAL else "to_do" if fields else "fine"
        wrong += mark == "to_do"
        line = tell.text(f"doctor_{name}_{'no' if fields else 'ok'}", **{"system": machine.system(), **(fields or {})})
        echo(f"{tell.text(f'mark_{mark}')}  {line}")
    if wrong:
        raise SystemExit(1)


# Each check returns None when all is fine, else the fields of its advice.


def _system() -> dict | None:
    """Linux, macOS and WSL; nothing else forks and locks."""
    return None if machine.supported() else {"system": machine.system()}


def _python() -> dict | None:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return None if sys.version_info >= (3, 11) else {"version": version}


def _packages() -> dict | None:
    """Installed versions against the lock; packages that are not installed here are left out (extras, platforms)."""
    from kit.params import PROJECT

    lock = PROJECT / "requirements" / "lock.txt"
    if not lock.exists():
        return None
    wanted: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.+!]+)", lock.read_text(encoding="utf-8"), re.M):
        wanted.setdefault(name, []).append(version)  # several where Python's version or the platform decides
    return differing(wanted, _installed())


def _installed() -> dict[str, str]:
    found = importlib.metadata.distributions()
    return {_plain(dist.metadata["Name"]): dist.version for dist in found if dist.metadata["Name"]}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def differing(wanted: dict[str, list[str]], installed: dict[str, str]) -> dict | None:
    """The packages whose installed version is none of the lock's, told as "name have (want)"."""
    wrong = [
        f"{name} {have} ({' / '.join(versions)})"
        for name, versions in wanted.items()
        if (have := installed.get(_plain(name), versions[0])) not in versions
    ]
    return {"packages": ", ".join(wrong)} if wrong else None


def _bytecode() -> dict | None:
    lacking = [name for name in _HEAVY if not compiled(name)]
    if not lacking:
        return None
    library = _file(lacking[0]).parents[1]
    return {"packages": ", ".join(lacking), "python": sys.executable, "library": library}


def compiled(name: str) -> bool:
    """Whether the module's bytecode lies beside it; a module that is missing needs none (`_engine` names it)."""
    file = _file(name)
    return file == Path() or Path(importlib.util.cache_from_source(file)).exists()


def _file(name: str) -> Path:
    """The file of a module or of a package's `__init__`; an empty path where it is missing."""
    spec = importlib.util.find_spec(name)
    return Path(spec.origin if spec and spec.origin else "")


def _engine() -> dict | None:
    """Both entry points are registered, and the engine gives what a kernel would on one cell."""
    registered = {
        *importlib.metadata.entry_points(group="papermill.engine").names,
        *importlib.metadata.entry_points(group="nbconvert.exporters").names,
    }
    if not {"kit-inproc", "kit"} <= registered:
        return {"detail": "entry points"}
    from kit.run import child

    try:
        answer = child.call(_try_engine, timeout_s=60)
    except (child.Crashed, child.Fault) as error:
        return {"detail": str(error).strip().splitlines()[-1]}
    return None if answer == [("stdout", "a\n"), "42"] else {"detail": repr(answer)}


def _try_engine() -> list:
    import papermill
    from nbformat.v4 import new_code_cell, new_notebook

    nb = new_notebook(cells=[new_code_cell("print('a'); 6 * 7")])
    nb = papermill.execute_notebook(
        nb, None, engine_name="kit-inproc", kernel_name="python3", language="python", progress_bar=False
    )
    stream, result = nb.cells[0].outputs
    return [(stream.name, stream.text), result.data["text/plain"]]


def _there() -> dict | None:
    """A mistyped home would look like one that lost its data."""
    from kit.params import home

    return None if home().is_dir() else {"home": home()}


def _home() -> dict | None:
    """The home can be written, renamed in and locked."""
    from kit.locking import lock
    from kit.params import home

    place = home()
    try:
        with tempfile.TemporaryDirectory(prefix=".kit-doctor-", dir=place) as folder, lock(Path(folder)):
            os.replace(Path(folder) / ".lock", Path(folder) / "moved")
    except OSError as error:
        return {"home": place, "detail": error.strerror}
    return None


def _params() -> dict | None:
    """The params of every partnership of the home."""
    from kit import params
    from kit.errors import KitError

    for name in params.partnerships():
        try:
            params.contract(name)
            params.sources(name)
        except KitError:
            return {"partnership": name}
    return None


def _browser() -> dict | None:
    """Chromium is needed by the tests of the pages only."""
    if any(shutil.which(name) for name in _BROWSERS):
        return None
    store = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    return None if list(store.glob("chromium*")) else {"python": sys.executable}


OPTIONAL = ("browser",)
CHECKS: dict[str, Callable[[], dict | None]] = {
    "system": _system,
    "python": _python,
    "packages": _packages,
    "bytecode": _bytecode,
    "engine": _engine,
    "there": _there,
    "home": _home,
    "params": _params,
    "browser": _browser,
}
