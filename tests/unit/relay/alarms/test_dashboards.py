"""The dashboard and the alert rules ask for metrics that the product has, under labels that it gives them."""

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import Counter

from sceau.notifier import metrics as notifier
from sceau.register import metrics as register
from sceau.relay import metrics as relay
from sceau.relay.alarms.gauges import Gauges
from sceau.relay.delivery.metrics import DeliveryMetrics
from sceau.relay.live.metrics import LiveMetrics

DEPLOY = Path(__file__).parents[4] / "deploy"
ASKED = re.compile(r"\bsceau_[a-z_]+[a-z]\b(\{[^}]*\})?")
NOTIFIER = re.compile(r'Counter\("(sceau_[a-z_]+)", "[^"]+", \["([a-z]+)"\]')


def known() -> dict[str, set[str]]:
    """Every metric by the name that Prometheus knows it by, and its labels."""
    counted: list[Any] = [relay.Metrics.start(), register.Metrics.start()]
    served: list[Any] = [kind.start(0) for kind in (Gauges, LiveMetrics, DeliveryMetrics)]
    metrics = [getattr(group, one.name) for group in (*counted, *served) for one in fields(group)]
    found = {_name(one): set(one._labelnames) for one in metrics}
    ((name, label),) = NOTIFIER.findall(Path(str(notifier.__file__)).read_text())
    return {**found, f"{name}_total": {label}}


def _name(metric: Any) -> str:  # noqa: ANN401 (of several types)
    name: str = metric._name
    return f"{name}_total" if isinstance(metric, Counter) else name


@pytest.mark.parametrize("name", ["grafana/sceau.json", "prometheus/alerts.yml", "prometheus/alerts_test.yml"])
def test_every_metric_that_is_asked_for_exists_with_its_labels(name: str) -> None:
    metrics = known()
    asked = [
        (found.group(0).partition("{")[0], set(re.findall(r"([a-z]+)(?:=|!)", found.group(1) or "")))
        for found in ASKED.finditer((DEPLOY / name).read_text(encoding="utf-8"))
    ]
    assert asked
    assert [one for one in asked if one[0] not in metrics or not one[1] <= metrics[one[0]]] == []


def test_every_gauge_of_the_watch_is_shown_or_has_a_rule() -> None:
    files = "".join(
        path.read_text(encoding="utf-8") for path in DEPLOY.glob("[gp]r*/*") if path.suffix in {".json", ".yml"}
    )
    assert [name for one in fields(Gauges) if (name := _name(getattr(Gauges.start(0), one.name))) not in files] == []


def test_the_panels_of_the_dashboard_do_not_overlap() -> None:
    panels = json.loads((DEPLOY / "grafana/sceau.json").read_text(encoding="utf-8"))["panels"]
    places = [
        (x, y)
        for grid in (panel["gridPos"] for panel in panels)
        for x in range(grid["x"], grid["x"] + grid["w"])
        for y in range(grid["y"], grid["y"] + grid["h"])
    ]
    assert (len(places), len({panel["id"] for panel in panels})) == (len(set(places)), len(panels))
