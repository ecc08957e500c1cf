"""Sceau carries a screening result from the pharmacy to the health register and to the person tested, always sealed.

The packages are the life of one result: `record` says what it is, `envelope` seals it, `client` sends it, `relay`
carries it without being able to read it, `register` opens and keeps it, `ledger` proves that it did.
Start at docs/life-of-a-result.md.
"""

__version__ = "0.1.0"
