"""The fault matrix, one module a row: `row_NN.py` with `run(trial) -> Seen` (`tests/faults/trial.py`).

A row raises Broken when something does not hold, CannotRun when the machine lacks what it needs. It makes its worlds by
`trial.world()`, asks `trial.envelopes` envelopes to be acknowledged in all, and draws lots with `trial.random` alone.
"""
