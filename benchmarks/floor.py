"""The deal desk with every result and chart made beforehand: what Streamlit itself costs."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import streamlit as st

from ui.charts.contributions import contributions
from ui.pages.desk import charts as desk_charts
from ui.pages.desk import page as desk
from ui.pages.desk import pins as desk_pins


def _kept(make: Callable[..., Any]) -> Callable[..., Any]:
    """Compute once, and answer the same ever after."""
    results: list[Any] = []

    @wraps(make)
    def kept(*arguments: Any, **named: Any) -> Any:
        if not results:
            results.append(make(*arguments, **named))
        return results[0]

    return kept


class _Drawn:
    """A figure that is serialised once."""

    def __init__(self, figure: Any) -> None:
        self.height, self._json = figure.height, figure.to_json()

    def to_json(self) -> str:
        return str(self._json)


def _drawn(build: Callable[..., Any]) -> Callable[..., Any]:
    return _kept(lambda *arguments, **named: _Drawn(build(*arguments, **named)))


if not hasattr(desk, "floor"):
    desk.floor = True  # type: ignore[attr-defined]
    for module, names in {
        desk: ("evaluate", "one_step_changes", "OneDeal", "nearest_switch"),
        desk_pins: ("evaluate",),
        desk_charts: ("_space",),
    }.items():
        for name in names:
            setattr(module, name, _kept(getattr(module, name)))
    for name in ("utility_space", "acceptance_map"):
        setattr(desk_charts, name, _drawn(getattr(desk_charts, name)))
    charts: dict[str, Any] = {}
    build = contributions

    def _contributions(name: str, *rest: Any) -> Any:
        if name not in charts:
            charts[name] = _Drawn(build(name, *rest))
        return charts[name]

    setattr(desk_charts, "contributions", _contributions)  # noqa: B010

st.set_page_config(layout="wide")
desk.page()
