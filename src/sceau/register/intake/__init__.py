"""Intake, the hot path: a batch of deliveries in, one answer each out (`spec/envelope.md` §5 to §7).

opening        one delivery, alone: who sent it, is it whole, what does it say. No database
waves          which deliveries of a batch must wait for others of the same batch
registering    one transaction: what is new, what was there, what corrects what
acknowledging  the signed word and the sealed answer
queries        the statements, each for a whole batch
answers        what travels back
service        the order of all that
views          HTTP
"""
