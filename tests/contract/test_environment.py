"""The environments for running, developing and conda hold the same packages, pinned and checked by hash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

CONDA_NAMES = {
    "matplotlib": "matplotlib-base",
    "geopandas": "geopandas-base",
    "pypandoc-binary": "pypandoc",
    "typst": "typst-py",
}
# geopandas-base reads files through pyogrio, pypandoc through pandoc; Quarto is what conda brings beyond the locks
CONDA_ONLY = {"python", "pip", "pyogrio", "pandoc", "quarto"}


def wanted(path: Path) -> set[str]:
    lines = [line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines()]
    return {line.replace("_", "-").lower() for line in lines if line and not line.startswith("-")}


def pins(path: Path) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", path.read_text(encoding="utf-8"), flags=re.MULTILINE))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_a_lock_pins_what_is_wanted_and_checks_every_file(root: Path, name: str) -> None:
    lock = root / "envs" / f"{name}.lock"
    assert wanted(root / "envs" / f"{name}.in") <= pins(lock).keys()
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_developing_happens_in_the_versions_of_a_run(root: Path) -> None:
    run, develop = (pins(root / "envs" / f"{name}.lock") for name in ("requirements", "requirements-dev"))
    assert {name: (version, develop.get(name)) for name, version in run.items() if develop.get(name) != version} == {}


def test_the_conda_environment_holds_the_same_packages_in_the_same_minor_versions(root: Path) -> None:
    listed = yaml.safe_load((root / "envs" / "environment.yaml").read_text(encoding="utf-8"))["dependencies"]
    conda = dict((*line.split(" ", 1), "")[:2] for line in listed)
    names = {name: CONDA_NAMES.get(name, name) for name in wanted(root / "envs" / "requirements.in")}
    assert conda.keys() == {*names.values(), *CONDA_ONLY}
    locked = pins(root / "envs" / "requirements.lock")
    minor = {names.get(name, name): "=" + ".".join(version.split(".")[:2]) for name, version in locked.items()}
    different = {name: (pin, minor[name]) for name, pin in conda.items() if name in minor and pin != minor[name]}
    assert different == {}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock", "environment.yaml"])
def test_no_environment_names_an_address(root: Path, name: str) -> None:
    text = (root / "envs" / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url\S*|--find-links\S*", text) == []
