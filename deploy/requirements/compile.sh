#!/bin/sh
# Resolve pyproject.toml into lock.txt: all that a checkout, an image or a build of either may install,
# for all supported Pythons and platforms. Markers choose among its pins.
# Pins that still fit stay; UPGRADE=1 takes the newest of all. Needs uv and the package index.
set -eu
cd "$(dirname "$0")/../.."

uv pip compile --quiet ${UPGRADE:+--upgrade} --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --extra dev --group build pyproject.toml \
	-o deploy/requirements/lock.txt
