"""A screening result as Python sees it: a frozen tree of named fields.

The one idea: a ``Record`` only exists once every check has passed, so whoever holds one need not check again. Names,
limits and meaning of each field are in ``fields.json``; a test says that this file and that one agree.

Spec: ``spec/record.md``, *Fields*.
"""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Birthplace:
    insee: str | None = None
    city: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """``birth_date`` is text: ``1979``, ``1979-03`` or ``1979-03-28``, as the civil record says."""

    birth_name: str
    used_name: str | None = None
    birth_first_names: str | None = None
    birth_first_name: str | None = None
    used_first_name: str | None = None
    sex: str
    birth_date: str
    birthplace: Birthplace | None = None
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """``oid`` is absent for a number that is no INS; ``secure_email`` is here because it contains the number."""

    value: str
    oid: str | None = None
    secure_email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    lines: tuple[str, ...] = ()
    postal_code: str | None = None
    city: str | None = None
    commune: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    number: str
    use: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Guardian:
    prefix: str | None = None
    family: str
    given: str | None = None
    address: Address | None = None
    phones: tuple[Phone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Establishment:
    """An identifier of a place, with its kind: the official examples carry a SIREN where a FINESS is expected."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Organization:
    name: str
    identifier: Establishment | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Doctor:
    role: str
    rpps: str | None = None
    prefix: str | None = None
    given: str | None = None
    family: str
    suffix: str | None = None
    address: Address | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    organization: Organization | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    address: Address | None = None
    phones: tuple[Phone, ...] = ()
    emails: tuple[str, ...] = ()
    guardian: Guardian | None = None
    doctors: tuple[Doctor, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What was asked of the person; an absent answer is unknown, not no."""

    symptoms: str | None = None
    onset_date: date | None = None
    health_worker: bool | None = None
    collective_housing: bool | None = None
    hospitalised: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Analyte:
    """``disease`` is ICD-10; ``outcome`` (the result) and ``specimen`` are SNOMED CT."""

    disease: str
    loinc: str
    outcome: str
    comment: str | None = None
    method: str | None = None
    specimen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """The kit; its reading minutes count from the sampling."""

    name: str | None = None
    list_id: str | None = None
    manufacturer: str | None = None
    reference: str | None = None
    udi: str | None = None
    lot: str
    expiry: date | None = None
    earliest_minute: int | None = None
    latest_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Times are aware, to the second."""

    analytes: tuple[Analyte, ...]
    sampling_time: datetime
    reading_time: datetime | None = None
    device: Device


@dataclass(frozen=True, slots=True, kw_only=True)
class Professional:
    rpps: str
    role: str
    prefix: str | None = None
    given: str | None = None
    family: str
    suffix: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pharmacy:
    name: str
    identifier: Establishment
    phone: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Consents:
    """In ``source``: who reads a result must see that the test was agreed to, even without identity or context."""

    test: bool
    identity: bool
    doctor: bool
    notice: bool
    certificate: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The BIO-TROD a record came from, so that writing it again gives the same; OIDs, with ``^extension`` if any."""

    id: str
    set_id: str
    version: int
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    professional: Professional
    pharmacy: Pharmacy
    consents: Consents
    document: Document | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    age_band: str
    sex: str
    departement: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One screening result. The first four sections are None when there is nothing to say or when they are withheld."""

    identity: Identity | None = None
    number: Number | None = None
    contact: Contact | None = None
    context: Context | None = None
    result: Result
    source: Source
    statistics: Statistics
