"""Names for the arrays that pass between modules."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
Rows = IntArray
"""Rows of a table of outcomes."""
