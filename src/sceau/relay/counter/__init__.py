"""What a counter's browsers share: sealed items and documents, key requests, numbers, prefills (`spec/counter.md`)."""
