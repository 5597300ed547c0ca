"""House colours as CSS variables, for light and dark, with the steps of the heat maps.

In:   `params.house()`.
Out:  a style sheet: variables, then `template/kit/static/kit.css`.
Why:  colours stand once, in `params/house.yml`; each step picks the text colour that can be read on it.
Not here: the rules that use them (`kit.css`).
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from kit import params
from kit.params.glossary import Palette, contrast

READABLE = 4.5
DEMAND = (0.05, 0.16, 0.30, 0.46, 0.80)  # share of the house colour in each step of demand, from quiet to busy
SEVERITY = (("house", 0.10), ("warn", 0.20), ("bad", 0.34), ("bad", 0.88))  # from kept to far from it
ROLES = ("house", "ink", "soft", "line", "paper", "tint", "bad", "warn", "ok")


def mix(colour: str, ground: str, share: float) -> str:
    """`share` of `colour` on `ground`, in sRGB."""
    pairs = zip(_parts(colour), _parts(ground), strict=True)
    return "#" + "".join(f"{round(one * share + other * (1 - share)):02x}" for one, other in pairs)


def _parts(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def readable(colour: str, share: float, palette: Palette) -> tuple[str, str]:
    """A ground of about `share` of a colour, and the text colour with a contrast of at least 4.5 on it."""
    step = 0.02 if share > 0.5 else -0.02
    while True:
        ground = mix(colour, palette.paper, share)
        text = max((palette.ink, palette.paper), key=lambda one: contrast(one, ground))
        if contrast(text, ground) >= READABLE or not 0 < share + step < 1:
            return ground, text
        share += step


def _variables(palette: Palette) -> str:
    found = {role: getattr(palette, role) for role in ROLES}
    steps = [("q", "house", share) for share in DEMAND] + [("s", role, share) for role, share in SEVERITY]
    for at, (family, role, share) in enumerate(steps):
        name = f"{family}{at if family == 'q' else at - len(DEMAND)}"
        found[name], found[f"{name}t"] = readable(getattr(palette, role), share, palette)
    found["band"] = mix(palette.house, palette.paper, 0.16)
    found["bar"] = mix(palette.soft, palette.paper, 0.42)
    return "".join(f"--{name}:{colour};" for name, colour in found.items())


def style_sheet() -> str:
    """Variables of the house and the page's rules. Paper is always light: dark is for screens."""
    house = params.house()
    dark = f"@media screen and (prefers-color-scheme:dark){{.kit{{{_variables(house.dark)}color-scheme:dark}}}}"
    return f".kit{{{_variables(house.colours)}color-scheme:light}}{dark}\n{rules()}"


# JupyterLab's own rules for tables (numbers right, stripes, fixed columns) weigh two classes and an element.
_OWN = re.compile(r"\.kit(?=[ ,{.:>])")
_UNDO = ".kit.kit.kit tr{background:none}.kit.kit.kit table{table-layout:auto}"


@cache
def rules() -> str:
    """The page's rules, without comments and needless spaces."""
    text = files("kit").joinpath("present/page/template/kit/static/kit.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r"\s*([{};,>])\s*", r"\1", re.sub(r"\s+", " ", text)).strip()


def notebook_style() -> str:
    """The style that a notebook's first part carries, so that JupyterLab shows what the page shows."""
    return f"<style>{_OWN.sub('.kit.kit.kit', style_sheet())}{_UNDO}</style>"
