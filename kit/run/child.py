"""Calls a function in one forked process, so that nothing it does can harm the caller.

In:   a function, its arguments, a time limit.
Out:  what it returned; a `KitError` that it raised, as itself; `Crashed` where the process died or was too slow.
Why:  a library that crashes must name the cell that ran and leave the good pages; and the caller stays light: the
      heavy imports happen in the child, once.
Not here: what is called (`kit.run.execute`).
"""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import connection
from typing import Any, TypeVar

from kit.errors import KitError

Answer = TypeVar("Answer")

_LOOK_S = 0.2
_LEAVE_S = 2.0
_ASKS_TO_END = (signal.SIGTERM, signal.SIGHUP)


class Crashed(Exception):
    """The process ended without an answer.

    how: the signal, the exit code or the time limit. limit_s: the limit where it was too slow, else None.
    """

    def __init__(self, how: str, limit_s: float | None = None) -> None:
        self.how, self.limit_s = how, limit_s
        super().__init__(how)


class Fault(Exception):
    """A bug in the child; its text is the child's traceback."""


@contextlib.contextmanager
def orderly() -> Iterator[None]:
    """Meanwhile a request to end (SIGTERM, or the terminal's closing) leaves as an error does: what is begun is
    cleaned up. Exit code 128 and the signal's number, as the shell's own."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set handlers
        return
    before = {number: signal.getsignal(number) for number in _ASKS_TO_END}
    for number, handler in before.items():
        if handler == signal.SIG_DFL or number == signal.SIGTERM:  # under `nohup` SIGHUP stays ignored
            signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def call(work: Callable[..., Answer], *args: object, timeout_s: float) -> Answer:
    """What `work(*args)` returns. Arguments and result must survive a pipe.

    Raises KitError as the child raised it, Crashed, and Fault for any other exception.
    """
    # Forked, not spawned: what this light process has imported is not imported again.
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(sender, work, args))
    # What the caller has left to its garbage collector is not the child's: a database closed there would wait for
    # threads that were not forked, and end the child with a fault.
    gc.freeze()
    try:
        process.start()
    finally:
        gc.unfreeze()
    sender.close()
    try:
        kind, value = _answer(receiver, process, timeout_s)
        process.join(_LEAVE_S)  # it has said all; its exit handlers may run
    finally:
        _end(process)
    if kind == "raised":
        raise value
    if kind == "fault":
        raise Fault(value)
    return value


def _answer(receiver, process, timeout_s: float) -> tuple[str, Any]:
    last = time.monotonic() + timeout_s
    while (left := last - time.monotonic()) > 0:
        connection.wait([receiver, process.sentinel], timeout=min(left, _LOOK_S))
        ended = not process.is_alive()
        if receiver.poll():
            try:
                return receiver.recv()
            except EOFError:
                process.join()
                ended = True
        if ended:
            raise Crashed(_how(process.exitcode))
    raise Crashed(f"timeout {timeout_s:g} s", timeout_s)


def _how(exitcode: int) -> str:
    return signal.Signals(-exitcode).name if exitcode < 0 else f"exit {exitcode}"


def _end(process) -> None:
    """Ends the child with everything that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # it had not come to making its own group, or has ended
        process.kill()
    process.join()


def _work(sender, work: Callable, args: tuple) -> None:
    os.setsid()
    for number in _ASKS_TO_END:
        if signal.getsignal(number) is _leave:
            signal.signal(number, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout.flush()
    os.dup2(2, 1)  # the caller's standard output holds its answer only
    try:
        answer = ("done", work(*args))
    except KitError as error:
        answer = ("raised", error)
    except BaseException:
        answer = ("fault", traceback.format_exc())
    sender.send(answer)


def _end_with_parent() -> None:
    """A caller that was killed leaves no run behind."""
    parent = multiprocessing.parent_process()
    connection.wait([parent.sentinel] if parent else [])
    os.killpg(0, signal.SIGKILL)
