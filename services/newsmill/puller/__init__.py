"""Polls feeds and publishes new and changed entries."""
