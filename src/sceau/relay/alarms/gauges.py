"""What Prometheus is shown of the relay as a whole: totals and ages; never whose, never which pharmacy."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from sceau.relay.alarms.rules import Alarm
from sceau.relay.alarms.snapshot import Snapshot
from sceau.web.meter import Meter

if TYPE_CHECKING:
    from prometheus_client import Gauge


@dataclass(frozen=True, slots=True)
class Gauges:
    """Ages in seconds, ends and last times in seconds since 1970. `day` counts yesterday and today together."""

    queue: "Gauge"
    queue_age: "Gauge"
    dead: "Gauge"
    day: "Gauge"
    differing: "Gauge"
    silent: "Gauge"
    alarms: "Gauge"
    certificate: "Gauge"
    key: "Gauge"
    worker: "Gauge"
    compared: "Gauge"
    watched: "Gauge"
    sees: "Gauge"

    @classmethod
    def start(cls, port: int) -> Self:
        """From zero; on Prometheus' page at 127.0.0.1 unless `port` is 0."""
        meter = Meter.start(port)

        def gauge(name: str, what: str, *labels: str) -> "Gauge":
            return meter.gauge(f"sceau_relay_{name}", what, *labels)

        return cls(
            queue=gauge("queue_envelopes", "Envelopes on their way"),
            queue_age=gauge("queue_age_seconds", "Age of the oldest envelope on its way"),
            dead=gauge("dead_envelopes", "Envelopes given up"),
            day=gauge("day_envelopes", "Envelopes of yesterday and today", "stage"),
            differing=gauge("differing_envelopes", "Envelopes on which our books and the register's differ"),
            silent=gauge("silent_pharmacies", "Pharmacies that usually send and are silent"),
            alarms=gauge("alarms", "Alarms that hold", "name"),
            certificate=gauge("certificate_end_timestamp_seconds", "End of a TLS certificate", "host"),
            key=gauge("key_end_timestamp_seconds", "End of the last published key, or of the signer's right", "role"),
            worker=gauge("worker_seen_timestamp_seconds", "When a worker was last alive"),
            compared=gauge("compared_timestamp_seconds", "When a day was last compared with the register"),
            watched=gauge("watched_timestamp_seconds", "When the relay was last looked at"),
            sees=gauge("watch_sees", "1 while the watching process reads the database"),
        )

    def show(self, seen: Snapshot, holding: Sequence[Alarm]) -> None:
        """What was seen."""
        self.queue.set(seen.queue.waiting)
        self.queue_age.set(0 if seen.queue.oldest is None else (seen.now - seen.queue.oldest).total_seconds())
        self.dead.set(seen.queue.dead)
        for stage in ("captured", "accepted", "delivered", "registered", "rejected"):
            self.day.labels(stage).set(getattr(seen.days, stage))
        self.differing.set(sum(one.count for one in seen.differing))
        counts = Counter(one.name for one in holding)
        self.silent.set(counts["pharmacy-silent"])
        self.alarms.clear()
        for name, count in counts.items():
            self.alarms.labels(name).set(count)
        self._show_times(seen)

    def blind(self) -> None:
        """The database did not answer."""
        self.sees.set(0)

    def _show_times(self, seen: Snapshot) -> None:
        for host, end in seen.certificates.items():
            self.certificate.labels(host).set(0 if end is None else end.timestamp())
        for role, end in seen.keys.items():
            self.key.labels(role).set(end.timestamp())
        if seen.signer is not None:
            self.key.labels("signer").set(seen.signer.timestamp())
        self.worker.set(0 if seen.worker_seen is None else seen.worker_seen.timestamp())
        self.compared.set(0 if seen.compared is None else seen.compared.timestamp())
        self.watched.set(seen.now.timestamp())
        self.sees.set(1)
