"""The transparency ledger: what was accepted cannot later be denied, removed or rewritten unseen.

The one idea: every signed object leaves one leaf in an append-only Merkle tree; the tree's root is signed after each
batch, and a proof of about 1 kB ties a leaf to a signed root for ever, without asking the ledger's operator.
Nothing here does I/O. The formats are public (C2SP, RFC 6962), so that strangers' tools can check us: spec/ledger.md.

Read in this order:

=============  ======================================================================================
`leaf`         what is written in the ledger for one signed object
`merkle`       hashes, roots, and the checks of inclusion and consistency proofs
`tiles`        how the tree is stored and served: tiles of 256 hashes, bundles of 256 entries
`tree`         proofs, built by reading a few tiles
`keys`         verifier keys and signers
`note`         signed notes: a text and the signatures under it
`checkpoint`   the signed note that commits to a whole ledger: origin, size, root
`proof`        the receipt's file: index, inclusion proof, checkpoint; verified offline
`append`       appending a batch: what a service stores, and what it answers
`canonical`    base64 and decimal numbers in the one form that is accepted
`errors`       every refusal, with its code
=============  ======================================================================================
"""
