#!/bin/sh
# Resolve pyproject.toml into lock.txt (everything, for a checkout) and into what each image
# installs, in the same versions. Pins that still fit stay; UPGRADE=1 takes the newest of all.
# Needs uv and the package index.
set -eu
cd "$(dirname "$0")/../.."

folder=deploy/requirements

# One file for all supported Pythons and platforms: markers choose, pip checks the hashes.
resolve() {
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header "$@"
}

# shellcheck disable=SC2086 # no word when it is not wanted
resolve ${UPGRADE:+--upgrade} --extra dev pyproject.toml -o $folder/lock.txt

subset() {
	file=$folder/$1.txt
	shift
	# Old pins would win over the lock's.
	rm -f "$file"
	resolve --no-annotate -c $folder/lock.txt "$@" -o "$file"
}

subset base pyproject.toml
for room in puller retriever cleaner deduper enricher; do
	subset "$room" --extra "$room" pyproject.toml
done
# What builds newsmill's own wheel.
echo hatchling | subset build -
