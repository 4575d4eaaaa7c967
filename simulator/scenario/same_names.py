"""Names told apart: two things that stand side by side never read the same."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, TypeVar

from simulator.scenario.scenario import Scenario

MAX_NAME_CHARACTERS = 160
"""Characters of a name, as the format has it."""
Value = TypeVar("Value")


def told_apart(names: Sequence[str], owners: Sequence[str] = ()) -> list[str]:
    """Return names of which no two read the same.

    Parameters
    ----------
    owners
        Whose each is: the first thing that tells two of one name apart. Without that, or where it does
        not help, the second is called so: "New tyres (2)".
    """
    if owners:
        written = Counter(map(_written, names))
        names = [
            _with(name, owner) if written[_written(name)] > 1 else name
            for name, owner in zip(names, owners, strict=True)
        ]
    taken = {_written(name) for name in names}
    distinct: dict[str, str] = {}
    ways: dict[str, Iterator[str]] = {}  # of each name, those that have not been tried
    for name in names:
        tried = ways.setdefault(name, _ways(name))
        way = next(
            way
            for way in tried
            if _written(way) not in distinct and (way is name or _written(way) not in taken)
        )
        distinct[_written(way)] = way
    return list(distinct.values())


def _ways(name: str) -> Iterator[str]:
    yield name
    yield from (_with(name, str(n)) for n in count(2))


def side_by_side(*parts: Mapping[str, Value]) -> dict[str, Value]:
    """Join mappings from heads to values; where two have the same head, both stay, told apart."""
    heads = told_apart([head for part in parts for head in part])
    return dict(zip(heads, (value for part in parts for value in part.values()), strict=True))


def named_apart(scenario: Scenario) -> Scenario:
    """Return a scenario in which no two things of a kind have the same name.

    A file may name two options, terms, players or parties alike; by their ids they differ. Everything
    that is shown, chosen or written takes the names from here.
    """
    parties = _apart(scenario.parties)
    players = {id: player for party in parties.values() for id, player in party.players.items()}
    owners = [party.name for party in parties.values() for _ in party.players]
    players = {
        id: _with_parts(player, red_lines=_apart(player.red_lines), groups=_apart(player.groups))
        for id, player in _apart(players, owners).items()
    }
    return scenario.model_copy(
        update={
            "issues": {
                id: _with_parts(issue, levels=_apart(issue.levels))
                if issue.kind != "continuous"
                else issue
                for id, issue in _apart(scenario.issues).items()
            },
            "parties": {
                id: _with_parts(
                    party,
                    players={player: players[player] for player in party.players},
                    stances=_apart(party.stances),
                )
                for id, party in parties.items()
            },
            "futures": _apart(scenario.futures),
            "credibilities": _apart(scenario.credibilities),
            "presets": _apart(scenario.presets),
            "history": {
                id: _with_parts(proposal, codings=_apart(proposal.codings))
                for id, proposal in _apart(scenario.history).items()
            },
            "talks": _with_parts(scenario.talks, shocks=_apart(scenario.talks.shocks)),
        }
    )


def _apart(things: Mapping[str, Any], owners: Sequence[str] = ()) -> dict[str, Any]:
    """Tell the labels of things apart, and what they are called where there is less room."""
    labels = told_apart([thing.label for thing in things.values()], owners)
    shorts = [getattr(thing, "short", None) for thing in things.values()]
    names = told_apart(
        [short or label for short, label in zip(shorts, labels, strict=True)], owners
    )
    return {
        id: _with_parts(thing, label=label, **({} if name == label else {"short": name}))
        for (id, thing), label, name in zip(things.items(), labels, names, strict=True)
    }


def _with_parts(thing: Any, **parts: Any) -> Any:
    changed = {name: part for name, part in parts.items() if getattr(thing, name) != part}
    return thing.model_copy(update=changed) if changed else thing


def _written(name: str) -> str:
    return " ".join(name.split())


def _with(name: str, more: str) -> str:
    end = f" ({more[: MAX_NAME_CHARACTERS // 2]})"
    return f"{name[: MAX_NAME_CHARACTERS - len(end)]}{end}"
