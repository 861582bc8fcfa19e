"""Child processes: CPU work that can be killed, and how a module is started as one."""
