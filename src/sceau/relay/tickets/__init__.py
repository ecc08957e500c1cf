"""What a person's link reaches (`spec/ticket.md`): the relay checks a proof it could not make, and hands over ciphertext."""
