"""The breach drill: steal each component in turn, and count the people one can read in it.

    canaries ─► day ─► components ─► search ─► report
                         │             ├ patterns   every value, in every spelling and encoding, hashed
                         │             ├ streams    what is compressed, opened
                         │             └ tries      every birth date and number, under every key found
                         └ memory, database, files, web, tickets

The one idea: a promise ("stealing one component exposes nobody") is worth what its test can find. So people made up
for this (`canaries`) live a real day in real processes; then each component is searched by somebody who knows them
all, which no thief does. A control runs the same day on a copy of the package that seals nothing (`control`), and
must find everybody: else the search is blind, and the drill fails.

Design: *Stealing one component exposes nobody*; how to read its output: `docs/drills.md`.
"""
