"""Charts: drawn once for two languages, small, in house colours, without styles or ids of their own."""

import re
from xml.etree import ElementTree

import pytest
import weeks

from kit import present
from kit.present.parts import charts, svg
from kit.present.voice import voice


def _drawings(html: str) -> list[str]:
    return re.findall(r"<svg.*?</svg>", html, re.S)


@pytest.fixture(params=["days", "trend", "scorecard", "waterfall"])
def drawn(request, lang):
    """The drawings of a part in one language."""
    return _drawings(getattr(present, request.param)(weeks.bad_week()).html[lang])


def test_a_drawing_is_well_formed_and_brings_nothing_of_its_own(drawn):
    """Inline styles are forbidden by the page's policy; ids would clash between charts."""
    for one in drawn:
        root = ElementTree.fromstring(one)
        for element in root.iter():
            assert not {"style", "id", "onload"} & set(element.attrib)
            assert element.tag in ("svg", "path", "rect", "circle", "text", "polyline")


def test_a_drawing_says_what_it_shows(drawn):
    """Who does not see the drawing must get its figures; a bar that repeats its number is hidden instead."""
    for one in drawn:
        root = ElementTree.fromstring(one)
        assert root.get("aria-hidden") == "true" or len(root.get("aria-label")) > 30


def test_colours_are_roles(drawn):
    """A fixed colour would stay dark in the dark."""
    for one in drawn:
        assert "#" not in one


def test_the_alternative_text_holds_the_data():
    """ "A chart" is no alternative."""
    week = weeks.bad_week()
    label = re.search(r'aria-label="(Calls offered by day[^"]*)"', present.days(week).html["en"])[1]
    for value in week.by_day["offered"]:
        assert f"{value:,.0f}" in label


@pytest.mark.slow
def test_the_same_week_draws_the_same_bytes():
    """A page that changes by itself cannot be compared with the one that was signed."""
    one, two = (present.trend(weeks.bad_week()).html for _ in range(2))
    assert one == two


@pytest.mark.slow
def test_numbers_in_a_drawing_follow_the_language():
    """One drawing serves both languages; its texts do not."""
    html = present.trend(weeks.bad_week()).html
    french, english = (" ".join(_drawings(html[lang])) for lang in ("fr", "en"))
    assert ">87,4\u202f%<" in french and ">87.4%<" in english
    assert re.sub(r"<text.*?</text>|aria-label=\"[^\"]*\"", "", french) == re.sub(
        r"<text.*?</text>|aria-label=\"[^\"]*\"", "", english
    )


@pytest.mark.slow
def test_no_token_is_left(lang):
    """A token that nobody replaced would be read aloud."""
    for part in (present.trend, present.days):
        assert not re.search(r">t\d{3}t<", part(weeks.bad_week()).html[lang])


def test_drawing_leaves_no_figure_behind():
    """Figures that pyplot keeps would be shown again by the notebook, and fill the memory of a long run."""
    import matplotlib.pyplot as plt

    present.days(weeks.bad_week())
    assert plt.get_fignums() == []


@pytest.mark.parametrize("values", [[1.0, 2.0], [5.0] * 13, [float("nan"), 2.0, 3.0]])
def test_a_small_line_needs_neither_spread_nor_completeness(values):
    """A figure that never moves, or a week that is missing, must not break the scorecard."""
    nan = float("nan")
    drawn = charts.sparkline(values, nan, nan, nan, "three weeks")
    points = re.search(r'points="([^"]*)"', drawn)[1].split()
    assert len(points) == sum(value == value for value in values)


def test_a_small_line_has_no_dot_for_a_week_that_is_not_known():
    """The dot says "this week"."""
    nan = float("nan")
    assert "<circle" not in charts.sparkline([1.0, 2.0, nan], nan, nan, nan, "two weeks")


@pytest.mark.slow
def test_a_title_is_the_finding(lang):
    """A chart without its point is decoration."""
    html = present.trend(weeks.bad_week()).html[lang]
    assert (
        voice(lang).say(
            "trend.title.low", figure=voice(lang).figure("answer_rate.agent"), value=voice(lang).ratio(0.8739)
        )
        in html
    )


def test_cleaning_keeps_areas_lines_dots_and_texts():
    """What matplotlib writes with references and styles must survive as plain shapes."""
    source = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">
    <metadata/><defs><path id="dot" d="M 0 2.5 C 1 1 2 2 3.25 0"/><path id="area" d="M 0 -1.04 L 3 -4 z"/></defs>
    <g id="axes"><use xlink:href="#dot" x="3.14" y="4.0" style="fill: #000001"/>
    <use xlink:href="#area" x="0" y="9" style="fill: #000002"/>
    <path d="M 1.234 2 L 3 4" style="fill: none; stroke: #000001; stroke-width: 2"/>
    <text style="font-size: 11px; font-weight: 700; text-anchor: middle; fill: #000002" x="1" y="2.06">t000t</text>
    </g></svg>"""
    clean = svg.clean(source, {"#000001": "house", "#000002": "ink"})
    assert '<circle class="f-house" cx="3.1" cy="4" r="3.2"/>' in clean
    assert '<path d="M 0 -1 L 3 -4 z" transform="translate(0 9)" class="f-ink"/>' in clean or (
        'class="f-ink"' in clean and "translate(0 9)" in clean
    )
    assert 'd="M 1.2 2 L 3 4"' in clean and 'stroke-width="2"' in clean
    assert (
        '<text class="f-ink" text-anchor="middle" font-size="11" x="1" y="2.1" font-weight="700">t000t</text>' in clean
    )
    assert "metadata" not in clean
