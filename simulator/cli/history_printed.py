"""The history check as the command prints it."""

from collections.abc import Iterator, Mapping
from typing import Any


def history_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """Write what `as_data.history` returns, a line at a time."""
    yield from _proposals(found)
    yield from _scores(found)
    yield from _luck(found)
    yield from _readings(found)


def _proposals(found: Mapping[str, Any]) -> Iterator[str]:
    players = next(
        (list(each["predicted"]) for each in found["proposals"] if each["predicted"]), []
    )
    yield f"{'':28s}" + "".join(f"{name:20s}" for name in [*players, "all sign"]) + "happened"
    for each in found["proposals"]:
        if each["predicted"]:
            told = [(each["predicted"][id], each["ranges"][id]) for id in players]
            cells = [_chance(*one) for one in [*told, (each["joint"], each["range"])]]
        else:
            cells = ["an event, no terms" if each["event"] else "not coded in full"]
            cells += [""] * len(players)
        happened = {"other": "neither"}.get(each["happened"], each["happened"])
        yield f"{each['date']}  {each['id']:16s}" + "".join(f"{c:20s}" for c in cells) + happened


def _chance(chance: float, span: tuple[float, float]) -> str:
    return f"{chance:.0%} [{span[0]:.0%}, {span[1]:.0%}]"


def _scores(found: Mapping[str, Any]) -> Iterator[str]:
    for name, each in found["scores"].items():
        better = each["model_better"]
        yield (
            f"{name:26s} log {_figure(each, 'log')}, Brier {_figure(each, 'brier')}, n = {each['n']}"
            + (f"; model better by {better[0]:+.3f} to {better[1]:+.3f}" if better else "")
        )
    for name, each in found["answer_scores"].items():
        label = f"single answers, {name.replace('_', ' ')}"
        yield f"{label}: log {_figure(each, 'log')}, Brier {_figure(each, 'brier')}, n = {each['n']}"


def _figure(score: Mapping[str, Any], name: str) -> str:
    span = score[f"{name}_range"]
    return f"{score[name]:.3f}" + (f" [{span[0]:.3f}, {span[1]:.3f}]" if span else "")


def _luck(found: Mapping[str, Any]) -> Iterator[str]:
    luck = found["luck"]
    if luck:
        yield (
            f"if its probabilities were right, the model would score {luck['expected']:.3f} "
            f"({luck['low']:.3f} to {luck['high']:.3f} nine times of ten), and as badly as it did with a "
            f"chance of {luck['as_bad']:.0%}"
        )


def _readings(found: Mapping[str, Any]) -> Iterator[str]:
    for each in found["readings"]:
        if each["score"] is not None:
            yield f"{each['proposal']} read as {each['coding']}: log {each['score']['log']:.3f}"
    span = found["reading_range"]
    if span and span["combinations"] > 1:
        yield (
            f"all {span['combinations']:,} combinations of readings: log {span['log'][0]:.3f} to "
            f"{span['log'][1]:.3f}, Brier {span['brier'][0]:.3f} to {span['brier'][1]:.3f}"
        )
