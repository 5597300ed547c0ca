"""The training site as an adviser meets it: opened from its folder, on a screen or a phone, with a keyboard."""

from __future__ import annotations

import json
import re

import pytest

pytestmark = pytest.mark.browser

LESSON = "modules/m02-call-structure"
PAGES = [
    *("index.html", f"{LESSON}/index.html", f"{LESSON}/quiz.html", f"{LESSON}/role-play.html"),
    *("grids/listening.html", "glossary.html", "house-style.html", "sheets/transfer.html", "paths/initial.html"),
]
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from importlib.resources import files

    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page(visit, sites):
    """Opens a page of the sample's site as a file."""

    def open_(path: str, *, edition: str = "learner", lang: str = "fr", **settings):
        return visit((sites[edition, lang].folder / path).as_uri(), **settings)

    return open_


def _violations(tab, axe: str) -> list[str]:
    tab.evaluate(axe)
    return [f"{one['id']}: {node['html'][:160]}" for one in tab.evaluate(RUN_AXE) for node in one["nodes"]]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_axe_finds_no_violation(page, axe, path, lang):
    """A colleague who listens to the page learns the same."""
    assert _violations(page(path, lang=lang).tab, axe) == []


@pytest.mark.parametrize("path", [f"{LESSON}/index.html", f"{LESSON}/guide.html"])
def test_the_facilitators_pages_have_no_violation_either(page, axe, path):
    """Trainers read with a screen reader too."""
    assert _violations(page(path, edition="facilitator").tab, axe) == []


@pytest.mark.parametrize("path", PAGES[:4])
def test_a_phone_and_the_dark_have_no_violation(page, axe, path):
    """At 320 px the theme rearranges everything; dark changes every colour."""
    opened = page(path, width=320, scheme="dark")
    assert _violations(opened.tab, axe) == []
    assert opened.tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_answered_quiz_has_no_violation(page, axe):
    """Feedback appears after the page was checked by nobody."""
    tab = page(f"{LESSON}/quiz.html").tab
    for field in tab.query_selector_all("fieldset"):
        field.query_selector("input").check()
        field.query_selector(".kit-check").click()
    assert tab.query_selector_all(".kit-feedback:not([hidden])")
    assert _violations(tab, axe) == []


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_asked_of_the_outside(page, path):
    """The site opens from a stick, on a floor without a network."""
    opened = page(path)
    opened.tab.wait_for_timeout(200)
    assert [url for url in opened.requests if not url.startswith(("file:", "blob:", "data:"))] == []


@pytest.mark.parametrize("typed", ["interimaires", "intérimaires"])
def test_search_finds_a_word_with_and_without_its_accents(page, typed):
    """Nobody types accents while a caller waits."""
    tab = page("index.html").tab
    tab.click("label[for=__search] >> visible=true") if not tab.is_visible("input.md-search__input") else None
    tab.fill("input.md-search__input", typed)
    tab.wait_for_selector(".md-search-result__item", timeout=15000)
    assert tab.query_selector_all(".md-search-result__item")


def test_a_quiz_is_answered_by_keyboard_alone(page):
    """A wrong choice gets its own hint, and that one only; one event for each answer; a reload keeps it."""
    tab = page(f"{LESSON}/quiz.html").tab
    tab.evaluate("window.heard = []; document.addEventListener('kit:answer', (one) => heard.push(one.detail))")
    field = tab.query_selector("fieldset[data-kind=single]")
    wrong = field.query_selector("input[data-right='0']")
    wrong.focus()
    tab.keyboard.press("Space")
    field.query_selector(".kit-check").focus()
    tab.keyboard.press("Enter")

    shown = field.query_selector_all(".kit-feedback:not([hidden])")
    assert len(shown) == 1 and shown[0].inner_text()
    tab.wait_for_function("document.querySelector('fieldset[data-kind=single] .kit-result').textContent !== ''")
    heard = tab.evaluate("heard")
    assert len(heard) == 1 and heard[0]["right"] is False and heard[0]["objective"].startswith("o")

    tab.reload()
    assert tab.query_selector("fieldset[data-kind=single] input:checked").get_attribute("data-right") == "0"
    with tab.expect_download() as download:
        tab.click(".kit-export")
    kept = json.loads(open(download.value.path(), encoding="utf-8").read())
    assert "m02-call-structure@" in next(iter(kept["results"]))


def test_without_a_script_the_key_can_be_read(page):
    """Some desks run none."""
    tab = page(f"{LESSON}/quiz.html", java_script_enabled=False).tab
    assert len(tab.query_selector_all("details.kit-nojs")) == len(tab.query_selector_all("fieldset")) >= 8
    assert tab.is_visible("details.kit-nojs summary")


def test_certification_questions_stay_with_the_facilitator(sites):
    """A question that was seen before certifies nothing."""
    from kit.training import project

    sources = project.sources()
    asked = [one for module in sources.modules.values() for one in module.questions if one.certification]
    # The longest stretch without a variable.
    stems = {lang: [max(re.split(r"\{\{.*?\}\}", one.stem[lang]), key=len) for one in asked] for lang in ("fr", "en")}
    for lang, beginnings in stems.items():
        told = [text for text in beginnings if len(text.split()) >= 6]
        assert len(told) > 10
        learner, trainer = (_text(sites[edition, lang].folder) for edition in ("learner", "facilitator"))
        assert [text for text in told if _bare(text) in learner] == []
        assert [text for text in told if _bare(text) not in trainer] == []


def _text(folder) -> str:
    files = [*folder.rglob("*.html"), *folder.glob("search/*")]
    return _bare(" ".join(file.read_text(encoding="utf-8") for file in files))


def _bare(text: str) -> str:
    """Letters and digits alone: marks and blanks are set when the page is compiled."""
    return "".join(one for one in text if one.isalnum())
