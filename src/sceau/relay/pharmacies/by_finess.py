"""The pharmacies known here by a FINESS number, which is how an operator names one."""

from typing import Final

import psycopg


def pharmacies_of(url: str, finess: str) -> list[bytes]:
    """Their ids in the relay whose database this is; empty when none has the number."""
    with psycopg.connect(url) as database:
        return [pharmacy for (pharmacy,) in database.execute(_FIND, (finess,))]


_FIND: Final = "SELECT pharmacy FROM pharmacy WHERE finess = %s"
