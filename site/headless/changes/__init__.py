"""What changed, for whom, in the order of the commits."""
