"""What a screening result is: its fields, its checks, and the forms in which it is written.

The one idea: one shape (``fields.json``), one list of checks (``checks``), one form that is sealed (``sections``);
BIO-TROD, CSV and NDJSON only say where each value stands. Everything here is pure: bytes and clocks are given,
nothing is opened.

Spec: ``spec/record.md``. Start with ``model`` (the fields), then ``checks`` (the rules), then the form you need.
"""

from sceau.record.checks import check
from sceau.record.entry import Entry
from sceau.record.model import Record
from sceau.record.plain import from_sections, sections
from sceau.record.problems import Problem, RecordInvalid, Severity, message

__all__ = ["Entry", "Problem", "Record", "RecordInvalid", "Severity", "check", "from_sections", "message", "sections"]
