"""The pages that `make api` writes: every public function of the ground rooms stands there with what it says.

The ground rooms are those that everything else calls; the same rooms are checked strictly by the type checker.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
ROOMS = (
    "errors", "visible", "space", "machine", "locking", "schema", "calendar", "period", "language", "params", "store",
)  # fmt: skip


def files() -> list[Path]:
    """The modules of the ground rooms that others may import."""
    rooms = [ROOT / "kit" / room for room in ROOMS]
    found = [room.with_suffix(".py") for room in rooms if not room.is_dir()]
    found += [path for room in rooms if room.is_dir() for path in sorted(room.rglob("*.py"))]
    return [path for path in found if path.exists()]


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def is_overload(node: ast.stmt) -> bool:
    """Whether it only states types of a function that stands below."""
    return any(isinstance(one, ast.Name) and one.id == "overload" for one in getattr(node, "decorator_list", ()))


def public(path: Path) -> Iterator[tuple[str, str | None]]:
    """Name and docstring of every public function, class and method of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if is_overload(node):
            continue
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node.name, ast.get_docstring(node)
            for part in node.body if isinstance(node, ast.ClassDef) else ():
                if isinstance(part, ast.FunctionDef) and not part.name.startswith("_"):
                    yield f"{node.name}.{part.name}", ast.get_docstring(part)


def closed(text: str) -> str:
    """A text without what Markdown takes for marks, and without blanks."""
    return re.sub(r"[`*_\\\s-]", "", text)


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Path:
    """The pages of the ground rooms, as the Makefile has them made."""
    place = tmp_path_factory.mktemp("api")
    line = re.search(r"^api:.*\n\t@\$\(BIN\)/(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)[1]
    command = line.replace("build/api", str(place)).replace(" kit ", f" {' '.join(map(module, files()))} ").split()
    done = subprocess.run(
        [sys.executable, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return place


@pytest.mark.parametrize("path", files(), ids=module)
def test_what_others_may_call_says_what_it_gives(path):
    """Units, what is missing and which errors are raised stand nowhere else; of an error, its text says them."""
    silent = [name for name, said in public(path) if not said and module(path) != "kit.errors"]

    assert silent == []


def test_every_public_function_of_the_ground_rooms_stands_on_its_page(pages):
    """A function that is left out of the pages is written a second time."""
    lost = []
    for path in files():
        page = pages.joinpath(*module(path).split(".")).with_suffix(".html")
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")  # it holds the source, too: look by id
        for name, said in public(path):
            own = soup.find(id=name)
            shown = own.find(class_="docstring") if own else None
            if own is None or (said and closed(said) != closed(shown.get_text() if shown else "")):
                lost.append(f"{module(path)}.{name}")

    assert lost == []
