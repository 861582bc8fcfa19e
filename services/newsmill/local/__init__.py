"""Everything on one machine: the embedded broker, the demo newspaper, all rooms in one process."""
