"""Where an envelope is, what the register said of it, and the receipt that proves it."""
