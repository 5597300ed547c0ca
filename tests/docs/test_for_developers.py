"""What those who carry on read and install names things that exist."""

import re
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_a_commit_is_held_to_what_make_check_holds():
    """A hook with a list of its own would let through what CI refuses; one that fetches fails without a network."""
    repos = yaml.safe_load(text(".pre-commit-config.yaml"))["repos"]

    assert [(repo["repo"], [hook["entry"] for hook in repo["hooks"]]) for repo in repos] == [("local", ["make check"])]
    assert re.search(r"^check:", text("Makefile"), re.M)


def test_the_supported_version_is_the_one_that_is_built():
    """Whoever reports a weakness must know whether it will be corrected in what they run."""
    built = tomllib.loads(text("pyproject.toml"))["project"]["version"]

    assert re.findall(r"^\| (\d+\.\d+) \|", text("SECURITY.md"), re.M)[:1] == [built.rpartition(".")[0]]


def test_no_address_is_invented_for_reports():
    """A mail address nobody reads would swallow what it was given."""
    assert not re.search(r"\S+@\S+|https?://", text("SECURITY.md"))
