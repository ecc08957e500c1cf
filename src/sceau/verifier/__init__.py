"""The auditor's tool: it stands alone, so that whoever doubts the rest need only read this folder.

It imports the standard library and `cryptography`, nothing of Sceau's, and was written from `spec/` a second time: what
it accepts, two programs accept. Copied anywhere, under any name of its own, it runs: `python -m auditor`.

    __main__     the commands, and how they print
    questions    what each asks, and what it found
    receipt      a receipt, offline; and that it is of this very envelope
    tiles        a whole ledger, from its public tiles: it only ever grew
    answering    a question, its answer
    views        what contradicts what: `watch`, `fork`
    watching     every view of a ledger, compared
    evidence     what a watch keeps
    fork         two checkpoints that cannot both be true
    tree         a ledger's tree, the few tiles that are needed
    bundle       what browsers are given is what was logged
    journal      lines of a service's journal, each unchanged
    pharmacy     who could read and send for a pharmacy, since when, by whose word
    statements   the keys of a domain, from the one hash that is pinned
    policy       whose signatures under a checkpoint are enough
    notes        checkpoints and the signatures under them
    pages        what a page and a script may make a browser load
    proof        an entry's place in a ledger
    reading      bytes from a service or a folder
    merkle       trees and proofs
    signatures   hashes, signatures, bodies that several keys signed
    cbor, shape  bytes and fields in their one accepted form
    refusal      why something does not verify, in words
"""
