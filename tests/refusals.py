"""Bad input is refused in two lines: what must be, and what came."""

import pytest


def refused(call, *arguments, **named):
    """Hold that a call is refused, and return what it is told."""
    with pytest.raises(ValueError, match=r"\A.*\bmust\b.*\nWhat came: .*\.\Z") as caught:
        call(*arguments, **named)
    return str(caught.value)
