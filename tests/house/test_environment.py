"""The ways to install the kit name the same packages."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
GIVEN = ("jupyterlab", "papermill", "pandas", "seaborn", "nbconvert", "mkdocs-material", "pytest", "nbval")


def lock() -> dict[str, str]:
    """Name and version of every package of the lock."""
    text = (ROOT / "requirements/lock.txt").read_text(encoding="utf-8")
    return {canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", text, re.M)}


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements() -> list[str]:
    extras = project()["optional-dependencies"]
    return project()["dependencies"] + [line for extra in ("lab", "site", "dev") for line in extras[extra]]


@pytest.mark.parametrize("line", requirements())
def test_the_lock_satisfies_every_requirement_of_the_project(line):
    """A range changed in pyproject.toml without a new lock would install what nobody tested."""
    wanted = Requirement(line)

    assert wanted.specifier.contains(lock()[canonicalize_name(wanted.name)])


@pytest.mark.parametrize("name", GIVEN)
def test_the_lock_holds_the_given_packages(name):
    """These eight are what users were promised to find."""
    assert name in lock()


def test_every_package_of_the_lock_has_a_hash():
    """One line without a hash and pip checks none of them."""
    blocks = re.split(r"\n(?=[\w.-]+==)", (ROOT / "requirements/lock.txt").read_text(encoding="utf-8"))

    assert [block.split("\n")[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_environment_yml_is_python_pip_and_the_lock():
    """conda users must get the same packages, and the editable install stays out of the hashed one."""
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    python, pip, lines = dependencies

    assert (pip, lines) == ("pip", {"pip": ["-r requirements/lock.txt"]})
    assert Requirement(project()["name"] + project()["requires-python"]).specifier.contains(python.split("=")[1])


def test_no_file_names_a_package_registry_or_a_mirror():
    """A mirror's address in the lock would break every other firm's install."""
    text = (ROOT / "requirements/lock.txt").read_text(encoding="utf-8")

    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", text)
