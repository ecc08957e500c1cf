"""What browsers are given, and the ledger's word on it: who is given something else can show it.

The one idea: pages, scripts and the manifest that lists them are built together (`browser/pages.mjs`) and served as
built; the manifest's hash is a leaf of the relay's ledger (`spec/ledger.md` §3), so that it is the same for everybody.

    served     the built files
    logged     the manifest's leaf
    views      manifest and proof over HTTP
"""
