"""What the notifier counts: how many, and how it went; never whose."""

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, start_http_server

from sceau.notifier.telling import Why


def start_counting(port: int) -> Callable[[Why, int], None]:
    """A counter by `why`, on Prometheus' page at 127.0.0.1 unless `port` is 0."""
    registry = CollectorRegistry()
    notices = Counter("sceau_notifier_notices", "Slips done with", ["why"], registry=registry)
    if port:
        start_http_server(port, addr="127.0.0.1", registry=registry)
    return lambda why, count: notices.labels(why.value).inc(count)
