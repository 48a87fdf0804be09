"""HTTP in, HTTP out: one domain call each, and the only place that reads the clock."""
