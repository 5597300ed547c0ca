"""Every table of the page fits, in both languages, on a phone, two screens and A4; the verdict is in view; a calm week
prints on one sheet, and everything prints on request.

Heat maps scroll in their own frame on a phone and are measured by their own tests.
"""

from __future__ import annotations

import re

import pages
import pytest
import weeks

from kit import params, store
from kit.analysis import weekly

pytestmark = pytest.mark.browser

A4, SHEET = 688, 1009  # px: what the sheet's margins leave of its width and of its height
LOOKS = {"phone": 390, "small phone": 320, "tablet": 1024, "screen": 1280, "paper": A4}
OPEN = "document.querySelectorAll('details').forEach(one => one.open = true)"
# Of every table but heat maps: its caption, whether it is wider than its frame, cells whose words are cut, and verdicts
# that are not wholly in view.
MEASURE = """() => Array.from(document.querySelectorAll('table:not(.heat)')).map(table => {
  const frame = table.parentElement, box = frame.getBoundingClientRect();
  const all = Array.from(table.querySelectorAll('tbody th, tbody td'));
  const cells = all.filter(one => one.offsetParent && one.textContent);
  const cut = cells.filter(one => {
    const inside = one.getBoundingClientRect();
    return inside.right > box.right + 1 || inside.left < box.left - 1 || one.scrollWidth > one.clientWidth + 1;
  });
  const verdicts = Array.from(table.querySelectorAll('tbody .st'));
  const hidden = verdicts.filter(one => {
    const seen = one.getBoundingClientRect();
    return !seen.width || seen.left < 0 || seen.right > innerWidth;
  });
  return {caption: table.caption.textContent, wide: frame.scrollWidth > frame.clientWidth + 1,
          cut: cut.map(one => one.textContent), hidden: hidden.map(one => one.textContent), verdicts: verdicts.length,
          rows: table.tBodies[0].rows.length};
})"""


@pytest.fixture(scope="module")
def sample(sample_folder) -> dict[tuple[str, str], str]:
    """The pages of the sample's last week, by language."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KIT_HOME", str(sample_folder))
        review = weekly.review(store.tables("sample", "2026-W47", ""), params.contract("sample", on="2026-W47"))
        nb = pages.executed(review)
        return {("sample", lang): pages.export(nb, lang) for lang in ("fr", "en")}


def _measured(open_page, name: str, lang: str, look: str, html: str = "") -> list[dict]:
    tab = open_page(name, lang, width=LOOKS[look], html=html).tab
    if look == "paper":
        tab.emulate_media(media="print")
    tab.evaluate(OPEN)
    return tab.evaluate(MEASURE)


def _check(found: list[dict]) -> None:
    assert found and any(table["verdicts"] for table in found)
    faults = {table["caption"]: table for table in found if table["wide"] or table["cut"] or table["hidden"]}
    assert faults == {}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("name", weeks.WEEKS)
def test_every_table_of_a_week_fits_and_shows_its_verdict(open_page, name, lang, look):
    """A verdict off the screen is a verdict not read; a cut number is a wrong one."""
    _check(_measured(open_page, name, lang, look))


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_table_of_the_sample_fits_too(open_page, sample, lang, look):
    """Computed weeks have longer names and more rows than those that were made by hand."""
    _check(_measured(open_page, "sample", lang, look, sample["sample", lang]))


def test_the_measure_finds_a_table_that_does_not_fit(open_page):
    """A measure that never fails would prove nothing."""
    wide = pages.exported("bad", "fr").replace('class="plain"', 'class="never"')
    found = _measured(open_page, "wide", "fr", "phone", wide)

    assert [table for table in found if table["wide"] and table["hidden"]]


def test_on_a_phone_the_verdict_stands_right_under_the_days_name(open_page):
    """The day, what came of it, then the numbers."""
    tab = open_page("bad", "fr", width=390).tab
    order = """() => Array.from(document.querySelectorAll('.part.counts table tbody tr')).slice(0, 5).map(row =>
      Array.from(row.cells).sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
        .slice(0, 2).map(cell => cell.className || cell.tagName))"""

    assert tab.evaluate(order) == [["TH", "verdict"]] * 5


def test_a_card_names_what_each_number_is(open_page):
    """Without the heads of the columns a card is a list of numbers."""
    tab = open_page("bad", "en", width=390).tab
    label = "getComputedStyle(document.querySelector('.part.counts tbody td.n'), '::before').content"

    assert tab.evaluate(label) == '"Presented"'
    assert open_page("bad", "en", width=1280).tab.evaluate(label) == "none"


# Folds and paper


def _sheets(tab) -> int:
    pdf = tab.pdf(prefer_css_page_size=True, print_background=True)
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_calm_week_prints_on_one_sheet_and_whole_on_request(open_page, lang):
    """Seven sheets of nothing to report go unread, and the one that matters with them."""
    opened = open_page("calm", lang, html=pages.export(pages.executed(weeks.calm_week()), lang))

    assert _sheets(opened.tab) == 1
    opened.tab.goto(opened.tab.url + "#complete")
    assert _sheets(opened.tab) >= 4


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_bad_week_prints_what_matters(open_page, lang):
    """Six sheets at most, with the table that the finding speaks of."""
    assert 2 <= _sheets(open_page("bad", lang).tab) <= 6


def test_without_script_every_section_opens_by_its_line_all_at_once_or_from_the_contents(open_page):
    """A fold that cannot be opened is a page that hides."""
    tab = open_page("quiet", "fr").tab
    shown = """() => Array.from(document.querySelectorAll('section.calm'))
      .filter(one => one.querySelector('.ask').checkVisibility({contentVisibilityAuto: true})).length"""
    folded = tab.locator("section.calm").count()

    assert folded >= 6 and tab.evaluate(shown) == 0
    tab.locator("section.calm summary").first.click()
    assert tab.evaluate(shown) == 1
    tab.locator(".unfold .all").click()
    assert tab.evaluate(shown) == folded
    tab.locator(".unfold .less").click()
    assert tab.evaluate(shown) == 1
    tab.locator("nav.wide a[href='#other-counts']").click()
    assert tab.evaluate(shown) == 2


def test_a_line_opens_by_the_keyboard(open_page):
    """Who has no mouse reads the same page."""
    tab = open_page("quiet", "fr").tab
    tab.locator("section.calm summary").first.focus()
    tab.keyboard.press("Enter")

    assert tab.evaluate("document.querySelector('section.calm details').open")


@pytest.mark.parametrize("whole", [False, True], ids=["folded", "whole"])
@pytest.mark.parametrize("name", ["bad", "quiet", "clock", "partial"])
def test_on_paper_no_half_sheet_is_left_blank(open_page, name, whole):
    """A chain of headings that may not leave a table that may not break takes all of them to the next sheet.

    The last sheet may be as empty as it comes, and all others together by a fifth of one.
    """
    tab = open_page(name, "fr", width=A4).tab
    if whole:
        tab.goto(tab.url + "#complete")
    sheets = _sheets(tab)
    tab.emulate_media(media="print")

    assert sheets - tab.evaluate("document.body.scrollHeight") / SHEET < 1.2
