"""What looks for secrets on the wire finds them however they are written, and nothing else."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.browser.wire import numbers_in, unpacked

SECRET = 0.1487044


def in_a_chart(how_deep: int) -> bytes:
    """A chart with the number in it, as JSON within so many other JSON."""
    values = np.append(np.linspace(-1, 1, 99), SECRET)
    chart = go.Figure(go.Scatter(x=values, y=values)).to_json()
    assert chart is not None
    assert "bdata" in chart
    for _ in range(how_deep):
        chart = json.dumps({"spec": chart})
    return chart.encode()


@pytest.mark.parametrize("how_deep", range(3))
def test_a_number_packed_in_a_chart_is_found(how_deep: int) -> None:
    chart = in_a_chart(how_deep)
    assert numbers_in(chart, [SECRET]) == set()
    assert numbers_in(unpacked(chart), [SECRET]) == {SECRET}


@pytest.mark.parametrize(
    "content", [b"worth 0.149 to you", b'"14.87 %"', b"[0.1487044]", b"0.14870"]
)
def test_a_number_that_is_written_out_is_found(content: bytes) -> None:
    assert numbers_in(unpacked(content), [SECRET]) == {SECRET}


@pytest.mark.parametrize("content", [b"1114.8704", b"2.0.149", b'"abcdab="', b"10.149"])
def test_digits_of_another_number_are_not(content: bytes) -> None:
    assert numbers_in(unpacked(content), [SECRET]) == set()
