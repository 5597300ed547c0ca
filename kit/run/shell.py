"""An IPython shell whose outputs land in notebook cells.

In:   a code cell of a notebook.
Out:  its outputs (streams in true order, displays, results, tracebacks) and its execution count.
Why:  the base shell does all that a kernel's shell does; only where its output goes differs.
Not here: which cells run and when to stop (`kit.run.inproc`), what a page shows of them (`kit.present`).
"""

from __future__ import annotations

import atexit
import base64
import builtins
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.interactiveshell import InteractiveShell
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_output
from traitlets import Type
from traitlets.config import Config

from kit.run import leftovers

INLINE = "module://matplotlib_inline.backend_inline"


class Outputs:
    """Outputs of the running cell, with nbclient's rules for display ids and `clear_output`."""

    def __init__(self) -> None:
        self.cell: list[NotebookNode] = []
        self._clear_next = False
        self._displays: dict[str, list[NotebookNode]] = {}

    def start(self) -> list[NotebookNode]:
        self.cell, self._clear_next = [], False
        return self.cell

    def stream(self, name: str, text: str) -> None:
        last = self.cell[-1] if self.cell and not self._clear_next else None
        if last is not None and last.output_type == "stream" and last.name == name:
            last.text += text
        elif text:
            self.add(new_output("stream", name=name, text=text))

    def add(self, output: NotebookNode, display_id: str | None = None) -> None:
        if self._clear_next:
            self.clear(wait=False)
        self.cell.append(output)
        if display_id:
            self._displays.setdefault(display_id, []).append(output)

    def update(self, display_id: str | None, data: dict, metadata: dict) -> None:
        for output in self._displays.get(display_id or "", []):
            output.data, output.metadata = from_dict(data), from_dict(metadata)

    def clear(self, wait: bool) -> None:
        self._clear_next = wait
        if not wait:
            self.cell.clear()


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the cells."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str, fd: int) -> None:
        self.outputs, self.name, self.fd = outputs, name, fd

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self.outputs.stream(self.name, text)
        return len(text)

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self.fd  # as a kernel's stream: what child processes write there is theirs


class Hook(DisplayHook):
    """Turns the value of a cell's last line into an execute_result."""

    def write_output_prompt(self) -> None:
        """A notebook draws its own prompt."""

    def write_format_data(self, format_dict: dict, md_dict: dict | None = None) -> None:
        # IPython counts up before it shows the value, so the running cell's number is `prompt_count`.
        data, count = _jsonable(format_dict), self.prompt_count
        output = new_output("execute_result", data, metadata=md_dict or {}, execution_count=count)
        cast("Shell", self.shell).outputs.add(output)

    def finish_displayhook(self) -> None:
        self._is_active = False


class Publisher(DisplayPublisher):
    """Turns `display(…)` and figures into display_data."""

    def publish(self, data, metadata=None, source=None, *, transient=None, update=False, **ignored) -> None:
        self._validate_data(data, metadata)
        data, metadata = _jsonable(data), metadata or {}
        display_id = (transient or {}).get("display_id")
        if display_id:
            self.shell.outputs.update(display_id, data, metadata)
        if not update:
            self.shell.outputs.add(new_output("display_data", data, metadata=metadata), display_id)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear(wait)


class Shell(InteractiveShell):
    """The shell; one at a time, made by `running_shell`."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)

    def __init__(self, *args, **kwargs) -> None:
        self.outputs = Outputs()
        super().__init__(*args, **kwargs)

    def execute(self, cell: NotebookNode) -> BaseException | None:
        """Run one cell and fill its outputs. Returns the exception it ended with."""
        cell.outputs = self.outputs.start()
        cell.execution_count = self.execution_count
        result = self.run_cell(cell.source, store_history=True)
        # A list handed to a NotebookNode is copied: give the filled one back.
        cell.outputs = self.outputs.cell
        return result.error_before_exec or result.error_in_exec

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.outputs.add(new_output("error", ename=etype.__name__, evalue=str(evalue), traceback=list(stb)))

    def init_virtualenv(self) -> None:
        """The kit already runs in its environment; the base class would look for another."""

    def enable_gui(self, gui: str | None = None) -> None:
        """A run has no windows; `%matplotlib inline` asks for none."""
        if gui:
            raise UsageError(f"no window toolkit in a report: {gui}")

    def init_environment(self) -> None:
        os.environ.setdefault("PAGER", "cat")
        os.environ.setdefault("GIT_PAGER", "cat")


@contextmanager
def running_shell() -> Iterator[Shell]:
    """A fresh shell with its own `__main__`; what it changes in the process is put back afterwards."""
    saved = _State()
    leftovers.sweep()
    with leftovers.folder() as place:
        config = Config({"HistoryManager": {"enabled": False}, "InteractiveShell": {"autoindent": False}})
        shell = Shell.instance(config=config, ipython_dir=place)
        try:
            sys.stdout, sys.stderr = Stream(shell.outputs, "stdout", 1), Stream(shell.outputs, "stderr", 2)
            builtins.input = _no_input
            _inline_figures(shell)
            yield shell
        finally:
            saved.restore(shell)


class _State:
    """What a shell replaces in its process."""

    def __init__(self) -> None:
        self.shells = {kind: kind.__dict__.get("_instance") for kind in Shell._walk_mro()}
        for kind in self.shells:
            kind._instance = None
        self.main, self.path = sys.modules["__main__"], list(sys.path)
        self.streams = sys.stdout, sys.stderr
        self.hooks = sys.displayhook, sys.excepthook, builtins.input
        self.builtins = {name: getattr(builtins, name, None) for name in ("get_ipython", "display")}
        self.backend = os.environ.get("MPLBACKEND")

    def restore(self, shell: Shell) -> None:
        atexit.unregister(shell.atexit_operations)
        shell.atexit_operations()
        shell.restore_sys_module_state()
        for kind, instance in self.shells.items():
            kind._instance = instance
        sys.modules["__main__"], sys.path[:] = self.main, self.path
        sys.stdout, sys.stderr = self.streams
        sys.displayhook, sys.excepthook, builtins.input = self.hooks
        for name, value in self.builtins.items():
            if value is None:
                vars(builtins).pop(name, None)
            else:
                setattr(builtins, name, value)
        if self.backend is None:
            os.environ.pop("MPLBACKEND", None)
        else:
            os.environ["MPLBACKEND"] = self.backend


def _inline_figures(shell: Shell) -> None:
    """Figures become outputs, as in a kernel.

    Before matplotlib is imported its backend is asked for in the environment, as kernels do. Where it is already
    there, figures would vanish silently: the inline backend registers itself with one shell only.
    """
    os.environ["MPLBACKEND"] = INLINE
    if "matplotlib" not in sys.modules:
        return
    from matplotlib_inline import backend_inline
    from matplotlib_inline.config import InlineBackend

    InlineBackend.clear_instance()
    backend_inline.configure_inline_support.current_backend = "unset"  # type: ignore[attr-defined]  # where the function keeps it
    shell.enable_matplotlib("inline")


def _no_input(prompt: object = "") -> str:
    raise StdinNotImplementedError("a report cannot ask questions: give the value as a parameter")


def _jsonable(data: dict) -> dict:
    """A MIME bundle whose images are text, as a notebook file holds them."""
    return {
        kind: base64.b64encode(value).decode("ascii") if isinstance(value, bytes) else value
        for kind, value in data.items()
    }
