"""The rules that every notebook of the project keeps.

In:   notebooks/*.ipynb and notebooks/locale/*.en.yml.
Why:  a report notebook is read by both firms: prose, parameters and one-line calls, no logic, no stale figure.
"""

import ast
import json
import re

import nbformat
import pytest
import yaml

from kit import params, present
from kit.language.typography import typeset
from kit.params import injected
from kit.present.page.contents import fingerprint
from kit.run.plan import parameters_of

FOLDER = params.PROJECT / "notebooks"
PATHS = sorted(FOLDER.glob("*.ipynb"))
WORDS_PER_CODE_CELL = (15, 80)
DIGITS = re.compile(r"\d")


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def path(request):
    """Each notebook."""
    return request.param


@pytest.fixture
def nb(path):
    """Each notebook, read."""
    return nbformat.read(path, 4)


@pytest.fixture
def english(path):
    """Its English prose by cell id."""
    return yaml.safe_load((FOLDER / "locale" / f"{path.stem}.en.yml").read_text(encoding="utf-8"))


def _of(nb, kind: str) -> list:
    return [cell for cell in nb.cells if cell.cell_type == kind]


def test_there_are_notebooks():
    """An empty folder would pass every rule below."""
    assert FOLDER / "weekly_kpi_review.ipynb" in PATHS


def test_it_is_a_valid_notebook_for_any_python_kernel(path, nb):
    """ "Run all" in JupyterLab starts the kernel that the notebook names."""
    nbformat.validate(json.loads(path.read_text(encoding="utf-8")))
    assert nb.metadata.kernelspec.name == "python3"


def test_it_holds_no_output(nb):
    """Outputs in git are last month's figures, and callers' data."""
    for cell in _of(nb, "code"):
        assert cell.outputs == [] and cell.execution_count is None


def test_cell_ids_are_names(nb):
    """The translations and the page's links hang on them."""
    for cell in nb.cells:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cell.id), cell.id


def test_it_starts_with_title_parameters_load_headline(nb):
    """The finding stands first; everything before it fits on a screen."""
    assert nb.cells[0].source.startswith("# ")
    code = _of(nb, "code")
    assert code[0].metadata.tags == ["parameters"]
    assert "store.tables(" in code[1].source
    assert code[2].source == "present.headline(review)"
    assert [cell.cell_type for cell in nb.cells[:4]] == ["markdown", "code", "code", "code"]


def test_it_refuses_a_parameter_that_it_does_not_have(nb):
    """papermill runs another week where `week` is misspelt; nothing may be read before the names are checked."""
    lines = ast.parse(_of(nb, "code")[1].source).body
    calls = [ast.unparse(line) for line in lines if not isinstance(line, (ast.Import, ast.ImportFrom))]
    assert calls[0] == "params.given(globals())"


def test_the_runs_of_the_project_give_what_the_notebook_asks_for(path):
    """A parameter file of last year's notebook would stop on Monday at nine."""
    known = parameters_of(path)
    for given in params.PROJECT.glob(f"params/*/runs/{path.stem}.yml"):
        for name, value in params.read_yaml(given).items():
            assert injected.fits(value, known[name].kind), f"{given}: {name}"


def test_parameters_are_typed_scalars(nb):
    """papermill finds a parameter only as `name: type = value`."""
    for node in ast.parse(_of(nb, "code")[0].source).body:
        assert isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Constant)


def test_cells_hold_no_logic(nb):
    """Logic lives in tested functions: no definition, no loop, no file, ten lines at most."""
    banned = (ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.If, ast.Lambda, ast.With, ast.Try)
    for cell in _of(nb, "code"):
        assert len(cell.source.splitlines()) <= 10
        tree = ast.parse(cell.source)
        assert not [node for node in ast.walk(tree) if isinstance(node, banned)]
        assert not re.search(r"\bopen\(|read_csv|read_parquet|Path\(", cell.source)


def test_every_section_is_a_question_and_one_call(nb):
    """A section that asks nothing answers nothing."""
    for before, cell in zip(nb.cells[4:], nb.cells[5:], strict=False):
        assert before.cell_type != cell.cell_type
    for cell in nb.cells[4:]:
        if cell.cell_type == "markdown":
            heading = cell.source.splitlines()[0]
            assert heading.startswith("## ") and heading.endswith("\u202f?")
        else:
            assert re.fullmatch(r"present\.[a-z_]+\(review\)", cell.source)


def test_every_call_is_a_documented_part(nb):
    """Under each cell stands a function that a reader can open."""
    for cell in nb.cells:
        found = re.fullmatch(r"present\.([a-z_]+)\(review\)", cell.source)
        if found:
            assert found[1] in present.__all__ and getattr(present, found[1]).__doc__


def test_every_part_is_shown_once(path, nb):
    """A part that no notebook calls is not looked at."""
    if path.stem == "weekly_kpi_review":
        called = re.findall(r"^present\.([a-z_]+)\(review\)$", "\n".join(cell.source for cell in _of(nb, "code")), re.M)
        assert sorted(called) == sorted(set(present.__all__) - {"Shown", "use"})


def test_prose_holds_no_figure(nb, english):
    """A typed figure is stale next week."""
    for cell in _of(nb, "markdown"):
        assert not DIGITS.search(cell.source), cell.id
    for name, text in english.items():
        assert not DIGITS.search(text["en"]), name


def test_prose_is_neither_missing_nor_an_essay(nb):
    """Enough to know what is asked, little enough to be read."""
    words = sum(len(cell.source.split()) for cell in _of(nb, "markdown")) / len(_of(nb, "code"))
    assert WORDS_PER_CODE_CELL[0] <= words <= WORDS_PER_CODE_CELL[1]


def test_french_prose_is_typeset(nb):
    """JupyterLab shows the source as it is."""
    for cell in _of(nb, "markdown"):
        assert cell.source == typeset(cell.source, "fr"), cell.id


def test_every_prose_cell_has_an_english_text_made_from_this_french(nb, english):
    """A stale translation may say the contrary. Mend: translate anew, then write the hash that this test names."""
    french = {cell.id: fingerprint(cell.source) for cell in _of(nb, "markdown")}
    assert {name: text["hash"] for name, text in english.items()} == french


def test_english_keeps_the_shape_of_the_french(nb, english):
    """The same headings, emphases and links: the contents are made from them."""
    for cell in _of(nb, "markdown"):
        marks = [re.findall(r"^#+ |[*]{1,2}|\]\(", text, re.M) for text in (cell.source, english[cell.id]["en"])]
        assert marks[0] == marks[1], cell.id
