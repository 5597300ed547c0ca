"""Whatever a run does, its caller lives and can tell what happened."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pytest

from kit.errors import BadParams
from kit.language.later import later
from kit.run import child


def doubles(number: int) -> int:
    return 2 * number


def dies_of(name: str) -> None:
    os.kill(os.getpid(), getattr(signal, name))


def exits(code: int) -> None:
    os._exit(code)


def sleeps() -> None:
    time.sleep(600)


def is_refused() -> None:
    raise BadParams(where="here", what=later("cli.bad_set"), fix=later("cli.fix_set"))


def has_a_bug() -> None:
    raise KeyError("a bug")


def prints() -> str:
    sys.stdout.write("noise\n")
    os.write(1, b"more noise\n")
    return "answer"


def test_the_answer_of_the_child_is_returned():
    """The usual case."""
    assert child.call(doubles, 21, timeout_s=30) == 42


CRASHES = [(dies_of, "SIGSEGV", "SIGSEGV"), (dies_of, "SIGKILL", "SIGKILL"), (dies_of, "SIGABRT", "SIGABRT"),
           (exits, 3, "exit 3")]  # fmt: skip


@pytest.mark.parametrize(("work", "argument", "how"), CRASHES)
def test_a_crash_is_told_by_its_signal_or_code(work, argument, how):
    """A library's segfault must become a message, not the end of the command."""
    with pytest.raises(child.Crashed) as crashed:
        child.call(work, argument, timeout_s=30)

    assert crashed.value.how == how


def test_a_child_that_is_too_slow_is_stopped():
    """An endless loop in a cell must not hold the lock until somebody notices."""
    with pytest.raises(child.Crashed, match=r"timeout 0\.5 s"):
        child.call(sleeps, timeout_s=0.5)


def test_an_error_that_can_be_fixed_comes_out_as_itself_in_both_languages():
    """The exit code and the way to fix are the user's; a pipe must not flatten them."""
    with pytest.raises(BadParams) as refused:
        child.call(is_refused, timeout_s=30)

    assert "ce n'est pas NOM=VALEUR" in refused.value.text("fr")
    assert "not NAME=VALUE" in refused.value.text("en")


def test_a_bug_keeps_its_traceback():
    """Whoever fixes it needs the line."""
    with pytest.raises(child.Fault, match=r"has_a_bug[\s\S]*KeyError: 'a bug'"):
        child.call(has_a_bug, timeout_s=30)


def test_what_the_child_prints_stays_out_of_the_commands_answer():
    """`kit report … | xargs open` must receive paths only."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import importlib.util as u;"
        "s = u.spec_from_file_location('m', sys.argv[2]); m = u.module_from_spec(s); s.loader.exec_module(m);"
        "print(m.child.call(m.prints, timeout_s=30))"
    )

    done = subprocess.run([sys.executable, "-c", code, os.getcwd(), __file__], capture_output=True, text=True)

    assert done.stdout == "answer\n"
    assert "more noise" in done.stderr


ORPHAN = """
import os, sys, time
from kit.run import child
def work():
    sys.stderr.write(f"{os.getpid()}\\n"); sys.stderr.flush()
    time.sleep(600)
child.call(work, timeout_s=600)
"""


def test_a_killed_caller_leaves_no_run_behind():
    """An orphan would hold the report's lock for a quarter of an hour."""
    caller = subprocess.Popen([sys.executable, "-c", ORPHAN], stderr=subprocess.PIPE, text=True)
    pid = int(caller.stderr.readline())

    caller.kill()
    caller.wait()

    assert gone(pid), "the run outlived its caller"


def gone(pid: int) -> bool:
    for _ in range(100):
        try:
            os.kill(pid, 0)
            state = open(f"/proc/{pid}/stat").read().split(")")[1].split()[0] if os.path.exists("/proc") else ""
        except (ProcessLookupError, FileNotFoundError):
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False


LEFT_BEHIND = """
import gc
import duckdb
from kit.run import child

def collects():
    gc.collect()
    return len(gc.get_objects())

gc.disable()
for _ in range(20):
    con = duckdb.connect(config={"threads": 4})
    con.execute("select sum(a.range * b.range) from range(3000) a, range(3000) b").fetchall()
    ring = {"con": con}
    ring["itself"] = ring
    del con, ring
print(child.call(collects, timeout_s=30) > 0)
"""


@pytest.mark.slow
def test_a_database_that_the_caller_left_open_does_not_end_the_child():
    """JupyterLab, or a long test run, holds closed-over connections; the child must not clean up after its caller."""
    done = subprocess.run([sys.executable, "-c", LEFT_BEHIND], capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr[-2000:]
