"""What both services share: settings, the pool, errors, headers, machine authentication, the ledger's storage."""
