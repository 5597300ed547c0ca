"""The sites that MkDocs makes: by the kit, typed by itself, from a compiled tree, served."""

from __future__ import annotations

import contextlib
import datetime as dt
import filecmp
import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
import yaml
from training_home import LESSON, change, kit

from kit.training.site import project, tree
from kit.training.site.compile import compile_tree

pytestmark = pytest.mark.slow
FIXTURE = Path(__file__).resolve().parents[3] / "data" / "training"


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """The learner edition in English built twice, the facilitator edition once, through the command."""
    place = tmp_path_factory.mktemp("sites")
    shutil.copytree(FIXTURE, place / "home" / "training")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_HOME", str(place / "home"))
        patch.setenv("KIT_NOW", "2026-11-23T09:00:00+00:00")
        for folder, edition in (("one", "learner,facilitator"), ("two", "learner")):
            done = kit("build", "--style", "alpha", "--edition", edition, "--lang", "en", "--out", str(place / folder))
            assert done.exit_code == 0, done.output
    return place


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_two_builds_are_equal_to_the_byte(sites):
    """Both parties recompute the hash of what was handed over."""
    one, two = sites / "one/alpha/learner/en", sites / "two/alpha/learner/en"

    assert files(one) == files(two)
    assert filecmp.cmpfiles(one, two, files(one), shallow=False)[1:] == ([], [])


def test_a_site_holds_its_pages_and_nothing_that_only_servers_need(sites):
    """It opens from a folder."""
    held = files(sites / "one/alpha/learner/en")

    assert {"index.html", f"{LESSON}/index.html", f"{LESSON}/quiz.html", "glossary.html", "assets/style.css"} <= set(
        held
    )
    assert not [name for name in held if name.endswith((".map", ".xml", ".gz"))]
    assert f"{LESSON}/guide.html" not in held and "trainer-notes.html" not in held


def test_the_search_finds_words_typed_otherwise(sites):
    """In the index that a server gives and in the one that a folder gives."""
    folder = sites / "one/alpha/learner/en/search"
    text = (folder / "search_index.json").read_text(encoding="utf-8")

    entry = next(one for one in json.loads(text)["docs"] if one["location"] == "glossary.html#hold")
    assert "<span hidden> " in entry["text"] and "callers" in entry["text"]
    assert (folder / "search_index.js").read_text(encoding="utf-8") == f"var __index = {text}"


def test_no_artefact_of_the_learner_edition_holds_a_reserved_text(sites):
    """Pages, search index and scripts alike."""
    reserved = ("Reserved sign", "Total kept by the facilitator", "reserved question", "dos à dos", "back to back")
    for edition, expected in (("learner", set()), ("facilitator", {*reserved} - {"dos à dos"})):
        folder = sites / f"one/alpha/{edition}/en"
        everything = "\n".join((folder / name).read_text(encoding="utf-8", errors="ignore") for name in files(folder))
        assert {text for text in reserved if text in everything} == expected


def test_each_page_leads_to_its_twin_in_the_other_language(sites):
    """From any page to the same page, not to the home."""
    pages = {"index.html": "../fr/index.html", f"{LESSON}/quiz.html": f"../../../fr/{LESSON}/quiz.html"}
    for page, twin in pages.items():
        assert f'href="{twin}"' in (sites / "one/alpha/learner/en" / page).read_text(encoding="utf-8")


def test_no_page_asks_anything_of_the_outside(sites):
    """A closed network is where calls are answered."""
    folder = sites / "one/alpha/facilitator/en"
    for name in files(folder):
        if name.endswith((".html", ".css")):
            text = (folder / name).read_text(encoding="utf-8")
            assert not re.search(r'(?:src=|url\(|<link[^>]+href=)["\']?(?:https?:)?//', text), name


def test_the_search_dialogue_has_a_name(sites):
    """Screen readers announce it."""
    page = (sites / "one/alpha/learner/en/index.html").read_text(encoding="utf-8")

    assert re.findall(r'role="dialog"[^>]*', page)
    assert all("aria-label" in found for found in re.findall(r'role="dialog"[^>]*', page))


def test_a_build_that_mkdocs_refuses_is_told(home, tmp_path):
    """Its own lines, and which of the four sites it was."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "alpha").write_text("in the way", encoding="utf-8")

    done = kit("build", "--style", "alpha", "--edition", "learner", "--lang", "en", "--out", str(tmp_path / "out"))

    assert done.exit_code == 42
    assert done.stderr.startswith("The learner site in en was not built:")


def test_the_compiled_tree_builds_without_the_hook(home):
    """Another builder must give the same pages."""
    done = kit("compile", "--style", "alpha", "--edition", "learner", "--lang", "en")
    config = home / "build/training/alpha/learner/en/mkdocs.yml"
    assert done.stdout.strip() == str(config)
    stated = yaml.safe_load(config.read_text(encoding="utf-8"))

    assert "hooks" not in stated and stated["theme"]["language"] == "en"
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", str(config)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert (config.parent / "site" / LESSON / "index.html").exists()


def test_serving_shows_what_is_whole_and_builds_again_what_is_written(home):
    """An author who breaks a module keeps seeing the others, and sees each change of hers without a command."""
    change(home, "modules/m02-local-rules/fr.md", "# Les règles du quai", "Les règles du quai")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [
        sys.executable,
        "-c",
        "from kit.cli import main; main()",
        "training",
        "serve",
        "--style",
        "alpha",
        "--address",
        address,
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as served:
        try:
            text = fetch(f"http://{address}/{LESSON}/index.html", "kit-meta")
            change(home, f"{LESSON}/fr.md", "# Accueillir en une phrase", "# Accueillir en deux mots")
            later = fetch(f"http://{address}/{LESSON}/index.html", "Accueillir en deux mots")
        finally:
            served.terminate()

    assert "Accueillir en une phrase" in text
    assert "Accueillir en une phrase" not in later


def fetch(address: str, awaited: str) -> str:
    """The page, once the server has built it with the text awaited."""
    for _ in range(300):
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            with urllib.request.urlopen(address, timeout=5) as page:
                text = page.read().decode()
                if awaited in text:
                    return text
        time.sleep(0.1)
    raise AssertionError(f"the site was not served with {awaited!r}")


def test_mkdocs_alone_stops_with_the_same_lines(home, monkeypatch):
    """`mkdocs build --strict` is what some will type."""
    change(home, f"{LESSON}/module.yml", "minutes: 60", "minutes: 65")
    monkeypatch.setenv("KIT_STYLE", "alpha")

    done = mkdocs(home)

    assert done.returncode != 0
    assert "training/modules/m01-greeting/module.yml\n  erreur 14: plan: le déroulé totalise 60" in done.stderr.replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize(("name", "value"), [("KIT_EDITION", "teacher"), ("KIT_STYLE", "gamma")])
def test_mkdocs_alone_refuses_what_it_does_not_know(home, monkeypatch, name, value):
    """A mistyped edition must not build the wrong one."""
    monkeypatch.setenv("KIT_STYLE", "alpha")
    monkeypatch.setenv(name, value)

    done = mkdocs(home)

    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert "learner" in done.stderr or "alpha, beta" in done.stderr


def mkdocs(home: Path, config: str = "mkdocs.yml") -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-q", "-f", config, "-d", str(home / "out")]
    return subprocess.run(command, cwd=project.params.PROJECT, capture_output=True, text=True, check=False)


def test_mkdocs_alone_builds_what_the_kit_builds(sites, tmp_path, monkeypatch):
    """Whoever types `mkdocs build` must not hand over another site."""
    monkeypatch.setenv("KIT_HOME", str(sites / "home"))
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+00:00")
    monkeypatch.setenv("KIT_STYLE", "alpha")

    done = mkdocs(tmp_path, "mkdocs.en.yml")

    one, two = sites / "one/alpha/learner/en", tmp_path / "out"
    assert done.returncode == 0, done.stderr
    assert files(one) == files(two)
    assert filecmp.cmpfiles(one, two, files(one), shallow=False)[1:] == ([], [])


def test_mkdocs_builds_a_compiled_tree_without_its_sources(sites, sources, tmp_path, monkeypatch):
    """Sources are read and checked once, not once per site: from a tree the same site comes where none can be read."""
    made = compile_tree(sources, "alpha", "learner", "en", dt.date(2026, 11, 23))
    (tmp_path / "training").write_text("no folder of sources", encoding="utf-8")
    monkeypatch.setenv("KIT_HOME", str(tmp_path))
    monkeypatch.setenv("KIT_TREE", str(tree.write(made, tmp_path / "tree")))

    done = mkdocs(tmp_path, "mkdocs.en.yml")

    one, two = sites / "one/alpha/learner/en", tmp_path / "out"
    assert done.returncode == 0, done.stderr
    assert filecmp.cmpfiles(one, two, files(one), shallow=False)[1:] == ([], [])
