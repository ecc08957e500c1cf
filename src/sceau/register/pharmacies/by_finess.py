"""The pharmacies known here by a FINESS number, which is how an operator names one."""

from typing import Final

import psycopg


def pharmacies_of(url: str, finess: str) -> list[bytes]:
    """Their ids in the register whose database this is: whose log used an enrolment of that number; empty for none."""
    with psycopg.connect(url) as database:
        return [pharmacy for (pharmacy,) in database.execute(_FIND, (finess,))]


_FIND: Final = "SELECT DISTINCT pharmacy FROM enrolment_used JOIN enrolment USING (pk) WHERE finess = %s"
