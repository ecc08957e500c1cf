"""A base backup of a running cluster, as an operator's tool takes it, and the cluster that returns from it."""

import subprocess
from pathlib import Path

from tests.faults.ground import Cluster

from sceau.web import embedded
from sceau.web.embedded import EmbeddedPostgres


def take(cluster: Cluster, folder: Path) -> EmbeddedPostgres:
    """Copy a cluster that is in use; a cluster that starts from the copy, as it was at this moment."""
    assert isinstance(cluster, EmbeddedPostgres), "only the wheel's PostgreSQL has the wheel's pg_basebackup"
    folder.mkdir(parents=True)
    embedded.give_to_account(folder)
    embedded._let_account_pass(folder)
    words = ["--pgdata", str(folder), "--dbname", cluster.url(), "--wal-method=stream", "--checkpoint=fast"]
    subprocess.run(
        [embedded._program("pg_basebackup"), *words], check=True, capture_output=True, **embedded.as_account()
    )
    return EmbeddedPostgres(folder, cluster.options)
