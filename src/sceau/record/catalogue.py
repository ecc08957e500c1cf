"""Diseases, analytes, kits and roles: data that an operator edits, not code.

The one idea: the catalogue is what a pharmacy may be helped with (labels, the disease an analyte looks for, the
minutes of a kit); a code it does not know is a warning, never a refusal, so that a new test can be reported on its
first day.

Spec: ``spec/record.md``, *Catalogue*.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sceau.record.udi import parse_udi


@dataclass(frozen=True, slots=True)
class Label:
    """French and English names; ``official`` is the text that BIO-TROD prints beside the code."""

    fr: str
    en: str
    official: str


@dataclass(frozen=True, slots=True)
class KnownAnalyte:
    """``key`` is the short word that a spreadsheet may use instead of the LOINC code; ``disease`` is ICD-10."""

    loinc: str
    key: str
    disease: str
    label: Label


@dataclass(frozen=True, slots=True)
class Kit:
    """A test kit, found by its GTIN or its number on the EU common list; minutes count from the sampling."""

    gtin: str | None
    list_id: str | None
    manufacturer: str
    name: str | None
    reference: str | None
    earliest_minute: int
    latest_minute: int


@dataclass(frozen=True, slots=True)
class Catalogue:
    diseases: Mapping[str, Label]
    analytes: Mapping[str, KnownAnalyte]
    kits: tuple[Kit, ...]
    roles: Mapping[str, Label]

    def kit(self, *, udi: str | None, list_id: str | None) -> Kit | None:
        """The kit a device is, by its UDI first, else by its number on the EU list."""
        gtin = parse_udi(udi).gtin if udi else None
        return next(
            (kit for kit in self.kits if (gtin and kit.gtin == gtin) or (list_id and kit.list_id == list_id)), None
        )


@cache
def catalogue() -> Catalogue:
    """The catalogue shipped with this version (``catalogue.json``)."""
    raw = json.loads((files("sceau.record") / "catalogue.json").read_text("utf-8"))
    return Catalogue(
        diseases={code: _label(one) for code, one in raw["diseases"].items()},
        analytes={
            loinc: KnownAnalyte(loinc, one["key"], one["disease"], _label(one))
            for loinc, one in raw["analytes"].items()
        },
        kits=tuple(_kit(one) for one in raw["kits"]),
        roles={code: _label(one) for code, one in raw["roles"].items()},
    )


def _label(raw: Mapping[str, str]) -> Label:
    return Label(raw["fr"], raw["en"], raw.get("official", raw["fr"]))


def _kit(raw: Mapping[str, Any]) -> Kit:
    return Kit(
        gtin=raw.get("gtin"),
        list_id=raw.get("list_id"),
        manufacturer=raw["manufacturer"],
        name=raw.get("name"),
        reference=raw.get("reference"),
        earliest_minute=raw["earliest_minute"],
        latest_minute=raw["latest_minute"],
    )
