"""How well the enricher finds, names, groups and links what stands in news."""
