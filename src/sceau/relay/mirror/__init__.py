"""The register's ledger as witnesses have seen it, mirrored, so that receipts bear their cosignatures.

The one idea: an acknowledgement comes with the checkpoint of its batch, which nobody has cosigned yet, and a receipt is
made of that at once. Once a witnessed checkpoint covers the leaf, the receipt that is asked for is made of that one, by
a path read from the mirrored tiles: nothing of the envelope is written again.

    follow            the worker brings tiles and checkpoint, once they are known to extend what is mirrored
    growth            whether they do: spoilt tiles and a second history told apart
    acknowledged      whether what was acknowledged stands in it
    contradictions    what the register signed that does not, kept
    prove             the path of a leaf to the mirrored checkpoint
"""
