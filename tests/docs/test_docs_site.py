"""The documentation that `make docs` builds: strictly, from the catalogue of shapes, without a dead link."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import pytest
from bs4 import BeautifulSoup

from kit.params import catalogue

ROOT = Path(__file__).resolve().parents[2]
FETCHED = (("link", "href"), ("script", "src"), ("img", "src"), ("iframe", "src"))
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> dict[str, BeautifulSoup]:
    """The pages by their path, built by the line of the Makefile, warnings being faults."""
    line = re.search(r"^docs:.*\n\t@(.*)\$\(BIN\)/python (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    place = tmp_path_factory.mktemp("docs")
    done = subprocess.run(
        [sys.executable, *line[2].split(), "--site-dir", str(place)],
        cwd=ROOT,
        env={**os.environ, **dict(one.split("=") for one in line[1].split())},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    pages = {path.relative_to(place).as_posix(): path.read_text(encoding="utf-8") for path in place.rglob("*.html")}
    others = {path.relative_to(place).as_posix(): "" for path in place.rglob("*") if path.suffix not in (".html", "")}
    return {path: BeautifulSoup(text, "html.parser") for path, text in (pages | others).items()}


def in_navigation(site: dict[str, BeautifulSoup]) -> set[str]:
    """The pages that the home's navigation leads to."""
    links = site["index.html"].select("nav.md-nav--primary a.md-nav__link[href]")
    return {str(link["href"]) for link in links}


def test_every_shape_has_its_page_and_stands_in_the_navigation(site):
    """A mapping without a page leaves its user to find out where the export is, and what it does not contain."""
    wanted = {f"shapes/{one.name}.html" for one in catalogue.shapes()}

    assert wanted - site.keys() == set()
    assert wanted - in_navigation(site) == set()


def test_every_page_of_a_shape_has_its_shape(site):
    """A page of an export that the kit cannot read promises what is not there."""
    pages = {Path(path).stem for path in site if path.startswith("shapes/")} - {"index"}

    assert pages == {one.name for one in catalogue.shapes()}


def test_the_list_of_shapes_names_each_under_its_title(site):
    """Readers know the name of their platform, not that of a file."""
    listed = site["shapes/index.html"].find("article").get_text(" ", strip=True)

    assert [one.name for one in catalogue.shapes() if one.title not in listed] == []


def test_no_link_is_dead(site):
    """A link that leads nowhere is followed by whoever is already stuck."""
    dead = []
    for path, page in site.items():
        for link in page.select("a[href]"):
            target, _, anchor = unquote(str(link["href"])).partition("#")
            if "://" in target or target.startswith("mailto:") or path == "404.html":
                continue
            found = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
            found = found if found in site else os.path.join(found, "index.html")
            if found not in site or (anchor and site[found].find(id=anchor) is None):
                dead.append(f"{path}: {link['href']}")

    assert dead == []


def test_nothing_is_fetched_from_outside(site):
    """The pages are read where there is no network, and tell nobody that they are read."""
    fetched = [
        str(one[attribute])
        for page in site.values()
        for tag, attribute in FETCHED
        for one in page.find_all(tag, attrs={attribute: True})
    ]

    assert fetched
    assert [address for address in fetched if "//" in address] == []
