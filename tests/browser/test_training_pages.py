"""The training site as an adviser meets it: from its folder, on a screen or a phone, in the light or the dark."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from training_words import sources

from kit.params import PROJECT

pytestmark = pytest.mark.browser

BUILDS = [(edition, lang) for edition in ("learner", "facilitator") for lang in ("fr", "en")]
LESSON, LONG = "modules/m02-call-structure", "modules/m05-housing"
# One page of each kind; a guide stands in the facilitator's edition alone.
KINDS = [
    *("index.html", f"{LESSON}/index.html", f"{LESSON}/quiz.html", f"{LESSON}/role-play.html", f"{LESSON}/guide.html"),
    *("grids/listening.html", "glossary.html", "house-style.html", "sheets/transfer.html", "paths/initial.html"),
]
# Pages of text and lists, and a long module.
OTHERS = [
    *("modules/index.html", "micro/index.html", "micro/u02-hold/index.html", "sheets/index.html", "reasons.html"),
    *("paths/continuous.html", "profiles.html", "about.html", "trainer-notes.html", "lessons/lire-une-page-hebdo.html"),
    *(f"{LONG}/index.html", f"{LONG}/guide.html"),
]
# Every template once in each language, in the edition that has more of it for one, in the other for the other.
ONCE = [("learner", "en"), ("facilitator", "fr")]
LOOKS = [
    (("facilitator", lang) if path.endswith(("guide.html", "notes.html")) else (edition, lang), path)
    for edition, lang in ONCE
    for path in (*KINDS, *OTHERS)
]
# Preloading would read style sheets again, which no browser allows from a folder.
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ['violations'], preload: false, runOnly: {type: 'tag',
  values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}})).violations"""
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
WIDTH = "document.documentElement.scrollWidth"
A4 = {"width": 700, "height": 1000}  # in CSS pixels, less the margins of a printer


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from importlib.resources import files

    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def page(visit, sites):
    """Opens a page of the sample's site as a file."""

    def open_(path: str, build: tuple[str, str] = ("learner", "fr"), **settings):
        return visit(sites[build].uri(path), **settings)

    return open_


def _violations(tab, axe: str) -> list[str]:
    tab.evaluate(axe)
    return [f"{one['id']}: {node['html'][:160]}" for one in tab.evaluate(RUN_AXE) for node in one["nodes"]]


def _resize(tab, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    tab.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def _answer(tab) -> None:
    """Chooses the first choice of each question, so that right and wrong hints stand on the page."""
    for field in tab.query_selector_all("fieldset[data-question]"):
        field.query_selector("input").check()
        field.query_selector(".kit-check").click()
    shown = tab.query_selector_all(".kit-feedback:not([hidden])")
    assert len(shown) == len(tab.query_selector_all("fieldset[data-question]")) >= 8


# For everybody


@pytest.mark.parametrize(("build", "path"), LOOKS, ids=lambda one: one if isinstance(one, str) else "-".join(one))
def test_axe_finds_no_violation_on_a_screen_and_on_a_phone(page, axe, build, path):
    """A colleague who listens to the page learns the same: answers unfolded, the quiz answered, no sideways scroll."""
    tab = page(path, build).tab
    if path.endswith("quiz.html"):
        _answer(tab)
    tab.evaluate(OPEN)
    wide = _violations(tab, axe)
    _resize(tab, 320)
    assert (wide, _violations(tab, axe), tab.evaluate(WIDTH)) == ([], [], 320)


@pytest.mark.parametrize("build", ONCE, ids="-".join)
@pytest.mark.parametrize("path", [f"{LESSON}/index.html", f"{LESSON}/quiz.html", "index.html"])
def test_axe_finds_no_violation_in_the_dark(page, axe, build, path):
    """Dark changes every colour, of right and wrong answers too."""
    tab = page(path, build, scheme="dark").tab
    assert tab.evaluate("document.body.dataset.mdColorScheme") == "slate"
    if path.endswith("quiz.html"):
        _answer(tab)
    tab.evaluate(OPEN)
    assert _violations(tab, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_second_style_s_colours_can_be_read_too(visit, seasonal, axe, scheme):
    """A re-branded site is as readable as the first."""
    tab = visit(seasonal["facilitator", "fr"].uri(f"{LESSON}/quiz.html"), scheme=scheme).tab
    _answer(tab)
    assert _violations(tab, axe) == []


@pytest.fixture(scope="module")
def served(sites):
    """The address of the learner's French site on a server of its own."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_) -> None:
            """Nothing in the middle of the tests' own lines."""

    folder = str(sites["learner", "fr"].folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_server_s_page_for_missing_pages_has_no_violation(visit, served, axe, width):
    """Who follows an old bookmark finds the way home; everything on it comes from the same server."""
    opened = visit(f"{served}/404.html", width=width)
    assert (_violations(opened.tab, axe), opened.errors) == ([], [])
    assert [one for one in opened.requests if not one.startswith(served)] == []


# From a folder


@pytest.mark.parametrize("build", ONCE, ids="-".join)
def test_every_page_opens_from_its_folder_on_a_phone(page, sites, build):
    """From a stick, on a floor without a network: nothing is asked of the outside, nothing is missing or too wide."""
    site = sites[build]
    opened, wide = page("index.html", build, width=320), []
    for name in site.pages:
        if name != "404.html":
            opened.tab.goto(site.uri(name))
            wide += [name] if opened.tab.evaluate(WIDTH) > 320 else []
    asked = {url for url in opened.requests if not url.startswith(("blob:", "data:"))}
    strange = [url for url in asked if not Path(unquote(urlsplit(url).path)).is_relative_to(site.folder)]
    lost = [url for url in asked if not Path(unquote(urlsplit(url).path)).is_file()]
    assert (strange, lost, wide, opened.errors) == ([], [], [], [])
    assert len([url for url in asked if url.endswith(".html")]) == len(site.pages) - 1


# Search


def _found(tab, typed: str) -> list[str]:
    """The addresses that the search gives for what is typed."""
    meta = tab.locator(".md-search-result__meta")
    tab.locator("input.md-search__input").fill(typed)
    tab.wait_for_function(
        "asked => location.hash !== '#' && document.querySelector('.md-search-result__meta').dataset.asked !== asked "
        "&& /\\d|[Aa]ucun|[Nn]o matching/.test(document.querySelector('.md-search-result__meta').textContent)",
        arg=typed,
        timeout=15_000,
    )
    tab.wait_for_timeout(300)  # the theme searches again while somebody types
    assert meta.text_content().strip()
    return [one.get_attribute("href") for one in tab.query_selector_all(".md-search-result__link")]


@pytest.mark.parametrize(
    ("lang", "typed", "accents"),
    [("fr", "interimaires", "intérimaires"), ("fr", "etape", "étape"), ("en", "rephrasings", "rephrasing")],
)
def test_search_finds_a_word_however_it_is_typed(page, lang, typed, accents):
    """Nobody types accents while a caller waits."""
    plain, proper = (_found(page("index.html", ("learner", lang)).tab, one) for one in (typed, accents))
    assert plain and proper


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_search_finds_a_facilitator_s_words_in_the_facilitator_s_edition_alone(page, lang):
    """A search shows what a page only hides."""
    for word in _words_of_the_facilitator(lang):
        assert _found(page("index.html", ("learner", lang)).tab, word) == []
        assert _found(page("index.html", ("facilitator", lang)).tab, word) != []


def _words_of_the_facilitator(lang: str) -> list[str]:
    """Two long words of a module's facilitator that no learner's text begins alike: the search looks for stems."""
    read = sources(PROJECT / "training", lang)
    told = {word[:5] for text in read.told for word in text.lower().replace("'", " ").split()}
    kept = (text for text, where in read.kept_back.items() if where.startswith(LESSON))
    words = {word for text in kept for word in text.lower().replace("'", " ").split()}
    own = sorted(word for word in words if len(word) >= 8 and word.isalpha() and word[:5] not in told)
    assert len(own) >= 2
    return own[:2]


# On paper, without a script


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_role_play_card_prints_in_one_piece(page, sites, lang):
    """Three people hold a card each: it is on one sheet, and the site around it is not printed."""
    build = ("learner", lang)
    tab = page("index.html", build).tab
    tab.set_viewport_size(A4)
    tab.emulate_media(media="print")
    torn, seen = [], 0
    for name in [name for name in sites[build].pages if name.endswith("role-play.html")]:
        tab.goto(sites[build].uri(name))
        around = tab.query_selector_all("header, nav, .md-sidebar, footer, button")
        assert [one for one in around if one.is_visible()] == []
        for card in tab.query_selector_all(".kit-card"):
            seen += 1
            box = card.bounding_box()
            kept = card.evaluate("one => getComputedStyle(one).breakInside")
            if not kept.startswith("avoid") or box["height"] > A4["height"] or box["x"] + box["width"] > A4["width"]:
                torn.append((name, card.get_attribute("aria-labelledby"), box))
    assert torn == [] and seen > 60


def test_the_dark_is_not_printed(page):
    """Ink is for words."""
    tab = page(f"{LESSON}/role-play.html", scheme="dark").tab
    tab.emulate_media(media="print", color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.querySelector('.kit-card')).backgroundColor") in (
        "rgb(255, 255, 255)",
        "rgba(0, 0, 0, 0)",
    )
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_without_a_script_the_key_can_be_read(page, lang):
    """Some desks run none: every question has its answers with their hints, and no button that does nothing."""
    tab = page(f"{LESSON}/quiz.html", ("learner", lang), java_script_enabled=False).tab
    fields = tab.query_selector_all("fieldset[data-question]")
    assert len(fields) >= 8
    for field in fields:
        field.query_selector("details.kit-nojs summary").click()
        answers = field.query_selector_all("details.kit-nojs li")
        assert len(answers) == len(field.query_selector_all("input")) and all(one.is_visible() for one in answers)
    assert not [one for one in tab.query_selector_all("form.kit-quiz button") if one.is_visible()]


# The second client


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_second_style_looks_different(visit, sites, seasonal, scheme):
    """The house's colour reaches the screen, not the sheet alone."""
    color = "getComputedStyle(document.querySelector('.md-header')).backgroundColor"
    one, other = (visit(each["learner", "fr"].uri(), scheme=scheme).tab.evaluate(color) for each in (sites, seasonal))
    assert one != other
