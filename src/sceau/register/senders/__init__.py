"""Who may send: software on a published list, and the clients (relays) that deliver it."""
