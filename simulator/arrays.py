"""Names for the arrays that pass between modules."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.floating]
IntArray = NDArray[np.intp]
BoolArray = NDArray[np.bool_]
Rows = IntArray
"""Rows of a table of outcomes."""
TOLERANCE = 1e-9
"""How much rounding may move a utility: who is this little below another value is level with it."""
