"""One process with rooms: start and stop, health, metrics, the watchdog."""
