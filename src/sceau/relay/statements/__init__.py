"""The register's statements (`spec/keys.md` §1), mirrored: which keys, software and enrolments may be believed."""
