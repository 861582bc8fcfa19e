"""A process that hosts rooms: start and stop, health checks, metrics, the watchdog."""
