"""The nbconvert exporter `kit`: one language of a report as one HTML file.

In:   an executed notebook; trait `language` ("fr", "en"; default: the notebook's `lang` parameter, else fr).
Out:  HTML without script or outside request, fit for a phone, a screen in the dark and A4.
Why:  nbconvert's own page is half a megabyte, asks two servers and drops alternative texts.
Not here: what the page says (`kit.present.page.contents` and the parts).

`jupyter nbconvert --to kit out.ipynb [--KitHTMLExporter.language=en]`.
"""

from __future__ import annotations

from pathlib import Path

from nbconvert.exporters.templateexporter import TemplateExporter
from traitlets import Enum, default
from traitlets.config import Config

from kit.language.texts import LANGUAGES
from kit.present import html
from kit.present.page import contents
from kit.present.page.payload import MIME

TEMPLATES = Path(__file__).parent / "template"


class KitHTMLExporter(TemplateExporter):
    """Exports a report to the kit's HTML page."""

    export_from_notebook = "Vigie page (HTML)"
    output_mimetype = "text/html"
    language = Enum(("", *LANGUAGES), "", help="Language of the page; empty: as the notebook ran.").tag(config=True)

    @default("file_extension")
    def _file_extension_default(self) -> str:
        return ".html"

    @default("template_name")
    def _template_name_default(self) -> str:
        return "kit"

    @default("extra_template_basedirs")
    def _default_extra_template_basedirs(self) -> list[str]:
        return [str(TEMPLATES)]

    @property
    def default_config(self) -> Config:
        # A part's own JSON first: it holds both languages, its text/html only the one that the notebook showed.
        order = [MIME, "text/html", "image/svg+xml", "image/png", "image/jpeg", "text/markdown", "text/plain"]
        config = super().default_config.copy()
        config.merge(Config({"NbConvertBase": {"display_data_priority": order}}))
        return config

    def default_filters(self):
        """nbconvert's filters, and those of the page."""
        yield from super().default_filters()
        yield "scrolling", scrolling

    def from_notebook_node(self, nb, resources=None, **kw):
        """The page and its resources."""
        resources = self._init_resources(resources)
        lang = self.language or contents.stated(nb).get("lang")
        lang = lang if lang in LANGUAGES else LANGUAGES[0]
        resources["kit"] = contents.read(nb, lang, resources.get("metadata", {}).get("name") or "notebook")
        return super().from_notebook_node(nb, resources, **kw)


def scrolling(content: str, label: str):
    """A region that scrolls sideways and can be reached by keyboard; `content` is markup."""
    from markupsafe import Markup

    return html.tag("div", Markup(content), kind="scroll", role="region", tabindex="0", aria_label=label)
