"""One message through one room: consume, decide, publish, acknowledge; built on Faust."""
