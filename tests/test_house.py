"""The house rules that a reader of one file cannot see."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from simulator.scenario.reading.loading import load_scenario
from tests.support import MINERALS, ROOT

PYTHON = sorted(
    [
        *(
            file
            for part in ("simulator", "classroom", "ui")
            for file in (ROOT / part).rglob("*.py")
        ),
        ROOT / "app.py",
    ]
)
# Which packages of others each part may use; what it may use of our own, import-linter checks.
OTHERS = {
    "simulator": ("numpy", "pydantic", "scipy", "yaml", "typst", "jinja2"),
    "classroom": ("numpy", "sqlalchemy", "alembic"),
    "ui/charts": ("numpy",),
}
OURS = ("simulator", "classroom", "ui")


def imported(file: Path) -> set[str]:
    tree = ast.parse(file.read_text("utf-8"))
    modules = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            modules.add(str(node.module))
    return modules


def test_roots_are_looked_for_in_one_place_which_checks_that_there_is_one() -> None:
    finders = re.compile(r"\b(brent[qh]|bisect|ridder|toms748|root_scalar|fsolve|newton)\b")
    using = [
        file.name
        for file in PYTHON
        if "scipy" in (text := file.read_text("utf-8")) and finders.search(text)
    ]
    assert using == ["roots.py"]


@pytest.mark.parametrize("file", PYTHON, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_a_module_knows(file: Path) -> None:
    name = file.relative_to(ROOT).as_posix()
    for part, others in OTHERS.items():
        if name.startswith(f"{part}/"):
            used = {module.partition(".")[0] for module in imported(file)}
            used -= {*others, *OURS, *sys.stdlib_module_names}
            assert not used, f"{name} imports {used}"
    assert len(file.read_text("utf-8").splitlines()) <= 350, f"{name} is more than one idea"


def test_nothing_but_its_command_needs_the_calibration() -> None:
    needing = {
        file.relative_to(ROOT).as_posix()
        for file in PYTHON
        if any(module.startswith("simulator.calibration") for module in imported(file))
    }
    own = {path for path in needing if path.startswith("simulator/calibration")}
    assert own, "its modules know each other by this name"
    assert needing - own == {"simulator/cli/commands/calibrate.py"}


def test_pages_hold_no_mathematics() -> None:
    """They arrange and round; they call no array function that computes a result."""
    computing = re.compile(r"np\.(exp|log|mean|sum|dot|argmax|cumsum|linalg|random)|\.mean\(|@ ")
    for file in (ROOT / "ui" / "pages").rglob("*.py"):
        assert not computing.search(file.read_text("utf-8")), file.name


@pytest.mark.parametrize("file", sorted((ROOT / "ui").rglob("*.py")), ids=str)
def test_what_a_press_does_is_done_in_a_callback(file: Path) -> None:
    """A newer request may end a run of the page before it comes to an `if`; callbacks run whole."""
    presses = [
        {keyword.arg for keyword in node.keywords}
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("button", "form_submit_button", "chat_input")
    ]
    assert all("on_click" in arguments or "on_submit" in arguments for arguments in presses)


def test_no_case_lives_in_python() -> None:
    scenario = load_scenario(MINERALS)
    names = {"ukrain", "mineral", "washington", "kyiv", "trump", "zelensk", *scenario.players}
    names -= {"public"}
    for file in PYTHON:
        text = file.read_text("utf-8").lower()
        for name in names:
            assert name not in text, f"{file.name} names {name}"


def test_every_reference_is_listed_and_every_one_listed_is_cited() -> None:
    listed = set(
        re.findall(r"^- \*\*\[(\w+)\]", (ROOT / "docs/references.md").read_text("utf-8"), re.M)
    )
    cited = {
        key
        for file in PYTHON
        for key in re.findall(r"\[([A-Z][A-Za-z]+\d{4}[a-z]?)\]_", file.read_text("utf-8"))
    }
    for file in [*(ROOT / "docs").glob("*.md"), ROOT / "README.md"]:
        if file.name != "references.md":
            cited |= set(re.findall(r"\[([A-Z]\w+\d{4}[a-z]?)\]", file.read_text("utf-8")))
    assert cited <= listed, f"not in docs/references.md: {cited - listed}"
    assert listed <= cited, f"cited nowhere: {listed - cited}"


def test_nothing_names_this_machine_or_a_package_index() -> None:
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    here = [re.escape(f"{folder}/") for folder in (ROOT, Path.home())]
    index = [r"--(extra-)?index-url", r"--find-links", r"https?://\S+/simple\b"]
    wrong = re.compile("|".join([*here, *index]))
    for name in filter(None, files):
        path = ROOT / name
        if path.suffix in {".png", ".svg"} or name == "tests/test_house.py" or not path.exists():
            continue
        assert not wrong.search(path.read_text("utf-8")), name


def test_locked_versions_carry_their_hashes() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text("utf-8")
        pins = re.findall(r"^[\w.\[\]-]+==\S+", text, re.M)
        assert len(pins) > 15
        assert text.count("--hash=sha256:") >= len(pins)
