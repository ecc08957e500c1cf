#!/bin/sh
# Compiles the locks from pyproject.toml and package.json: exact versions and hashes, for every supported Python, and
# neither the address nor the folder that a package came from, since each user's own may differ.
set -eu

compile() {
    "$BIN/uv" pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 --upgrade \
        --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --annotation-style line "$@"
}

compile --extra server --extra dev --output-file requirements/dev.txt
# The smaller two hold the very versions that were tested.
compile --extra server --constraint requirements/dev.txt --output-file requirements/server.txt
compile --constraint requirements/dev.txt --output-file requirements/base.txt

npm install --package-lock-only --ignore-scripts --silent
