"""The public status page: files that any web server serves, without login, database, or the relay itself."""
