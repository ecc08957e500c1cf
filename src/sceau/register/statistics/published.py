"""What may be published of the counters: nothing under eleven.

The one idea: a small cell is a person. It is not shown, nor is anything that would let it be worked out by subtracting:
what is shown are the cells, never their sums.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sceau.web.database import Database

LEAST_PUBLISHED: Final = 11

_PUBLISHED = """
SELECT day, age_band, sex, departement, disease, result, count
  FROM statistics_counter
 WHERE count >= %s
 ORDER BY day, disease, result, departement, age_band, sex
"""


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """One cell. `departement` is empty when it is unknown; `disease` ICD-10, `result` SNOMED CT."""

    day: date
    age_band: str
    sex: str
    departement: str
    disease: str
    result: str
    count: int


def published_counts(database: Database) -> list[PublishedCount]:
    """The cells that hold at least eleven, in order of day."""
    rows = database.execute(_PUBLISHED, [LEAST_PUBLISHED])
    return [PublishedCount(date(1970, 1, 1) + timedelta(days=day), *cell) for day, *cell in rows]
