"""Benchmarks: each module here measures something of ours beside a peer, in the same run on the same machine."""
