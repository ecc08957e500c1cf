"""Alarms: small rules over a snapshot of the relay, raised and cleared once, mailed to the operator."""
