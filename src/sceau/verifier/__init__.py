"""The auditor's tool: it stands alone, so that whoever doubts the rest need only read this folder.

It imports the standard library and `cryptography`, nothing of Sceau's, and was written from `spec/` a second time: what
it accepts, two programs accept. Copied anywhere, under any name, it runs: `python -m sceau.verifier`, `python -m copy`.

    __main__     the commands, and what they print
    receipt      a receipt, offline; and that it is of this very envelope
    tiles        a whole ledger, from its public tiles: it only ever grew
    pharmacy     who could read and send for a pharmacy, since when, by whose word
    statements   the keys of a domain, from the one hash that is pinned
    policy       whose signatures under a checkpoint are enough
    notes        checkpoints and the signatures under them
    merkle       trees and proofs
    signatures   hashes, signatures, bodies that several keys signed
    cbor, shape  bytes and fields in their one accepted form
    refusal      why something does not verify, in words
"""
