"""It reads what the product writes, and refuses every other encoding."""

import pytest
from hypothesis import given
from tests.unit.envelope.test_cbor import NOT_CANONICAL, REFUSED, values
from tests.unit.verifier.refusals import refused

from sceau.envelope import cbor as product
from sceau.verifier import cbor

CASES = [one for one in REFUSED if one["code"] != "too-large"]


@pytest.mark.parametrize("case", CASES, ids=lambda one: one["why"])
def test_what_the_vectors_refuse_is_refused(case: dict[str, str]) -> None:
    with refused("not-canonical"):
        cbor.decode(bytes.fromhex(case["bytes"]), "here")


@pytest.mark.parametrize("data", NOT_CANONICAL.values(), ids=NOT_CANONICAL.keys())
def test_every_other_encoding_is_refused(data: str) -> None:
    with refused("not-canonical"):
        cbor.decode(bytes.fromhex(data), "here")


@given(values)
def test_what_the_product_writes_is_read(value: object) -> None:
    assert cbor.decode(product.encode(value), "here") == value


@given(values, values)
def test_a_sequence_is_cut_where_its_items_end(first: object, second: object) -> None:
    items = [product.encode(first), product.encode(second)]
    assert cbor.sequence(b"".join(items), "here") == items
