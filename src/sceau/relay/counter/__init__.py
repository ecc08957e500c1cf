"""What the counter's browsers share: sealed items and documents, keys' requests, numbers, prefills (`spec/counter.md`)."""
