"""Places: which countries, regions and cities names mean, and their ids."""
