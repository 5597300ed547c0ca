"""The system that the kit runs on, and whether it has what the kit is built upon.

In:   -
Out:  the system's name; nothing, or UnsupportedSystem.
Why:  runs are forked and folders are locked by the kernel, so that a crash or a kill leaves nothing half done. Windows
      has neither; locks made of files would do there, but stay behind after a kill.
Not here: versions and packages (`kit doctor`), the locks themselves (`kit.locking`).
"""

from __future__ import annotations

import importlib.util
import os
import platform

from kit.errors import UnsupportedSystem


def system() -> str:
    """The system as people call it: "Linux", "macOS", "WSL" (Linux on Windows), "Windows", …"""
    name = platform.system()
    if name == "Linux" and "microsoft" in platform.release().lower():
        return "WSL"
    return {"Darwin": "macOS"}.get(name, name or "?")


def supported() -> bool:
    """Whether processes can be forked and folders locked here."""
    return hasattr(os, "fork") and importlib.util.find_spec("fcntl") is not None


def unsupported() -> UnsupportedSystem:
    """The error for a system where that cannot be done."""
    return UnsupportedSystem(system=system())
