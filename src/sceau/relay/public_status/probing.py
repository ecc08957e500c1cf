"""Ask the public addresses as anybody does, through whatever stands before the relay."""

from collections.abc import Callable
from typing import Final

import httpx2

_DEADLINE: Final = httpx2.Timeout(10, connect=5)


def answers(url: str, expected: Callable[[int], bool]) -> bool:
    """Whether the address answers within ten seconds with a status as expected. What it says is not read."""
    try:
        with httpx2.stream("GET", url, timeout=_DEADLINE) as response:
            return expected(response.status_code)
    except httpx2.HTTPError:
        return False


def is_fine(status: int) -> bool:
    return status == httpx2.codes.OK


def is_no_fault(status: int) -> bool:
    """Any answer but a fault: that nobody is signed in is an answer too."""
    return status < httpx2.codes.INTERNAL_SERVER_ERROR
