"""What a person's link reaches (`spec/ticket.md`): a proof that the relay could not make opens what it cannot read."""
