"""Named entity recognition: people, organisations and places, with their positions."""
