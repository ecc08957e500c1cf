"""People at the counter: how a pharmacy signs up, who its members are, and who acts at a browser now.

The one idea: a session says who acts and opens nothing. What opens is the key ring, never here (`spec/keys.md`).
"""
