"""The relay: takes sealed envelopes, hands each to those it is addressed to, and can read none.

The one idea: accept is one durable transaction; everything after it can be tried again. Read in this order:

    migrations/0001_initial.sql   the tables, each column commented
    intake/                       an envelope's checks and its accept (spec/envelope.md §6)
    delivery/                     from the outbox to the register's acknowledgement
    status/                       where an envelope is, and its receipt
    tickets/                      what a person's link reaches (spec/ticket.md)
    pharmacies/, statements/      the logs and keys that the checks rest on (spec/keys.md)
    clients/                      which software may call, and for whom
    journal/                      who did what, in each action's own transaction
"""
