#!/bin/sh
# Says in one plain sentence what is missing before anything is installed. Usage: prerequisites.sh PYTHON
set -eu

stop() {
    echo "$1" >&2
    exit 1
}

python=$1
debian() { [ -e /etc/debian_version ]; }

command -v git >/dev/null || stop "git is missing: install it (Debian, Ubuntu: apt-get install git)."

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
    stop "Python 3.11 or newer is missing: install it (Debian 12: apt-get install python3 python3-venv), or name it: make PYTHON=python3.12 setup."

if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if debian; then stop "Python's venv module is missing: apt-get install python$version-venv (or python3-venv)."; fi
    stop "Python's venv and ensurepip modules are missing: install the complete Python $version."
fi

node=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)
[ "$node" -ge 20 ] || stop "Node 20 or newer is missing (found: $node): install it from your distribution or nodejs.org."

command -v npm >/dev/null || stop "npm is missing: install it with Node (Debian, Ubuntu: apt-get install npm)."
