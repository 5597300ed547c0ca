"""The page that tells in two languages where a run stopped.

In:   the plan and what failed: cell, error, traceback.
Out:  one HTML page without script or outside request.
Why:  whoever waits for Monday's page must see that the run failed, where, and which page still holds.
Not here: the report's own page (`kit.present`).
"""

from __future__ import annotations

import html
import re

from kit import calendar
from kit.errors import LANGUAGES
from kit.run.plan import Plan
from kit.run.words import text

PAGE = "failure.html"
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_STYLE = (
    "body{font:1.05rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#17252d;"
    "background:#fff}h1{color:#9b2222;font-size:1.5rem}pre{background:#f3f7f8;padding:.8rem;white-space:pre-wrap;"
    "overflow-wrap:anywhere}section+section{border-top:1px solid #d7dee1;margin-top:2rem}"
)


def page(plan: Plan, failed: dict, *, good: int | None) -> str:
    """The failure page. good: number of the version that still stands at the top, None where there is none."""
    title = html.escape(f"{plan.notebook} · {plan.partnership} · {plan.period}")
    sections = "".join(_section(lang, plan, failed, good) for lang in plan.languages or LANGUAGES)
    detail = html.escape(_ANSI.sub("", "\n".join(failed["traceback"])))
    code = html.escape(failed["source"])
    return (
        f'<!DOCTYPE html>\n<html lang="{plan.languages[0]}"><head><meta charset="utf-8">'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{_STYLE}</style></head>'
        f'<body><main>{sections}<pre tabindex="0">{code}</pre><pre tabindex="0">{detail}</pre></main></body></html>\n'
    )


def _section(lang: str, plan: Plan, failed: dict, good: int | None) -> str:
    at = calendar.now().isoformat(timespec="minutes")
    where = {"notebook": plan.notebook, "partnership": plan.partnership, "period": plan.period}
    lines = [
        text(lang, "failure_where", cell=failed["cell"], error=failed["error"], at=at),
        text(lang, "failure_still_good", version=good) if good else text(lang, "failure_none_good"),
        text(lang, "failure_next", **where),
    ]
    paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    return f'<section lang="{lang}"><h1>{html.escape(text(lang, "failure_title", **where))}</h1>{paragraphs}</section>'
