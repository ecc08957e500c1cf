"""The one error of this package: a stable code, and where in the message it stands.

Codes are listed in `spec/errors.json` with what to do about each, in French and English. The text of the error never
holds a value of the message: it may end up in a log.
"""


class EnvelopeError(ValueError):
    """A message is not what the specification says. `path` names the field, never its value."""

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(f"{code} at {path}" if path else code)
        self.code = code
        self.path = path
