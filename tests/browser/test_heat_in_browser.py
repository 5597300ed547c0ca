"""Heat maps that can be read: no label cut, none over its neighbour, nothing outside the frame."""

from __future__ import annotations

from functools import cache, partial

import pages
import pytest
import weeks

pytestmark = pytest.mark.browser

# Every text of the tables that is shown, with the cell that it must stay in and the frame that shows it.
TEXTS = """() => [...document.querySelectorAll('table.heat')].flatMap(table => {
  const frame = table.closest('.scroll').getBoundingClientRect();
  return [...table.querySelectorAll('th, td')].flatMap(cell => {
    const box = cell.getBoundingClientRect(), found = [];
    const walk = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      if (getComputedStyle(walk.currentNode.parentElement).clipPath !== 'none') continue;
      const range = document.createRange();
      range.selectNodeContents(walk.currentNode);
      for (const one of range.getClientRects()) found.push({text: walk.currentNode.textContent,
        out: Math.max(box.left - one.left, one.right - box.right, box.top - one.top, one.bottom - box.bottom),
        cut: Math.max(frame.left - one.left, one.right - frame.right),
        size: parseFloat(getComputedStyle(cell).fontSize)});
    }
    return found;
  });
})"""
FRAMES = """() => [...document.querySelectorAll('.scroll')].filter(one => one.querySelector('table.heat'))
  .map(one => one.scrollWidth - one.clientWidth)"""


@cache
def _page(shape: str, lang: str) -> str:
    """The page of a week whose heat maps have that shape."""
    weeks.WEEKS[shape] = partial(weeks.heat_week, shape)
    try:
        return pages.exported(shape, lang)
    finally:
        del weeks.WEEKS[shape]


def _faults(tab) -> list[str]:
    assert max(tab.evaluate(FRAMES)) <= 1, "a heat map is wider than its frame"
    return _outside(tab)


def _outside(tab) -> list[str]:
    found = tab.evaluate(TEXTS)
    assert len(found) > 200
    return [f"{one['text']} {one['out']:.1f} {one['cut']:.1f}" for one in found if one["out"] > 0.6 or one["cut"] > 0.6]


SCREENS = [(shape, width) for shape in weeks.HEATS for width in (1280, 1024, 390, 320)]


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize(("shape", "width"), [one for one in SCREENS if one != ("day and night, 5 digits", 320)])
def test_no_label_of_a_heat_map_is_cut_or_runs_into_the_next(open_page, shape, lang, width):
    """On a laptop, a small screen and a phone: a number that runs into the next is another number."""
    tab = open_page(f"heat {shape}", lang, width=width, html=_page(shape, lang)).tab

    assert _faults(tab) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
@pytest.mark.parametrize("shape", weeks.HEATS)
def test_no_label_of_a_heat_map_is_cut_on_paper(open_page, shape, lang):
    """A4 has no scroll bar: what is outside the sheet is gone."""
    tab = open_page(f"heat {shape}", lang, width=688, html=_page(shape, lang)).tab  # the width between A4's margins
    tab.emulate_media(media="print")

    assert _faults(tab) == []


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_heat_map_labels_are_large_enough_to_read(open_page, lang):
    """Fitting by shrinking would be no answer: 11 px on a screen at least."""
    for width in (1280, 390):
        tab = open_page("heat", lang, width=width, html=_page("day and night, 4 digits", lang)).tab
        assert min(one["size"] for one in tab.evaluate(TEXTS)) >= 11


def test_on_a_phone_the_days_stand_side_by_side(open_page):
    """Seven columns fit where twenty-four do not; the hours go down, as one scrolls."""
    where = """() => { const table = document.querySelector('table.heat');
      const rows = [...table.querySelectorAll('tbody tr')];
      const box = one => one.getBoundingClientRect();
      return [box(rows[1]).left - box(rows[0]).left, box(rows[1]).top - box(rows[0]).top]; }"""

    side, down = open_page("heat", "fr", width=390, html=_page("day and night", "fr")).tab.evaluate(where)
    assert side > 30 and down == 0
    side, down = open_page("heat", "fr", width=1280, html=_page("day and night", "fr")).tab.evaluate(where)
    assert side == 0 and down > 30


@pytest.mark.parametrize("width", [1280, 390])
def test_the_test_sees_a_label_that_runs_over(open_page, width):
    """What this file asserts can fail."""
    wide = _page("day and night", "fr").replace(">640<", ">640 appels offerts<")
    tab = open_page("heat wide", "fr", width=width, html=wide).tab

    assert [one for one in _outside(tab) if "appels" in one]
