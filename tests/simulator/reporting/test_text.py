"""The report as plain text, and the command that lets one read all of them."""

from pathlib import Path

import pytest

from simulator.__main__ import main
from simulator.reporting.chapters import document
from simulator.reporting.html import html
from simulator.reporting.text import lines
from simulator.scenario.deals import named_deals
from simulator.scenario.reading.loading import load_scenario
from tests.simulator.reporting import made
from tests.simulator.reporting.made import Page
from tests.support import WATER
from tests.test_words import faults


@pytest.mark.parametrize("name", ["us_ukraine_minerals", "nash_barter_1950"])
def test_it_has_all_that_the_page_has_in_paragraphs_lists_and_tables(name: str) -> None:
    contents = made.shipped(name)[1]
    every = list(lines(document(contents), annexes=True))
    text = "".join("".join(every).split())
    blocks = [block for part in document(contents).sections for block in part.blocks]
    for block in blocks:
        match block.kind:
            case "paragraph":
                assert "".join(part.text for part in block.words) in every
            case "items":
                assert {f"- {item}" for item in block.items} <= set(every)
    cells = {cell for row in Page(html(contents)).cells for cell in row}
    assert len(cells) > 20
    assert not [cell for cell in cells if "".join(cell.split()) not in text]
    assert set(lines(document(contents))) < set(every)


@pytest.mark.parametrize("name", ["us_ukraine_minerals", "nash_barter_1950", "divide_the_dollar"])
def test_its_paragraphs_read_as_english(name: str) -> None:
    # The second section begins with the scenario's own words.
    answer, _deal, *others = document(made.shipped(name)[1]).sections
    blocks = [block for part in (answer, *others) for block in part.blocks]
    texts = [
        "".join(part.text for part in block.words) for block in blocks if block.kind == "paragraph"
    ]
    assert texts
    assert not {text: wrong for text in texts if (wrong := faults(text))}


def test_the_command_writes_each_sentence_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "words.txt"
    assert main(["words", str(WATER), "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"wrote {out}\n"
    written = [line for line in out.read_text("utf-8").splitlines() if line]
    assert len(written) == len(set(written))
    assert written[0] == f"# {WATER}"
    heads = [line.strip("= ") for line in written if line.startswith("== ")]
    assert heads == ["opening deal", *named_deals(load_scenario(WATER))]


def test_what_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["words", str(WATER), "-o", str(tmp_path)]) == 2
    assert f"{tmp_path} cannot be written" in capsys.readouterr().err
