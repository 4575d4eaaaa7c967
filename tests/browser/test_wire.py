"""What looks for secrets on the wire finds them however they are written, and nothing else."""

import json

import numpy as np
import plotly.graph_objects as go
import pytest

from tests.browser.wire import found, unpacked

SECRET = 0.1487044


def in_a_chart(how_deep: int) -> bytes:
    """A chart with the number in it, as JSON within so many other JSON."""
    values = np.append(np.linspace(-1, 1, 99), SECRET)
    said = go.Figure(go.Scatter(x=values, y=values)).to_json()
    assert said is not None
    assert "bdata" in said
    for _ in range(how_deep):
        said = json.dumps({"spec": said})
    return said.encode()


@pytest.mark.parametrize("how_deep", range(3))
def test_a_number_packed_in_a_chart_is_found(how_deep: int) -> None:
    said = in_a_chart(how_deep)
    assert found(said, [SECRET]) == set()
    assert found(unpacked(said), [SECRET]) == {SECRET}


@pytest.mark.parametrize("said", [b"worth 0.149 to you", b'"14.87 %"', b"[0.1487044]", b"0.14870"])
def test_a_number_that_is_written_out_is_found(said: bytes) -> None:
    assert found(unpacked(said), [SECRET]) == {SECRET}


@pytest.mark.parametrize("said", [b"1114.8704", b"2.0.149", b'"abcdab="', b"10.149"])
def test_digits_of_another_number_are_not(said: bytes) -> None:
    assert found(unpacked(said), [SECRET]) == set()
