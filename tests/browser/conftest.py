"""A real browser for the page's tests, and the training sites, built once.

In:   the system's Chromium, driven by playwright; the pages of `tests/unit/present`; `training/`.
Out:  `open_page(name, lang, …)`: a page opened as a file, with every request and error noted; `visit(address, …)`: the
      same for any file; `sites`, `seasonal`: the built training sites by edition and language.
Why:  layout, contrast, printing and the policy exist only in a browser.
Not here: what the pages say (`tests/unit/present`).
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "unit" / "present")]

import pages  # noqa: E402
from training_sites import NOW, Site  # noqa: E402

from kit.training.site import build, project  # noqa: E402

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A browser that asks nobody anything.
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run", "--disable-default-apps",
]  # fmt: skip


@dataclass
class Opened:
    """A page in a tab. requests: every address asked for besides the page; errors: what the console complained of."""

    tab: object
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser():
    """Chromium; skips with the reason where it cannot be had.

    Closed with the module: playwright keeps an event loop running, in which other tests' notebooks could not await.
    """
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is installed")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    """The page of a week and language as a file."""
    folder = tmp_path_factory.mktemp("pages")

    def write(name: str, lang: str, html: str = "") -> Path:
        path = folder / f"{name}.{lang}.html"
        path.write_text(html or pages.exported(name, lang), encoding="utf-8")
        return path

    return write


@pytest.fixture
def open_page(browser, files):
    """Opens a page: width of the window, colour scheme, its own HTML instead of a week's."""
    contexts = []

    def open_(name: str, lang: str, *, width: int = 1280, scheme: str = "light", html: str = "") -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        opened = Opened(context.new_page())
        path = files(name, lang, html)
        opened.tab.on("request", lambda one: opened.requests.append(one.url))
        opened.tab.on("console", lambda one: opened.errors.append(one.text) if one.type == "error" else None)
        opened.tab.goto(path.as_uri())
        opened.requests.remove(path.as_uri())
        return opened

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def visit(browser):
    """Opens any address: width of the window, colour scheme; further settings of a context."""
    contexts = []

    def open_(address: str, *, width: int = 1280, scheme: str = "light", **settings) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, **settings)
        contexts.append(context)
        opened = Opened(context.new_page())
        opened.tab.on("request", lambda one: opened.requests.append(one.url))
        opened.tab.on("console", lambda one: opened.errors.append(one.text) if one.type == "error" else None)
        opened.tab.on("pageerror", lambda one: opened.errors.append(str(one)))
        opened.tab.goto(address)
        return opened

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def sites(once) -> dict[tuple[str, str], Site]:
    """The sample's sites by edition and language."""
    return built("sample", once)


@pytest.fixture(scope="session")
def seasonal(once) -> dict[tuple[str, str], Site]:
    """The second client's sites by edition and language."""
    return built("seasonal", once)


def built(style: str, once) -> dict[tuple[str, str], Site]:
    """Four strict builds, two at a time, once in a run of the tests."""
    pytest.importorskip("material", reason="mkdocs-material is not installed (extra `site`)")

    def wanted(folder: Path) -> list[build.Wanted]:
        return build.wanted(style, ["learner", "facilitator"], ["fr", "en"], folder)

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            clean(patch)
            list(build.build(project.clean_sources(style, told=print, lang="fr"), wanted(folder)))

    folder = once(f"sites_{style}", make)
    return {(one.edition, one.lang): Site(one.place, style, one.edition, one.lang) for one in wanted(folder)}


def clean(patch: pytest.MonkeyPatch) -> None:
    """A developer's own settings must not decide what is built."""
    for name in [name for name in os.environ if name.startswith("KIT_")]:
        patch.delenv(name)
    patch.setenv("KIT_NOW", NOW)
