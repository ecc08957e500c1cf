"""What Prometheus is shown of delivery."""

import httpx2
from tests.integration.running import free_port

from sceau.relay.delivery.breaker import State
from sceau.relay.delivery.deliver import Pass
from sceau.relay.delivery.metrics import DeliveryMetrics


def test_the_page_has_the_breaker_s_state_and_what_became_of_each_envelope() -> None:
    port = free_port()
    metrics = DeliveryMetrics.start(port)
    metrics.show(Pass(taken=9, acknowledged=4, postponed=3, held=2), State.CLOSED)
    metrics.show(Pass(taken=1, late=1), State.OPEN)
    page = httpx2.get(f"http://127.0.0.1:{port}/metrics").text
    shown = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in page.splitlines() if line[0] != "#"}
    states = {state: shown[f'sceau_relay_breaker_state{{state="{state}"}}'] for state in State}
    assert states == {State.CLOSED: 0, State.HALF_OPEN: 0, State.OPEN: 1}
    ends = ("acknowledged", "postponed", "held", "late")
    assert [shown[f'sceau_relay_delivery_envelopes_total{{end="{end}"}}'] for end in ends] == [4, 3, 2, 1]
