"""Fault runs: each takes a world, breaks something in it, and raises `Broken` when a guarantee does not hold."""
