"""The command line: python -m newsmill."""

from newsmill.cli.start import main

if __name__ == "__main__":
    main()
