"""What newsmill needs on one machine: embedded broker, demo newspaper, all rooms together."""
