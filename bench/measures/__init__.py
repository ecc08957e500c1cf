"""One module a measure; each takes the ground, the sealed envelopes and a scale, and returns figures."""
