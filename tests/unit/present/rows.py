"""Reviews from rows, as the store hands them in, for the page's tests: the line of `tests/unit/analysis`.

In:   `tests/unit/analysis/conftest.py`.
Out:  `Line`, `contract`, `steady_day`, `steady_line`.
Why:  what a page says of declared sources and of two counts must hold for reviews that are computed, not hand-made.
Not here: hand-made weeks (`weeks`).
"""

import importlib.util
from pathlib import Path

_PATH = Path(__file__).resolve().parents[1] / "analysis" / "conftest.py"
_SPEC = importlib.util.spec_from_file_location("rows_of_a_line", _PATH)
_MODULE = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_MODULE)

Line, contract = _MODULE.Line, _MODULE.contract
steady_day, steady_line = _MODULE.steady_day, _MODULE.steady_line
