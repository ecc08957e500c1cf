"""`sceau drill restore`: a database host is lost whole, and comes back from its encrypted backup; nothing is lost.

means       programs that this needs of the system, and the operator's files (`deploy/pgbackrest`)
repository  one pgBackRest repository, its passphrase, the offline key
host        a PostgreSQL with a continuous archive: begun, backed up, lost, restored
sending     the pharmacy's side: envelopes sealed and sent, and sent again when the relay no longer has them
books       what was acknowledged, compared with what both services hold
control     the same restore with a hole in the archive, and without the offline key: both must be noticed
run         the order of all that
report      what came of it
"""
