"""Sealing: how a record becomes an envelope that only its readers can open.

The idea in one line: one commitment over salted sections binds several sealed copies, and each copy reveals only what
its reader may see. Normative text: `spec/envelope.md`, `spec/ticket.md`, `spec/keys.md`; the modules follow it.

    cbor         one strict encoding                         envelope.md §1
    kdf, hpke    hash, key derivation, X-Wing HPKE           §2
    signature    Ed25519 over a KIND and a body              §2, §3
    signed       bodies with several signatures              keys.md
    sections     salted sections and their commitment        §4
    header       what is signed                              §5
    wire         what travels, and the relay's first checks  §5, §6
    seal, open   make and read copies and answers            §5, §7
    acknowledgement, receipt   the register's signed word, standing alone offline   §7
    ticket       link, token, proof                          ticket.md
    announce     what a device says of a ticket              ticket.md §3, §5
    statements   a domain's root, signer and keys            keys.md §1
    pharmacy_log a pharmacy's members, devices and epochs    keys.md §2
    access       printed kits and enrolment codes            keys.md §2, §3

`open` and `hpke.hpke_open` are closed to the relay; an import rule says so.
"""
