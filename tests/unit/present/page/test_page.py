"""The page as a file: structure, policy, weight, and nothing delivered that comes alive."""

import base64
import copy
import hashlib
import re

import nbformat
import pages
import pytest
import weeks
from bs4 import BeautifulSoup

from kit.present.page import contents
from kit.present.page.payload import MIME

NAMES = list(weeks.WEEKS)


@pytest.fixture(scope="module", params=[(name, lang) for name in NAMES for lang in ("fr", "en")], ids="-".join)
def html(request):
    """Each page."""
    return pages.exported(*request.param)


@pytest.fixture(scope="module")
def soup(html):
    """Each page, parsed."""
    return BeautifulSoup(html, "html.parser")


def test_the_page_stays_light(html):
    """An archive of five years, and a phone in a train."""
    assert len(html.encode()) < 200_000


def test_nothing_runs_and_nothing_is_fetched(soup):
    """The page is opened from a mail or a share, without network, by people who trust it."""
    assert not soup.find_all(["script", "link", "iframe", "object", "embed", "form", "base"])
    for element in soup.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on") or name == "style"]
        for name in ("href", "src"):
            assert element.get(name, "#").startswith(("#", "data:"))


def test_the_policy_allows_this_very_style_sheet(soup):
    """A style slipped in with a name would be refused by the browser."""
    assert len(soup.find_all("style")) == 1
    digest = base64.b64encode(hashlib.sha256(soup.style.string.encode()).digest()).decode()
    policy = soup.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
    assert policy.startswith("default-src 'none'") and f"'sha256-{digest}'" in policy
    assert "unsafe" not in policy


def test_headings_are_in_order(soup):
    """Who moves by headings must find one first heading and no missing level."""
    levels = [int(heading.name[1]) for heading in soup.find_all(re.compile("^h[1-6]$"))]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_every_table_has_caption_and_scopes(soup):
    """A table read aloud is a list of numbers without them."""
    for table in soup.find_all("table"):
        assert table.caption.get_text().strip()
        assert {head["scope"] for head in table.find_all("th")} == {"col", "row"}
        region = table.parent
        assert region["tabindex"] == "0" and region["role"] == "region" and region["aria-label"]


def test_every_row_of_a_table_has_as_many_cells(soup):
    """A cell too few shifts every number under the wrong head."""
    for table in soup.find_all("table"):
        widths = {
            sum(int(cell.get("colspan", 1)) for cell in row.find_all(["th", "td"])) for row in table.find_all("tr")
        }
        assert len(widths) == 1, table.caption


def test_the_contents_lead_somewhere(soup):
    """A link that goes nowhere is a lie on the first screen."""
    ids = [element["id"] for element in soup.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [link["href"][1:] for link in soup.find_all("a")]
    assert links and set(links) <= set(ids)


def test_language_and_title_are_those_of_the_page(soup):
    """A screen reader speaks the language that the page declares."""
    assert soup.html["lang"] in ("fr", "en")
    assert soup.title.string.split(" · ")[0].strip() == soup.h1.get_text().strip()


def test_each_language_is_whole():
    """English readers must not meet French, nor the other way round."""
    words = {}
    for lang in ("fr", "en"):
        soup = BeautifulSoup(pages.exported("bad", lang), "html.parser").main
        for code in soup.find_all("code"):
            code.decompose()
        words[lang] = soup.get_text()
    assert not [word for word in ("décroché", "semaine", "appels ", "lundi") if word in words["en"]]
    assert not [word for word in ("answered", "week ", "calls", "Monday") if word in words["fr"]]


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_delivered_names_stay_text(lang):
    """A queue called <script> is a queue; =cmd is a file name."""
    html = pages.exported("hostile", lang)
    assert "<script" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert weeks.FORMULA.split("|")[0] in html
    soup = BeautifulSoup(html, "html.parser")
    assert weeks.EVIL.split('"')[0] in soup.find("p", class_="plate").get_text()


def test_a_name_cannot_leave_the_style_sheet():
    """The page's margins hold the house's name: a quote in it must not end the string."""
    assert contents._css_text('Vigie"}*{display:none') == "Vigie\\000022\\00007d\\00002a\\00007bdisplay\\00003anone"


def test_the_masthead_says_week_moment_version_and_completeness():
    """Two prints on one table must not be confused."""
    text = BeautifulSoup(pages.exported("partial", "fr"), "html.parser").find("header", class_="mast").get_text(" ")
    for said in (
        "Semaine\u00a046, du 9 au 15\u00a0novembre 2026",
        "version 3",
        "données incomplètes",
        "partenariat fictif",
    ):
        assert said in text


def test_the_footer_says_how_to_make_the_page_again():
    """A figure that nobody can recompute is a claim."""
    text = BeautifulSoup(pages.exported("bad", "en"), "html.parser").find_all("footer")[-1].get_text()
    assert "week = 2026-W47" in text and "results.json" in text and "weekly_kpi_review" in text


# Notebooks that are not ours, or not whole


def _foreign(*outputs) -> nbformat.NotebookNode:
    """A notebook without any part of the kit."""
    nb = nbformat.v4.new_notebook()
    nb.cells = [nbformat.v4.new_markdown_cell("# A title of mine"), nbformat.v4.new_code_cell("x")]
    nb.cells[1].outputs = list(outputs)
    return nb


def _output(**data):
    return nbformat.v4.new_output("display_data", data=data)


def test_an_analysts_own_table_is_shown_but_not_trusted():
    """A frame shown beside a part must reach the page; what comes with it must not."""
    html = pages.export(
        _foreign(_output(**{"text/html": "<table><tr><td>41</td></tr></table><script>alert(1)</script>"}))
    )
    assert "<td>41</td>" in html and "<script" not in html
    assert BeautifulSoup(html, "html.parser").h1.get_text() == "A title of mine"


def test_text_that_a_cell_prints_is_shown_and_its_warnings_are_not():
    """A client does not read library warnings."""
    out = nbformat.v4.new_output("stream", name="stdout", text="4 <weeks>")
    err = nbformat.v4.new_output("stream", name="stderr", text="DeprecationWarning: x")
    html = pages.export(_foreign(out, err))
    assert "4 &lt;weeks&gt;" in html and "Deprecation" not in html


def test_a_picture_keeps_its_alternative_text():
    """An analyst's chart is read aloud as well as it was described."""
    picture = _output(**{"image/png": base64.b64encode(b"png").decode()})
    picture.metadata = {"image/png": {"alt": 'Calls "by" hour'}}
    image = BeautifulSoup(pages.export(_foreign(picture)), "html.parser").img
    assert image["alt"] == 'Calls "by" hour' and image["src"].startswith("data:image/png")
    assert BeautifulSoup(pages.export(_foreign(_output(**{"image/png": "AA=="})), "fr"), "html.parser").img["alt"]


def test_a_drawing_of_an_analyst_cannot_run():
    """Inline SVG may hold scripts; as an image it may not run them."""
    drawing = _output(**{"image/svg+xml": "<svg><script>alert(1)</script></svg>"})
    html = pages.export(_foreign(drawing))
    assert "<script" not in html and 'src="data:image/svg+xml;base64,' in html


def test_a_stopped_notebook_says_so_before_anything_else():
    """Half a report that looks whole is worse than none."""
    nb = copy.deepcopy(pages.notebook("bad"))
    nb.cells[-1].outputs = [nbformat.v4.new_output("error", ename="ValueError", evalue="<b>x", traceback=["secret"])]
    soup = BeautifulSoup(pages.export(nb, "en"), "html.parser")
    assert soup.main.find(True)["role"] == "alert"
    assert "ValueError" in soup.main.find(True).get_text() and "secret" not in soup.get_text()
    assert len(soup.find_all("h1")) == 1


def test_a_notebook_stopped_before_its_headline_has_a_heading():
    """A page without a first heading has no name."""
    nb = copy.deepcopy(pages.notebook("bad"))
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    nb.cells[2].outputs = [nbformat.v4.new_output("error", ename="NoData", evalue="x", traceback=[])]
    soup = BeautifulSoup(pages.export(nb, "fr"), "html.parser")
    assert [heading.get_text() for heading in soup.find_all("h1")] == ["Ce rapport s’est arrêté avant la fin"]


def test_papermills_own_banner_is_left_out():
    """It is in English and in red, and ours says the same."""
    nb = copy.deepcopy(pages.notebook("bad"))
    banner = nbformat.v4.new_markdown_cell("<span>An Exception was encountered</span>")
    banner.metadata.tags = ["papermill-error-cell-tag"]
    nb.cells.insert(0, banner)
    assert "An Exception" not in pages.export(nb, "fr")


def test_prose_without_an_english_text_stays_french_and_says_so():
    """A stale translation may say the contrary of what the French now says."""
    nb = copy.deepcopy(pages.notebook("quiet"))
    cell = next(cell for cell in nb.cells if cell.id == "contract")
    cell.source = "## Une question nouvelle\u202f?"
    soup = BeautifulSoup(pages.export(nb, "en"), "html.parser")
    assert soup.find(id="contract").find_parent(attrs={"lang": "fr"})
    assert soup.find(id="path").find_parent(attrs={"lang": "fr"}) is None


def test_markup_in_prose_is_text():
    """Prose is Markdown; HTML in it would escape the page's rules."""
    nb = _foreign()
    nb.cells.append(nbformat.v4.new_markdown_cell("<img src=x onerror=alert(1)>"))
    assert "<img" not in pages.export(nb)


def test_the_language_is_the_one_the_notebook_ran_in():
    """`jupyter nbconvert --to kit out.ipynb` without options gives the page one expects."""
    nb = copy.deepcopy(pages.notebook("quiet"))
    nb.metadata.papermill["parameters"]["lang"] = "en"
    assert '<html lang="en">' in pages.export(nb)
    nb.metadata.papermill["parameters"]["lang"] = "xx"
    assert '<html lang="fr">' in pages.export(nb)


def test_exporting_changes_no_notebook():
    """One executed notebook gives both languages; the second must not see traces of the first."""
    nb = pages.notebook("bad")
    before = nbformat.writes(nb)
    pages.export(nb, "en")
    assert nbformat.writes(nb) == before


def test_an_output_holds_both_languages_and_the_chosen_view(lang):
    """A report executes once; JupyterLab shows the language one asked for."""
    from kit import present

    present.use(lang)
    bundle = pages.part("headline", "quiet")._repr_mimebundle_()
    present.use("fr")
    assert set(bundle[MIME]["html"]) == {"fr", "en"}
    assert f'lang="{lang}"' in bundle["text/html"]
    assert ("Semaine calme" in bundle["text/plain"]) == (lang == "fr")
    assert "<" not in bundle["text/plain"]


def test_an_unknown_language_is_refused():
    """A typing error must not give the page in another language."""
    from kit import present
    from kit.errors import BadParams

    with pytest.raises(BadParams) as refused:
        present.use("de")
    assert "« de »" in refused.value.text("fr").replace("\u00a0", " ")
