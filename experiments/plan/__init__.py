"""Which runs: configurations, experiments, designs, cells, shards."""
