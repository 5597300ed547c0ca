"""The page as people see it: no accessibility violation, nothing fetched, fit for a phone, the dark and A4."""

from __future__ import annotations

import pages
import pytest
import weeks

from kit.present import definitions

pytestmark = pytest.mark.browser

OTHERS = ["quiet", "partial", "clock", "hostile"]
# The week with everything on it in every look; each other week once on a screen and once on a phone in the dark.
LOOKS = {"wide": (1280, "light"), "phone": (320, "light"), "dark": (1280, "dark"), "dark phone": (320, "dark")}
CASES = [("bad", lang, look) for lang in ("fr", "en") for look in LOOKS]
CASES += [(name, *case) for name in OTHERS for case in (("fr", "wide"), ("en", "dark phone"))]
RUN_AXE = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    package = pytest.importorskip("axe_playwright_python", reason="axe-playwright-python is not installed")
    from importlib.resources import files

    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


def _violations(tab, axe: str) -> list[str]:
    # Evaluated by the debugger, not injected: the page's policy would refuse a script element.
    tab.evaluate(axe)
    found = tab.evaluate(RUN_AXE)
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize(("name", "lang", "look"), CASES)
def test_axe_finds_no_violation(open_page, axe, name, lang, look):
    """Contrast, names, headings, landmarks: on a screen, on a phone, in the dark, in both languages."""
    width, scheme = LOOKS[look]
    opened = open_page(name, lang, width=width, scheme=scheme)
    assert _violations(opened.tab, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_when_every_note_is_open(open_page, axe, scheme):
    """Folded tables are part of the page."""
    opened = open_page("bad", "fr", scheme=scheme)
    opened.tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert _violations(opened.tab, axe) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_definitions_page_has_no_violation_either(open_page, axe, lang):
    """Both sides sign it; both sides must be able to read it."""
    example = {"figure": "asa", "given": {"wait_answered_s": 18000, "answered": 1000}, "expected": 18.0}
    opened = open_page("definitions", lang, html=definitions.page([example], lang))
    assert _violations(opened.tab, axe) == [] and opened.errors == []


@pytest.mark.parametrize("name", weeks.WEEKS)
def test_nothing_is_fetched_and_nothing_is_refused(open_page, name):
    """No request leaves; and the policy refuses nothing that the page itself needs."""
    opened = open_page(name, "fr")
    assert opened.requests == [] and opened.errors == []
    assert opened.tab.evaluate("document.scripts.length") == 0


def test_the_policy_holds_in_the_browser(open_page):
    """Even if markup slipped through, it could neither run nor fetch."""
    evil = '<script>document.title = "owned"</script><img src="https://example.org/x.png"></main>'
    opened = open_page("evil", "fr", html=pages.exported("bad", "fr").replace("</main>", evil))
    assert opened.tab.title() != "owned"
    assert len([error for error in opened.errors if "Content Security Policy" in error]) == 2


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", weeks.WEEKS)
def test_a_phone_need_not_scroll_sideways(open_page, name, lang):
    """At 320 px the page reflows; wide tables scroll in their own frame."""
    tab = open_page(name, lang, width=320).tab
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_first_screen_holds_headline_and_deck(open_page):
    """Someone who opens the page on a laptop must see the finding without scrolling."""
    tab = open_page("bad", "fr", width=1280).tab
    bottom = "document.querySelector('{}').getBoundingClientRect().bottom"
    assert tab.evaluate(bottom.format(".deck")) < 500
    assert tab.evaluate(bottom.format("ol.find")) < 900


def test_the_keyboard_reaches_the_content_first(open_page):
    """The skip link is the first stop and leads past the masthead."""
    tab = open_page("bad", "fr").tab
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"


def test_contents_fold_on_a_phone_and_stand_open_on_a_screen(open_page):
    """Thirteen links would fill a phone before the contract comes."""
    shown = "Array.from(document.querySelectorAll('nav')).filter(one => one.offsetParent).map(one => one.className)"
    assert open_page("bad", "fr", width=1280).tab.evaluate(shown) == ["toc wide"]
    assert open_page("bad", "fr", width=390).tab.evaluate(shown) == ["toc narrow"]


def test_charts_and_colours_follow_the_dark(open_page):
    """House colours on black paper cannot be read; each role changes with the scheme."""
    fill = "getComputedStyle(document.querySelector('.chart .f-house')).fill"
    assert open_page("bad", "fr").tab.evaluate(fill) != open_page("bad", "fr", scheme="dark").tab.evaluate(fill)


def test_it_prints_on_a4(open_page):
    """The page goes on the table: A4, light, a handful of sheets, the scorecard on the first."""
    opened = open_page("bad", "fr", scheme="dark")
    pdf = opened.tab.pdf(prefer_css_page_size=True, print_background=True)
    sheets = pdf.count(b"/Type /Page\n") or pdf.count(b"/Type /Page ") or pdf.count(b"/Type/Page/")
    assert b"%PDF" in pdf[:8] and 3 <= sheets <= 9
    assert any(box in pdf for box in (b"[0 0 594.95996 841.91998]", b"[0 0 595 842]", b"[0 0 595.91998 842.88]"))
    opened.tab.emulate_media(media="print", color_scheme="dark")
    assert opened.tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
