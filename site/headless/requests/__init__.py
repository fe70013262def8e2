"""Who asks, how often, and in what form."""
