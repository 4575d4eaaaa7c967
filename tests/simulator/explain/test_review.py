"""What an author is told to look at again, in scenarios that have one thing of each kind."""

import copy
from datetime import date
from typing import Any

import pytest

from simulator.explain.review import remarks
from simulator.history.hindsight import first_day
from tests.support import model_of, shipped, water_data

ARGUED = {"assumption": "test"}


def told(data: dict[str, Any], kind: str) -> list[str]:
    return [remark.words for remark in remarks(model_of(data)) if remark.kind == kind]


def test_what_was_refused_by_name_and_is_suggested_all_the_same() -> None:
    data = water_data()
    data["history"]["first"]["refused"] = {
        "city": {"flow": {"options": ["summer", "always"], "source": "minutes"}}
    }
    data["start"] = {"terms": {"price": 6, "flow": "none", "judge": "court"}}
    suggested = told(data, "refused")
    likelier = "‘Guaranteed flow: In summer’ would make the opening deal likelier"
    assert any(words.startswith(likelier) for words in suggested)
    assert all("refused" in words for words in suggested)
    # The minerals have a red line on owing double, which makes no deal likelier.
    minerals = remarks(shipped("us_ukraine_minerals"))
    assert not any("owes two dollars" in r.words for r in minerals if r.kind == "refused")


def test_numbers_on_later_sources() -> None:
    data = water_data()
    data["as_of"] = "2026-02-01"
    data["sources"]["later"] = {"title": "A paper", "date": "Mar 2026"}
    before = told(data, "later_sources")
    weights = data["parties"]["farmers"]["players"]["union"]["weights"]
    weights["price"] = {**weights["price"], "source": "later"}
    (words,) = told(data, "later_sources")
    assert [words] != before
    assert "after 01 February 2026 (1 in all): ‘The union: Price of water’" in words
    # One source from before is enough.
    data["sources"]["earlier"] = {"title": "A book", "date": "2025"}
    weights["price"]["source"] = ["later", "earlier"]
    assert told(data, "later_sources") == before


def test_texts_that_are_coded_alike() -> None:
    data = water_data()
    assert not told(data, "alike")
    first = next(entry for entry in data["history"].values() if len(entry.get("terms", {})) == 3)
    data["history"]["again"] = {**copy.deepcopy(first), "label": "The same once more"}
    (words,) = told(data, "alike")
    assert f"‘{first['label']}’" in words
    assert "‘The same once more’ have the same terms." in words


def test_options_that_no_text_has() -> None:
    data = water_data()
    data["issues"]["judge"]["levels"]["oracle"] = "An oracle"
    for party in data["parties"].values():
        for player in party["players"].values():
            table = player["values"].get("judge", {}).get("table")
            if table is not None:
                table["oracle"] = 0.5
    assert any("An oracle" in words for words in told(data, "unused"))


def test_a_player_without_whom_nothing_would_change() -> None:
    """A twin of the lead never makes a difference; the lead is not asked about."""
    data = water_data()
    players = data["parties"]["city"]["players"]
    players["again"] = {**copy.deepcopy(players["mayor"]), "label": "The twin"}
    assert any("Without the twin nothing" in words for words in told(data, "no_difference"))
    # One who never agrees always does.
    for future in ("drought", "rain"):
        players["again"]["no_deal"][future] = {"value": 1.0, **ARGUED}
    assert not any("the twin" in words for words in told(data, "no_difference"))


def test_an_option_that_rules_leave_in_no_deal() -> None:
    data = water_data()
    # Where the flow is promised all year, a panel decides in the first rule and a court in the second.
    data["history"], data["presets"] = {}, {}
    data["start"] = {"terms": {"price": 3, "flow": "none", "judge": "court"}}
    data["rules"] = {
        id: {"when": {"flow": "always"}, "require": {"judge": judge}, "because": "x"}
        for id, judge in (("one", "panel"), ("two", "court"))
    }
    (words,) = told(data, "closed")
    assert words == "The rules between terms leave no deal with ‘Guaranteed flow’ at ‘All year’."
    del data["rules"]["two"]
    assert not told(data, "closed")


def test_an_option_that_is_worse_for_everyone() -> None:
    data = water_data()
    (words,) = told(data, "unwanted")
    assert words == "‘Who settles disputes: Nobody’ is worse for everyone than ‘A panel’."
    table = data["parties"]["farmers"]["players"]["union"]["values"]["judge"]["table"]
    table |= {"panel": 0.2, "nobody": 1}
    assert not told(data, "unwanted")


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("14 Feb 2025", date(2025, 2, 14)),
        ("Feb 2025", date(2025, 2, 1)),
        ("2025-02-14", date(2025, 2, 14)),
        ("2025", date(2025, 1, 1)),
        ("spring 2025", None),
        ("", None),
    ],
)
def test_the_first_day_that_a_date_may_mean(written: str, day: date | None) -> None:
    assert first_day(written) == day
