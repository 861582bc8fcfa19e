"""Kafka clients beside Faust: connect, administer, publish, read, watch whether brokers answer."""
