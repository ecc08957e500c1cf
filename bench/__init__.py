"""The measures: what the product does beside what the same machine could do at most, in the same minutes.

The one idea: a rate alone says how fast a machine is, so each figure stands beside a limit taken in turn with it
(A, B, A, B, …) on the same cores and the same disk, and what counts is the ratio of the medians.

ground.py      both services on PostgreSQLs of their own, and pharmacies enrolled
sealing.py     envelopes sealed to files before any clock runs
load.py        who sends: processes of their own, over plain sockets
timing.py      processes that start together, and how long all of them took
limits/        the same bytes, statements and cryptography without the product
measures/      one module a measure
report.py      the table, and results.json
"""
