"""The measures, one file a kind."""
