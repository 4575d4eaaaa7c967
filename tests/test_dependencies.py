"""What the app stands on: bounded versions, and licences that an MIT project can be handed on with."""

import re
import tomllib
from importlib.metadata import PackageMetadata, metadata

import pytest

from tests.support import ROOT

LOCKED = sorted(
    set(
        re.findall(r"^([\w.-]+)(?:\[.*\])?==", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
    )
)
REVIEWED = {
    *("MIT", "MIT License", "MIT-CMU"),
    *("BSD License", "3-Clause BSD License", "BSD-3-Clause", "BSD-2-Clause", "0BSD"),
    *("Apache-2.0", "Apache License 2.0", "Apache Software License"),
    *("PSF-2.0", "Zlib", "CC0-1.0"),
    # Each binds its own files alone.
    "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)",
    # psycopg, used as it comes: it may be replaced by another version, which is what this one asks.
    "LGPL-3.0-only",
}
"""Licences as packages write them. Who adds a package under another reads that one first."""


def licences(package: PackageMetadata) -> set[str]:
    """A package's licences, by whichever of three fields it keeps them in."""
    if "License-Expression" in package:
        return set(re.split(r"\s+(?:AND|OR|WITH)\s+|[()]", package["License-Expression"])) - {""}
    classified = [
        classifier
        for classifier in package.get_all("Classifier", [])
        if classifier.startswith("License ::")
    ]
    # The field may hold the whole text of a licence.
    return {classifier.split(" :: ")[-1] for classifier in classified} or {
        package["License"] or "none named"
    }


ELSEWHERE = {"colorama"}
"""Locked for another system alone: BSD."""


@pytest.mark.parametrize("name", sorted(set(LOCKED) - ELSEWHERE))
def test_the_app_can_be_handed_on_under_its_licence(name: str) -> None:
    names = licences(metadata(name))
    assert names <= REVIEWED, f"{name} is under {names - REVIEWED}"


def test_every_dependency_is_bounded_above() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    every = [requirement for group in groups for requirement in group]
    assert len(every) > 20
    for requirement in every:
        assert re.search(r">=[\d.]+,<\d", requirement), requirement
