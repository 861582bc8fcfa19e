"""A deterministic simulation of workers on a model broker: rare races by the thousand.

The worker is the real one, down to the calls of the Kafka client: `Worker`, `StageConsumer`,
`Runner`, `Consumer` with Faust's base class, `ConsumerThread`. Below it stands a model of brokers
and their group, above it the least of Faust's app. Time is virtual, and everything that is left
open (latencies, the order of processes, what goes wrong and when) follows from one seed:
`python -m tests.streaming.simulation --replay SEED` repeats a schedule to the last step.
"""
