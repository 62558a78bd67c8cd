"""What stands in for the outside world when Parley is tried out or tested."""
