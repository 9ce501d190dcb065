"""Benchmarks: one file per engine, against peers, in one run; `./run bench ENGINE`."""
