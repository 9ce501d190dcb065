"""What model and checker of the strategy engine read alike: series that are fit for a forecast, and targets."""
