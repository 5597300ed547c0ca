"""The table of the README says what was measured, and a benchmark that fails is never taken for a success."""

from __future__ import annotations

import pytest

from benchmarks.__main__ import END, START, put, run, shown, table
from benchmarks.report import _REQUESTS, _SCRIPTS

RESULT = {
    "benchmark": "report",
    "rival": "papermill | nbconvert",
    "measured": {"cpu_ratio": 0.4123, "requests": 0},
    "target": {"cpu_ratio": "≤ 0.45"},
    "ok": True,
}


def test_a_result_becomes_one_line(monkeypatch):
    """Readers compare two columns: measured and to reach."""
    monkeypatch.setenv("KIT_NOW", "2026-11-23T09:00:00+01:00")

    assert table([RESULT], "README.md").splitlines() == [
        "| Benchmark | Compared with | Measured | To reach | Reached |",
        "| --- | --- | --- | --- | --- |",
        "| `report` | papermill \\| nbconvert | cpu ratio 0.412; requests 0 | cpu ratio ≤ 0.45 | yes |",
        "",
        "`python -m benchmarks`, 2026-11-23.",
    ]


@pytest.mark.parametrize(("ok", "says"), [(True, "oui"), (False, "non"), (None, "impossible ici")])
def test_the_french_readme_has_french_verdicts(ok, says):
    """The provider reads the other README."""
    assert table([RESULT | {"ok": ok}], "README.fr.md").splitlines()[2].endswith(f"| {says} |")


@pytest.mark.parametrize(
    ("value", "text"), [(0.41234, "0.412"), (3, "3"), ({"a_b": 1.5}, "a b 1.5"), ("x|y", "x\\|y"), (True, "True")]
)
def test_measures_are_shown_briefly(value, text):
    """Three figures are all that a shared machine can stand for."""
    assert shown(value) == text


def test_only_what_stands_between_the_marks_is_replaced(tmp_path):
    """The rest of the README is somebody's writing."""
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{START}\nold\n{END}\nafter\n", encoding="utf-8")

    put(readme, "new")
    put(readme, "newer")

    assert readme.read_text(encoding="utf-8") == f"before\n{START}\nnewer\n{END}\nafter\n"


def test_a_readme_without_marks_is_left_alone(tmp_path):
    """Writing over it would lose it."""
    readme = tmp_path / "README.md"
    readme.write_text("mine", encoding="utf-8")

    put(readme, "new")
    put(tmp_path / "README.fr.md", "new")

    assert readme.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "README.fr.md").exists()


def test_a_benchmark_that_breaks_is_not_ok():
    """A crash must not read like a target reached."""
    assert run("no_such_benchmark", quick=True) == {"benchmark": "no_such_benchmark", "measured": "exit 1", "ok": False}


ASKS = {
    '<script src="https://cdn.example/x.js"></script>': (1, 1),
    "<script>1</script>": (0, 1),
    '<img src="//cdn.example/x.png">': (1, 0),
    '<link rel="stylesheet" href="http://cdn.example/x.css">': (1, 0),
    "<style>@import 'x.css'</style>": (1, 0),
    "<style>a{background:url(https://cdn.example/x.png)}</style>": (1, 0),
    '<p onclick="x()">': (0, 1),
    '<img src="data:image/png;base64,AA"><a href="https://example.org">read on</a>': (0, 0),
    '<svg xmlns="http://www.w3.org/2000/svg"><use href="#mark"/></svg>': (0, 0),
}


@pytest.mark.parametrize(("page", "expected"), ASKS.items(), ids=list(ASKS))
def test_requests_and_scripts_of_a_page_are_counted(page, expected):
    """A page that claims to ask for nothing must be measured by something that would notice."""
    assert (len(_REQUESTS.findall(page)), len(_SCRIPTS.findall(page))) == expected
