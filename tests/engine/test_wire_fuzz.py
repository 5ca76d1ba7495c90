"""A bounded run of the fuzzer of frames; `python tests/engine/fuzz_wire.py --frames 1000000` is the long one."""

import pytest
from fuzz_wire import fuzz

pytestmark = pytest.mark.usefixtures("one_thread")


def test_damaged_and_invented_frames_end_in_a_value_or_in_words():
    found = fuzz(3000, first_seed=10**9)
    assert not [name for name in found if name.startswith("SURPRISE")]
    assert {"value", "BadReply", "Gone", "NotDefined", "the student's exception", "Exited"} <= found.keys()
