"""The operator's page: is the relay well, does every day agree, where is my record. Metadata, never content."""
