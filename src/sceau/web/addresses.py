"""Parts of addresses that both services read, each in its one form (Django's path converters)."""


class Hex16:
    """16 bytes as 32 lower-case hexadecimal digits."""

    regex = "[0-9a-f]{32}"

    def to_python(self, value: str) -> bytes:
        return bytes.fromhex(value)

    def to_url(self, value: bytes) -> str:
        return value.hex()


class Day:
    """UTC days since 1970, in its one form."""

    regex = "0|[1-9][0-9]{0,4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)
