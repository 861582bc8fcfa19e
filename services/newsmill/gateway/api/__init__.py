"""What the gateway answers, and how it is written."""
