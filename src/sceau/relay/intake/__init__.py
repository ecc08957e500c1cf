"""Accepting envelopes: examined one by one, stored by the batch, answered once durable (`spec/envelope.md` §6).

checks.py    what is asked of an envelope, in the order of the specification
storing.py   the statements: arrays in, so that a hundred cost little more than one
accept.py    one transaction a batch; a bad envelope never hurts its neighbours
outcome.py   what each envelope is answered
views.py     one envelope, or a stream of them
"""
