"""Order of rows by a key: the same as NumPy's stable sort, ties and all."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from iei.sim.base.ordering import ascending


@given(st.lists(st.integers(-5, 5).map(float) | st.floats(allow_nan=False), max_size=70))
def test_rows_come_in_rising_order_and_equal_ones_as_they_stood(keys):
    keys = np.array(keys, float)
    assert ascending(keys).tolist() == np.argsort(keys, kind="stable").tolist()
