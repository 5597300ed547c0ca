"""The sample partnership, as the golden tests read it; the home itself is made in `tests/conftest.py`."""

from __future__ import annotations

import json

import pytest

from kit.run import sample_home


@pytest.fixture
def sample(sample_folder, monkeypatch) -> dict:
    """What was planted; the home is set to the sample's, which nobody writes to."""
    monkeypatch.setenv("KIT_HOME", str(sample_folder))
    mark = sample_folder / "data" / sample_home.PARTNERSHIP / sample_home.MARK
    return json.loads(mark.read_text(encoding="utf-8"))["planted"]
