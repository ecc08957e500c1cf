"""The counter in the drill: a second pharmacy that works through the counter's pages, with the same canaries.

    means ─► computer ─► opening ─► board, phone ─► day        a real Chromium, with a profile on the disk
                              profile ─► theft                 that profile, and what the relay has, in a thief's hands
                              sealed, halves                   what a key opens, and the trying of keys

The one idea: what lies on the computer of a pharmacy is what a browser makes of what the pages do, so only a browser
shows it. Where there is none, its components are reported as not run, never as passed (`means`).
"""
