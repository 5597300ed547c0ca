"""`kit training`: what is checked, built and refused, through the command a trainer types."""

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
from click.testing import CliRunner

from kit.cli import main
from kit.training.site import build, project, tree
from kit.training.site.compile import compile_tree

FIXTURE = Path(__file__).resolve().parents[3] / "data" / "training"
LESSON = "modules/m01-greeting"


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """A home whose training folder is the small tree."""
    place = tmp_path / "home"
    shutil.copytree(FIXTURE, place / "training")
    shutil.copytree(project.params.PROJECT / "training" / "site", place / "training" / "site")
    monkeypatch.setenv("KIT_HOME", str(place))
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+00:00")
    return place


def kit(*words: str):
    return CliRunner().invoke(main, ["--messages", "en", "training", *words])


def change(home: Path, file: str, old: str, new: str) -> None:
    path = home / "training" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_clean_tree_says_so(home):
    """Silence would leave a doubt."""
    done = kit("check")

    assert (done.exit_code, done.stdout) == (0, "3 modules checked: nothing to mend.\n")


def test_an_error_is_told_with_file_and_line_and_exits_with_40(home):
    """CI and authors read the same lines."""
    change(home, f"{LESSON}/module.yml", "minutes: 60", "minutes: 65")

    done = kit("check", "--only", "m01-greeting")

    assert done.exit_code == 40
    assert "training/modules/m01-greeting/module.yml\n  error 14: plan: the plan adds up to 60 minutes" in done.stdout
    assert done.stdout.endswith("Errors: 1; warnings: 0; files: 1.\n")


def test_a_warning_becomes_an_error_in_a_release(home, monkeypatch):
    """An expired amount may stand in a draft, not in a hand-over."""
    monkeypatch.setenv("KIT_NOW", "2028-01-01T09:00:00+00:00")

    assert kit("check").exit_code == 0
    assert kit("check", "--release").exit_code == 40


def test_only_tells_of_nothing_else(home):
    """Six authors work at once; each reads her own."""
    change(home, "micro/u01-hold/module.yml", "minutes: 15", "minutes: 16")

    assert kit("check", "--only", "m01-greeting").exit_code == 0


def test_a_style_is_checked_without_the_others_modules(home):
    """Another client's mistake is not this one's."""
    change(home, "modules/m02-local-rules/module.yml", "minutes: 45", "minutes: 46")

    assert kit("check", "--style", "beta").exit_code == 0
    assert kit("check", "--style", "alpha").exit_code == 40


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("check", "--only", "m01-greting"), 41, "nearest one: m01-greeting"),
        (("check", "--style", "gamma"), 41, "alpha, beta"),
        (("build", "--style", "gamma"), 41, "alpha, beta"),
        (("build", "--lang", "de"), 2, "fr, en"),
        (("build", "--edition", "teacher"), 2, "learner, facilitator"),
    ],
)
def test_a_mistyped_name_is_told_with_those_that_are_known(home, words, code, told):
    """Nobody knows all ids by heart."""
    done = kit(*words)

    assert done.exit_code == code
    assert told in done.output


BROKEN = {
    "syntax": ("id: alpha\n", "id: alpha\nnames: [client\n", r"alpha\.yml\n  error \d+: unreadable YAML \(.*\); check"),
    "unknown key": ("id: alpha\n", "id: alpha\nmotto: none\n", r"alpha\.yml\n  error \d+: motto: "),
    "missing key": ("id: alpha\n", "", r"alpha\.yml\n  error 1: id: "),
    "empty": (None, "", r"alpha\.yml\n  error 1: the file is empty; fill in its keys"),
    "comments only": (None, "# to be written\n", r"alpha\.yml\n  error 1: the file is empty"),
    "no keys": (None, "- client\n", r"alpha\.yml\n  error 1: the file holds no keys"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_style_that_cannot_be_read_is_told_with_its_own_fault(home, case):
    """ "Unknown style" sends the author looking for a file that is there."""
    old, new, told = BROKEN[case]
    path = home / "training" / "styles" / "alpha.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(new if old is None else text.replace(old, new, 1), encoding="utf-8")

    for words in (["check", "--style", "alpha"], ["check", "--style", "alpha", "--only", "m01-greeting"]):
        done = kit(*words)
        assert done.exit_code == 40, done.output
        assert re.search(told, done.output), done.output
        assert "nknown style" not in done.output

    assert re.search(told, kit("build", "--style", "alpha", "--dry-run").output)


def test_a_broken_style_is_told_in_french_too(home):
    """The provider's trainer reads the same lines in her language."""
    (home / "training" / "styles" / "alpha.yml").write_text("names: [client\n", encoding="utf-8")

    done = CliRunner().invoke(main, ["--messages", "fr", "training", "check", "--style", "alpha"])

    assert done.exit_code == 40
    assert re.search(r"styles/alpha\.yml\n  erreur \d+ ?: YAML illisible \(.*\)\s;\svérifier le retrait", done.output)
    assert "inconnu" not in done.output


def test_another_clients_broken_style_is_not_this_ones(home):
    """Alpha's fault is told too, as every check of the house does; beta is known all the same."""
    (home / "training" / "styles" / "alpha.yml").write_text("", encoding="utf-8")

    assert "nknown style" not in kit("check", "--style", "beta").output


def test_nothing_is_built_from_sources_with_errors(home):
    """The same lines as the check, and no site."""
    change(home, f"{LESSON}/module.yml", "minutes: 60", "minutes: 65")

    done = kit("build", "--style", "alpha", "--lang", "en", "--edition", "learner")

    assert done.exit_code == 40
    assert "error 14: plan: the plan adds up" in done.output
    assert not (home / "site").exists()


def test_a_dry_run_writes_nothing(home):
    """It says where things would go."""
    for verb in ("build", "compile"):
        done = kit(verb, "--style", "alpha", "--dry-run")
        assert done.exit_code == 0
        assert done.stdout.count("alpha") == 4
    assert sorted(path.name for path in home.iterdir()) == ["training"]


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


def test_a_tree_is_read_as_it_was_written(sources, tmp_path):
    """Navigation, dates and pages cross from one process to the other."""
    made = compile_tree(sources, "beta", "facilitator", "fr", dt.date(2026, 11, 23))

    assert tree.read(tree.write(made, tmp_path)) == made
    assert (tmp_path / "docs" / LESSON / "guide.md").read_text(encoding="utf-8") == made.pages[f"{LESSON}/guide.md"]


def test_the_folder_of_a_site_follows_style_and_edition_only_where_it_is_the_usual_one():
    """`mkdocs build -d elsewhere` goes elsewhere."""
    from kit.training.site.hook import _site_dir

    assert _site_dir("/p/site/sample/learner/fr", "beta", "facilitator") == "/p/site/beta/facilitator/fr"
    assert _site_dir("/tmp/elsewhere", "beta", "facilitator") == "/tmp/elsewhere"


def test_sites_are_wanted_per_edition_and_language(tmp_path):
    """Four of them, each in its folder."""
    sites = build.wanted("alpha", ["learner", "facilitator"], ["fr", "en"], tmp_path)

    assert [site.place.relative_to(tmp_path).as_posix() for site in sites] == [
        "alpha/learner/fr", "alpha/learner/en", "alpha/facilitator/fr", "alpha/facilitator/en",
    ]  # fmt: skip


def test_each_verb_says_what_it_reads_writes_and_exits_with():
    """The help is the reference."""
    for verb in ("check", "build", "serve", "compile"):
        text = kit(verb, "--help").stdout
        assert all(word in text for word in (f"Example: kit training {verb}", "Reads:", "Writes:", "Exits:")), verb
