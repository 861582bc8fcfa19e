"""Start the gateway: python -m newsmill.gateway."""

import sys

if __name__ == "__main__":
    from newsmill.gateway.app import open_room, read_settings
    from newsmill.hosting.starting import start

    sys.exit(start("gateway", [open_room], [read_settings]))
