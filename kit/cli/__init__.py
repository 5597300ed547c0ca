"""The command `kit`: the verbs that a person uses in a week.

In:   what is typed.
Out:  answers on standard output, progress and errors on standard error, an exit code per kind of error.
Why:  both sides type the same; an error is told in one's own language, without a traceback when one can fix it.
Not here: the work itself; every verb imports what it needs when it is called, so that `kit --help` is quick.
"""

from __future__ import annotations

import errno
import os
import re
from typing import NoReturn

import click

from kit import __version__, machine
from kit.cli import usage
from kit.cli.demo import demo
from kit.cli.doctor import doctor
from kit.cli.export import export
from kit.cli.new import new
from kit.cli.receive import check, receive
from kit.cli.repair import repair
from kit.cli.report import report, results
from kit.cli.speaker import Speaker, usual_language
from kit.cli.status import status
from kit.cli.training import training
from kit.errors import HomeNotWritable, InputError, KitError
from kit.language.texts import LANGUAGES
from kit.visible import visible_line

_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR)


class Verbs(click.Group):
    """Verbs in the order of a user's week; every error is told in the reader's language and gives its exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def make_context(self, info_name, args, parent=None, **extra) -> click.Context:
        lang = _stated(args) or usual_language()
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.UsageError as error:
            raise usage.in_language(error, lang, []) from None

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            own = [name for option in self.params for name in option.opts]
            raise usage.in_language(error, ctx.params["messages"] or usual_language(), own) from None
        except KitError as error:
            self._stop(ctx, error)
        except OSError as error:
            self._stop(ctx, _of_system(error))
        except UnicodeEncodeError as error:
            if error.reason != "surrogates not allowed":
                raise
            self._stop(ctx, _no_name(error.object))

    def _stop(self, ctx: click.Context, error: KitError) -> NoReturn:
        (ctx.obj or Speaker(usual_language())).error(error)
        ctx.exit(error.exit_code)


def _no_name(name: str) -> KitError:
    """The error for a name that no file can have: a half of a character."""
    from kit.language.later import later

    return InputError(where=visible_line(name), what=later("intake.no_such_file"), fix=later("intake.fix_path"))


def _of_system(error: OSError) -> KitError:
    """The error of a disk that is full or may not be written; any other is a bug and stays what it is."""
    from kit.params.home import home
    from kit.space import FULL, full

    if error.errno in FULL:
        return full(home(), error)
    if error.errno not in _NOT_WRITABLE:
        raise error
    return HomeNotWritable(path=error.filename or "-", what=error.strerror)


def _stated(typed: list[str]) -> str | None:
    """The language that was asked for, although what was typed cannot be read as a whole."""
    found = re.search(rf"--messages[ =]({'|'.join(LANGUAGES)})\b", " ".join(typed))
    return found[1] if found else None


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120})
@click.option(
    "--home", metavar="DIR", help="Folder of params/, data/ and reports/.  [default: KIT_HOME, or the project]"
)
@click.option("--messages", type=click.Choice(LANGUAGES), help="Language of the messages.  [default: that of LANG]")
@click.version_option(__version__, prog_name="kit")
@click.pass_context
def main(context: click.Context, home: str | None, messages: str | None) -> None:
    """Vigie: the weekly review of an outsourced line, from the files both sides deliver to one page they both sign."""
    context.obj = Speaker(messages or usual_language())
    if context.invoked_subcommand != "doctor" and not machine.supported():
        raise machine.unsupported()
    if home:
        os.environ["KIT_HOME"] = home


for verb in (demo, new, check, receive, repair, report, results, status, export, doctor, training):
    main.add_command(verb)
