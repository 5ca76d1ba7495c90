"""What tests of the bridge share."""

import pytest


@pytest.fixture
def remote(request):
    """remote(name) is the stand-in for that function of the module's `there`, in a process of its own."""
    from bridges import serving

    with serving(request.module.there) as bridge:
        yield bridge.value
