#!/bin/sh
# Prints the path of a Chromium or Chrome; where there is none, installs one when this user may.
set -eu

find_browser() {
    for name in ${CHROMIUM:-} chromium chromium-browser google-chrome google-chrome-stable \
        "/Applications/Chromium.app/Contents/MacOS/Chromium"; do
        if path=$(command -v "$name" 2>/dev/null) && "$path" --version >/dev/null 2>&1; then
            echo "$path"; return 0
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

install_browser() {
    if [ "$(id -u)" != 0 ] && ! sudo -n true 2>/dev/null; then return 1; fi
    echo "No Chromium here; installing it with the system's package manager (once)" >&2
    if command -v apt-get >/dev/null; then
        as_root apt-get -qq update && as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y chromium
    elif command -v dnf >/dev/null; then as_root dnf -q -y install chromium
    elif command -v pacman >/dev/null; then as_root pacman -Sy --noconfirm --needed chromium
    elif command -v apk >/dev/null; then as_root apk add --quiet chromium
    else return 1
    fi >/dev/null
}

find_browser && exit 0
install_browser || true
find_browser && exit 0
echo "The browser journeys need Chromium: install the package 'chromium' (or set CHROMIUM to a Chrome) and run again." >&2
exit 1
