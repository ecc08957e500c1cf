"""The `sceau` command: what a person types, sees and is told to do next.

Each module declares a few commands and prints; what they do is in the packages they call. Every sentence is in
texts.json, in French and in English, help included.

Exit codes: 0 done; 1 done, and something is left for you to mend or to wait for; 2 not done.
"""
