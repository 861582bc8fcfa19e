#!/bin/sh
# Print the newest Python from 3.11 to 3.14 that really runs; PYTHON=… is taken instead when set.
# A name on the PATH may be a shim that only prints an error, so each is tried.
set -eu

version_of='import sys
if not (3, 11) <= sys.version_info[:2] <= (3, 14): sys.exit(1)
print(sys.version_info[1])'

if [ -n "${PYTHON:-}" ]; then
	if "$PYTHON" -c "$version_of" >/dev/null 2>&1; then
		echo "$PYTHON"
		exit 0
	fi
	echo "newsmill needs Python 3.11 to 3.14; PYTHON=$PYTHON is none of them" >&2
	exit 1
fi

best=
newest=0
for candidate in python3.14 python3.13 python3.12 python3.11 python3 python \
	"${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.*/bin/python3; do
	if minor=$("$candidate" -c "$version_of" 2>/dev/null) && [ "$minor" -gt "$newest" ]; then
		newest=$minor
		best=$candidate
	fi
done
if [ -z "$best" ]; then
	echo "newsmill needs Python 3.11 to 3.14, and none was found; install one, or set PYTHON=…" >&2
	exit 1
fi
echo "$best"
