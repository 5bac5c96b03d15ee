"""Kills at random: a phone fills while its browser, its server and the line between them end without a word.

`python -m tests.soak --kills 200` prints its seed; with `--seed` the same deeds and faults come again.
"""
