"""Delivery: from the outbox to the register, at least once, until it has signed for it.

The one idea: work is leased, never marked done first. A row stays pending until a valid acknowledgement of that very
envelope is stored in the same transaction; whatever dies before, the lease runs out and somebody sends it again; the
register is idempotent, so the effect is exactly once.

    schedule   when to try an envelope again
    lease      take due rows; settle them, unless the lease was lost
    register   the register over HTTP: what it answered, or how it failed
    answers    is this the register's word on this envelope, and in its ledger
    breaker    whether the register is worth asking now
    deliver    one pass: take, send, check, settle
    forward    pharmacies' logs, which must be there before their envelopes
    worker     the process that does all this until it is told to stop
"""
