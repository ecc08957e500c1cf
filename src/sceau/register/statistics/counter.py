"""The counter: opens contributions, adds them up, forgets them.

The one idea: it never writes fewer than fifty records' worth at once, so that no two states of the counters, seen one
after the other, tell what one person's record added.
"""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from sceau.register.at_rest import open_contribution, open_statistics_key
from sceau.web.database import Database

AT_LEAST: Final = 50
AT_MOST: Final = 2000

_TAKE = """
WITH taken AS (
    DELETE FROM statistics_event
     WHERE seq IN (SELECT seq FROM statistics_event ORDER BY seq LIMIT %s FOR UPDATE)
    RETURNING seq, month, id, pharmacy, weight
)
SELECT taken.pharmacy, taken.id, taken.weight, record.contribution,
       batch.batch, batch.statistics_kid, batch.statistics_key
  FROM taken
  JOIN record USING (month, id, pharmacy)
  JOIN batch ON batch.month = record.month AND batch.batch = record.batch
"""
_ADD = """
INSERT INTO statistics_counter AS c (day, age_band, sex, departement, disease, result, count)
SELECT * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[])
    ON CONFLICT (day, age_band, sex, departement, disease, result) DO UPDATE SET count = c.count + excluded.count
"""

Row = tuple[Any, ...]


def count_waiting(database: Database, seed_of: Callable[[bytes], bytes], *, at_least: int = AT_LEAST) -> int:
    """Count what waits, unless fewer than `at_least` records do. How many were counted; the caller commits.

    `seed_of` gives the statistics seed of a kid.
    """
    query = "SELECT count(*) FROM (SELECT FROM statistics_event LIMIT %s) AS waiting"
    waiting = database.execute(query, [at_least]).fetchone()
    if waiting is None or waiting[0] < max(at_least, 1):
        return 0
    rows = database.execute(_TAKE, [AT_MOST]).fetchall()
    _add(database, _total(rows, seed_of))
    return len(rows)


def _total(rows: list[Row], seed_of: Callable[[bytes], bytes]) -> Counter[Row]:
    batches = {batch: (kid, sealed) for *_, batch, kid, sealed in rows}
    keys = {batch: open_statistics_key(seed_of(kid), batch, sealed) for batch, (kid, sealed) in batches.items()}
    total = Counter[Row]()
    for pharmacy, envelope_id, weight, contribution, batch, _, _ in rows:
        for cell in open_contribution(keys[batch], pharmacy, envelope_id, contribution):
            total[tuple(cell)] += weight
    return total


def _add(database: Database, total: Counter[Row]) -> None:
    cells = [(*cell, count) for cell, count in sorted(total.items()) if count]
    if cells:
        database.execute(_ADD, [list(column) for column in zip(*cells, strict=True)])
