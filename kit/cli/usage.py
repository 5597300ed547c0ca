"""What is wrong with what was typed, in the reader's language.

In:   the usage errors of `click`, which words them in English; `kit/language/locale/click.{fr,en}.yml`.
Out:  the same errors with the same exit code (2), told in French where messages are.
Why:  whoever reads every other message in French must not meet English at the first slip.
Not here: the kit's own errors (`kit.errors`).
"""

from __future__ import annotations

import re
from functools import cache

import click

from kit.cli.speaker import echo
from kit.language.texts import text, texts

_GAP = re.compile(r"\\\{(\w+)\\\}")


class Usage(click.UsageError):
    """A usage error that is told in one language; click shows it and leaves with 2."""

    def __init__(self, error: click.UsageError, lang: str, hint: dict[str, str] | None = None) -> None:
        super().__init__(error.message, error.ctx)
        self.error, self.lang, self.hint = error, lang, hint

    def format_message(self) -> str:
        """The sentence alone."""
        told = translated(self.error.format_message(), self.lang)
        return text("click.before_verb", self.lang, message=told, **self.hint) if self.hint else told

    def show(self, file=None) -> None:
        """How to call it, where to find help, what is wrong: as click itself shows it."""
        if self.ctx is not None:
            usage = self.ctx.get_usage().removeprefix("Usage: ")
            echo(text("click.usage", self.lang, usage=usage), file=file, err=True)
            echo(text("click.help", self.lang, command=f"{self.ctx.command_path} --help") + "\n", file=file, err=True)
        echo(text("click.error", self.lang, message=self.format_message()), file=file, err=True)


def in_language(error: click.UsageError, lang: str, own: list[str]) -> click.UsageError:
    """The error in one language. own: options of `kit` itself, which people write behind the verb."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError | Usage):
        return error
    name = getattr(error, "option_name", "")
    verb = error.ctx.info_name if error.ctx and error.ctx.parent else None
    behind = isinstance(error, click.NoSuchOption) and name in own
    return Usage(error, lang, {"name": name, "verb": verb} if behind and verb else None)


def translated(english: str, lang: str) -> str:
    """A sentence of click in one language; one that is not known stays as it is."""
    if lang == "en":
        return english
    for key, pattern in _patterns().items():
        found = pattern.fullmatch(english)
        if found:
            fields = found.groupdict()
            if "message" in fields:
                fields["message"] = translated(fields["message"], lang)
            return text(f"click.{key}", lang, **fields)
    return english


@cache
def _patterns() -> dict[str, re.Pattern]:
    """What click says, as patterns whose groups are the fields."""
    english = texts("click", "en")
    return {key: re.compile(_GAP.sub(r"(?P<\1>.+?)", re.escape(one)), re.DOTALL) for key, one in english.items()}
