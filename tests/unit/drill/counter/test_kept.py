"""What the pages keep in their browser, as plain data."""

from sceau.drill.counter.kept import Kept

KEPT = Kept(
    {
        "settings": [
            {"name": "session", "value": {"member": "00"}},
            {"name": "browser-half/00", "value": {"id": "0a" * 16, "half": b"half", "sign": "00"}},
        ],
        "items": [
            {"day": 20_000, "number": 1, "sealed": b"one"},
            {"day": 20_000, "number": 2, "sealed": b"two", "base": b"two before"},
        ],
        "documents": [{"name": "kits", "sealed": b"kits"}],
        "envelopes": [{"id": "0b" * 16, "state": "waiting"}, {"id": "0c" * 16, "state": "taken"}],
    }
)


def test_rows_and_documents_stand_in_their_places() -> None:
    assert list(KEPT.rows()) == [
        ((20_000, 1), b"one"),
        ((20_000, 2), b"two"),
        ((20_000, 2), b"two before"),
        ("kits", b"kits"),
    ]


def test_halves_are_named_as_the_relay_names_them() -> None:
    assert list(KEPT.halves()) == [(b"\x0a" * 16, b"half")]


def test_an_envelope_without_its_bytes_waits_no_more() -> None:
    assert KEPT.waiting() == [b"\x0b" * 16]
