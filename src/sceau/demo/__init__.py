"""The whole of Sceau on one machine: two databases, a register, a relay, a pharmacy, people made up.

    world      starts every process, knows each by its id, stops them all
    guard      stops them when the demo was killed before it could
    people     a made-up day at the counter
    journey    sends files as the pharmacy, then opens every ticket as the persons tested
    handing    settings and a policy, for whoever tries it as operator or auditor

Real services, started by the commands an operator uses, real PostgreSQL, real cryptography: only the people are
invented.
"""
