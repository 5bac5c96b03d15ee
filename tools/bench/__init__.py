"""Measures SIAP's limits on this machine, each beside a bare baseline taken in the same moments.

Two numbers that were taken in turns, on the same cores, under the same load, can be compared; two that were taken one
after the other can't. `python -m tools.bench` prints every figure with its limit and ends with 1 when one is missed.
"""
