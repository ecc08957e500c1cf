"""The SDK: what a vendor's software, or the `sceau` command, does to seal and send. No Django, no PostgreSQL.

The idea in one line: sealed on the disk first, sent until taken, followed until the register's receipt verifies.

    enrolment      a pharmacy's log and this installation's keys, from an enrolment code
    installation   those keys, and what was last published, in a folder
    recovery       what the register vouches for when the pharmacy began again
    files, mark    records in a CSV, NDJSON or BIO-TROD file, and the id each will have
    sealing        a record to an envelope, with the keys in force
    spool          envelopes on their way, on the disk
    sending        push, then follow to the receipt; `answers` verifies what comes back
    delivery       all of the above for files: what `sceau send` does
    correcting     one record in the place of another, under the same ticket
    tickets        open a ticket, or replace it
    agent, inbox   the same for software that cannot link a library
    relay, http, patience    the conversation with a relay

    installation = Installation(default_home())
    with Connection(installation.profile.relay) as connection:
        delivery = Delivery(installation, connection)
        delivery.spool(read_file(Path("day.csv"), now=datetime.now(UTC)).found)
        delivery.send(seconds=120)
"""
