"""Reading what another service answers, with a limit that holds while reading: it must not fill our memory."""

import httpx2


class AnswerTooLongError(ValueError):
    """More than whoever answers has to say."""


def read_answer(response: httpx2.Response, *, limit: int) -> bytes:
    """The whole body of a streamed response, at most `limit` bytes. Raises AnswerTooLongError, and httpx2.HTTPError."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > limit:
            raise AnswerTooLongError
    return bytes(body)
