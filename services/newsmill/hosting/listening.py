"""Say why a server cannot listen where its settings want it to."""

import errno


def why_not_listening(host: str, port: int, variables: str, error: OSError) -> str:
    """One line about `error`; the settings are `variables` with _HOST and _PORT."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} on {host} is already taken; set {variables}_PORT"
    why = error.strerror or str(error)
    return f"cannot listen on port {port} of {variables}_HOST={host}: {why}"
