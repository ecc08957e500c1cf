"""What the same cores and disk do with the same bytes, statements and cryptography, and nothing else."""
