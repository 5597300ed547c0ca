"""The scores worked out in the texts are those of the grid: a weight that changes must not leave a false example."""

from __future__ import annotations

import re
from itertools import product

import pytest

MODULE = "m13-being-listened-to"
CALLS = ("e1", "e2", "e3", "e4")
_ROW = re.compile(r"^\| (C\d+) \| (\S[^|]*?) \| (\S+) \| .* \|$", re.M)
_WORKED = re.compile(r"100 × (\d+) ÷ (\d+) = (\d+(?:[.,]\d+)?)")


@pytest.mark.parametrize(("call", "lang"), list(product(CALLS, ("fr", "en"))))
def test_every_reference_score_follows_from_its_levels(real_sources, call, lang):
    """Twelve criteria, their points by the grid's weights, the sum brought back to 100."""
    grid = {one.id: one for one in real_sources.grid.criteria}
    answer = real_sources.modules[MODULE].texts[lang].block("answer", call).text
    rows = _ROW.findall(answer)
    assert [name for name, _, _ in rows] == list(grid)

    counted = [(grid[name], level, points) for name, level, points in rows if level.isdigit()]
    assert all(grid[name].may_be_na for name, level, _ in rows if not level.isdigit())
    assert [int(points) for _, _, points in counted] == [one.weight * int(level) / 2 for one, level, _ in counted]
    total, possible = sum(int(points) for *_, points in counted), sum(one.weight for one, *_ in counted)
    stated = re.search(r"\*\*(\d+) (?:sur|out of) (\d+)\*\*", answer)
    assert (int(stated[1]), int(stated[2])) == (total, possible)


def test_every_division_in_the_training_comes_out(real_sources):
    """A learner who checks it on the telephone finds the same."""
    documents = [document for module in real_sources.modules.values() for document in module.texts.values()]
    worked = _WORKED.findall("\n".join(part.text for document in documents for part in document.parts))
    assert len(worked) >= 8
    for points, possible, stated in worked:
        digits = len(re.split("[.,]", stated)[1]) if re.search("[.,]", stated) else 0
        assert round(100 * int(points) / int(possible), digits) == float(stated.replace(",", ".")), (points, possible)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_the_answers_quote_was_said_or_stands_in_the_grid(real_sources, lang):
    """A level is justified by the words of its anchor, or by words that were heard."""
    grid, document = real_sources.grid, real_sources.modules[MODULE].texts[lang]
    anchors = [one.anchors for one in grid.criteria]
    known = [text[lang] for anchor in anchors for text in (anchor.zero, anchor.one, anchor.two)]
    known += [one.anchor[lang] for one in grid.eliminatory]
    known += [line for block in document.blocks("dialogue") for line in block.lines]
    said = " ".join(known).lower()
    quoted = r"« ([^»]*) »" if lang == "fr" else r"“([^”]*)”"
    rows = [line for call in CALLS for line in document.block("answer", call).lines if line.startswith("| C")]
    found = [words for line in rows for words in re.findall(quoted, line)]
    assert len(found) >= 40
    assert [words for words in found if words.lower().rstrip(".?… ") not in said] == []
