"""What several benchmarks measure with: tables, intervals, clocks, clients, public data."""
