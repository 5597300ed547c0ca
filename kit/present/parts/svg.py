"""Makes a matplotlib drawing fit for the page: small, in house colours, light and dark, with text in any language.

In:   SVG as matplotlib writes it with `svg.fonttype: none`; role colours and texts as tokens.
Out:  SVG without ids, styles or fonts of its own: classes for colours (`kit.css`), attributes for the rest.
Why:  the page forbids inline styles, CSS variables carry dark mode, and one drawing serves both languages.
Not here: what is drawn (`kit.present.parts.charts`).
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
_NUMBER = re.compile(r"-?\d+\.\d+")
_KEPT = ("stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "fill-opacity", "text-anchor")
_DEFAULTS = {("stroke-width", "1"), ("opacity", "1"), ("stroke-dashoffset", "0")}


def clean(source: str, roles: dict[str, str]) -> str:
    """The drawing as the page holds it. roles: token colour to role, as {"#000001": "house"}."""
    root = ET.fromstring(source)
    shapes = {element.get("id"): element for element in root.iter() if element.get("id")}
    box = root.get("viewBox")
    body = "".join(_element(child, shapes, roles) for child in root)
    return f'<svg viewBox="{box}" {{attributes}}>{body}</svg>'


def _element(element: ET.Element, shapes: dict, roles: dict[str, str]) -> str:
    name = element.tag.removeprefix(SVG)
    if name == "g":
        return "".join(_element(child, shapes, roles) for child in element)
    if name == "use":
        return _used(element, shapes, roles)
    if name not in ("path", "text", "rect"):
        return ""  # metadata, defs, clip paths: the drawing stays inside its axes
    attributes = _attributes(element, roles)
    if name == "path":
        if attributes.get("fill") == "none" and "class" not in attributes:
            return ""
        attributes["d"] = _rounded(" ".join((element.get("d") or "").split()))
    return f"<{name}{_text(attributes)}>{element.text or ''}</{name}>" if name == "text" else _closed(name, attributes)


def _used(element: ET.Element, shapes: dict, roles: dict[str, str]) -> str:
    """A marker, drawn where it is used: ids would clash between the charts of a page."""
    shape = shapes[(element.get(LINK) or "")[1:]]
    attributes, drawn = _attributes(element, roles) or _attributes(shape, roles), shape.get("d") or ""
    if "C" not in drawn:  # an area, not a marker
        moved = {"d": _rounded(" ".join(drawn.split())), "transform": f"translate(0 {element.get('y')})"}
        return _closed("path", attributes | moved)
    radius = max(abs(float(number)) for number in _NUMBER.findall(drawn))
    place = {"cx": _rounded(element.get("x") or ""), "cy": _rounded(element.get("y") or ""), "r": f"{radius:.1f}"}
    return _closed("circle", attributes | place)


def _attributes(element: ET.Element, roles: dict[str, str]) -> dict[str, str]:
    style = dict(part.split(":", 1) for part in (element.get("style") or "").split(";") if ":" in part)
    style = {key.strip(): value.strip() for key, value in style.items()}
    found: dict[str, str] = {}
    classes = [f"{kind[0]}-{roles[style[kind]]}" for kind in ("fill", "stroke") if style.get(kind) in roles]
    if classes:
        found["class"] = " ".join(classes)
    if style.get("fill") == "none":
        found["fill"] = "none"
    found |= {key: style[key] for key in _KEPT if key in style and (key, style[key]) not in _DEFAULTS}
    if "font-size" in style:
        found["font-size"] = style["font-size"].removesuffix("px")
        found |= {key: _rounded(element.get(key) or "") for key in ("x", "y")}
        if style.get("font-weight") in ("700", "bold"):
            found["font-weight"] = "700"
    return found


def _rounded(text: str) -> str:
    return _NUMBER.sub(lambda match: f"{float(match[0]):.1f}".removesuffix(".0"), text)


def _text(attributes: dict[str, str]) -> str:
    return "".join(f' {key}="{value}"' for key, value in attributes.items())


def _closed(name: str, attributes: dict[str, str]) -> str:
    return f"<{name}{_text(attributes)}/>"
