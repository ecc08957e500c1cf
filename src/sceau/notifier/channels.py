"""What a way of sending promises, and its four ways to fail.

    UndeliverableError   this address takes no message: nothing was sent, and never will be
    TryLaterError        not now: nothing was sent
    ChannelDownError     nothing can be sent this way at the moment: nothing was, and no address is to blame
    UnsureError          the message was handed over and no answer came: it may have been sent

None carries an address, nor what a server said, which quotes it.
"""

from contextlib import AbstractContextManager
from typing import Protocol


class UndeliverableError(Exception):
    pass


class TryLaterError(Exception):
    pass


class ChannelDownError(Exception):
    pass


class UnsureError(Exception):
    pass


class Channel(Protocol):
    """A way of sending, open for one batch. `reference` is the same for the same notice, and says nothing."""

    def send(self, address: str, language: str, reference: str) -> None: ...


OpenChannel = AbstractContextManager[Channel]
"""Entered when the first message of a batch needs it; ChannelDownError when it cannot be."""
