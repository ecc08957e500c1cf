"""A witness: it signs a ledger's checkpoint when that extends the last one it signed, and never otherwise.

The one idea: it remembers one checkpoint a ledger, and compares. Whoever shows two histories to two people must find
witnesses who forget. It runs apart from relay and register, by somebody else, with nothing of theirs but their keys.

    request        what a ledger asks (C2SP tlog-witness), parsed
    judging        does this checkpoint extend the one remembered
    memory         what is remembered, and the proof of a fork when one was seen
    application    HTTP
    configuration  what its operator sets
    commands       what `sceau witness …` runs
"""
