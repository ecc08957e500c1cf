"""What a screening result is: its fields, its checks, and the forms in which it is written.

The one idea: one shape (``fields.json``), one list of checks (``checks``), one form that is sealed (``sections``);
BIO-TROD, CSV and NDJSON only say where each value stands. Everything here is pure: bytes and clocks are given,
nothing is opened.

Spec: ``spec/record.md``. Start with ``model`` (the fields), then ``checks`` (the rules), then the form you need.
"""

from sceau.record.bio_trod import read_bio_trod
from sceau.record.checks import check
from sceau.record.deduplication import deduplication_traits
from sceau.record.entry import Entry
from sceau.record.model import Record
from sceau.record.plain import from_sections, sections
from sceau.record.problems import Problem, RecordInvalid, Severity, message

__all__ = [
    "Entry",
    "Problem",
    "Record",
    "RecordInvalid",
    "Severity",
    "check",
    "deduplication_traits",
    "from_sections",
    "message",
    "read_bio_trod",
    "sections",
]
