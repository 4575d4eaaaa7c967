"""Where the sliders of a number stand: at stops, which need not be the number itself."""

from simulator.scenario.parameters import ParameterEntry


def shown_value(entry: ParameterEntry) -> float:
    """Where a number's slider stands."""
    return _on_track(entry.value, entry.least, entry.most, entry.step)


def shown_range(entry: ParameterEntry) -> tuple[float, float]:
    """Where the slider of a number's range stands."""
    least, most = range_ends(entry)
    return (
        _on_track(entry.low or 0, least, most, entry.step),
        _on_track(entry.high or 0, least, most, entry.step),
    )


def range_ends(entry: ParameterEntry) -> tuple[float, float]:
    """Between which the slider of a number's range moves."""
    return float(min(entry.least, entry.low or 0)), float(max(entry.most, entry.high or 0))


def _on_track(value: float, least: float, most: float, step: float) -> float:
    """Return the stop nearest to a value: a thumb that is only touched goes to it and says so."""
    nearest = least + round((value - least) / step) * step
    return float(min(max(round(nearest, 10), least), most))
