"""The furniture every room has: settings, logs, health, the worker, the doors to Kafka and HTTP."""
