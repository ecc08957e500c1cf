"""Relay, worker, register, pharmacies and the network between them in one process, driven by a seed.

The one idea: whatever happens is drawn from `random.Random(seed)`, one thing after another in one thread, so that a
seed that fails fails again, step for step. The product's own code runs, on a real PostgreSQL and with the real client;
what is made up is the network, the clocks, and when a process dies or loses its database.

    chance       the seed's stream, and the trace of what was drawn
    weather      how often what goes wrong, a mixture for each seed
    process      something that may die between any two of its steps
    databases    connections and pools whose statements and commits are such steps
    ground       databases begun once, with envelopes (letters) sealed once; copies: a seed's own
    network      messages dropped, delayed, doubled, reordered, altered
    services     relay and register, as they answer a request
    actors       pharmacies and workers; lives: what each process holds in memory
    world        one seed: what happens in which order
    healing      it clears up, and everything has the time to arrive
    judging      the invariants
    mutants      the product, broken on purpose
    peers        three other ways to try again, as models; peer_world: the same weather over them
    running      many seeds; report: the table, the file

A crash here is that of a process: PostgreSQL itself never loses power (it runs without fsync). What a power cut does is
tried with real processes, in the folder above.
"""
