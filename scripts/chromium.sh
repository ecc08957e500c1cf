#!/bin/sh
# The Chromium of the tests. Usage: chromium.sh find (prints its path, or fails) | install (finds one, else installs one)
# Order: $CHROMIUM, one on PATH, Playwright's in the project; to install: Debian's package when root, else Playwright's.
set -eu

fetched=${PLAYWRIGHT_BROWSERS_PATH:-$(dirname "$0")/../.browsers}

find_chromium() {
    if [ -n "${CHROMIUM:-}" ]; then
        if [ -x "$CHROMIUM" ]; then echo "$CHROMIUM"; return; fi
        echo "CHROMIUM names no program: $CHROMIUM" >&2
        return 1
    fi
    command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable && return
    found=$(find "$fetched" -type f \( -name chrome -o -name Chromium -o -name 'Google Chrome for Testing' \) 2>/dev/null | head -n 1)
    if [ -n "$found" ]; then echo "$found"; else return 1; fi
}

install_chromium() {
    if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null && return
    fi
    PLAYWRIGHT_BROWSERS_PATH=$fetched playwright install chromium
}

case "${1:-}" in
find) find_chromium ;;
install)
    find_chromium >/dev/null && exit 0
    [ -z "${CHROMIUM:-}" ] || exit 1
    install_chromium
    find_chromium >/dev/null || { echo "Chromium is missing: install it, or name it: make CHROMIUM=/path/to/chromium test." >&2; exit 1; }
    ;;
*) echo "usage: chromium.sh find | install" >&2; exit 2 ;;
esac
