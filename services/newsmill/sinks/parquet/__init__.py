"""Files of articles for analysis, in folders by day: `parquet:DIR`."""
