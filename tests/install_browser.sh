#!/usr/bin/env bash
# Make sure that there is a Chromium for the browser tests, and print its path.
# Usage: tests/install_browser.sh [directory that holds `python`]
set -euo pipefail

bin=${1:-.venv/bin}

on_path() {
    local name
    for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do
        # Some systems have a stub that only says how to install the real one: it must answer.
        if command -v "$name" >/dev/null && "$name" --version >/dev/null 2>&1; then
            command -v "$name"
            return
        fi
    done
    return 1
}

with_playwright() {
    local path
    path=$("$bin/python" - 2>/dev/null <<'PYTHON'
from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
PYTHON
    ) && [[ -x $path ]] && echo "$path"
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

from_apt() {
    command -v apt-get >/dev/null || return 1
    as_root true 2>/dev/null || return 1
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$1" >&2
}

from_playwright() {
    local how=()
    if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
        how=(--with-deps) # the libraries that Chromium needs, too
    fi
    "$bin/python" -m playwright install ${how[@]+"${how[@]}"} chromium >&2
}

on_path && exit
with_playwright && exit

echo "The browser tests need Chromium - installing it, with apt-get as root where there is one." >&2
# The one without windows is lighter; not every system has it.
from_apt chromium-headless-shell && on_path && exit
from_apt chromium && on_path && exit
from_playwright && with_playwright && exit

cat >&2 <<'MESSAGE'
The browser tests need Chromium or Chrome, and none could be installed. Install one by hand:
  Debian, Ubuntu   sudo apt-get install chromium
  Fedora           sudo dnf install chromium
  macOS            brew install --cask google-chrome, then put it on PATH as google-chrome
  any              .venv/bin/playwright install --with-deps chromium
Or leave these tests out: make lint, then .venv/bin/pytest -m "not browser"
MESSAGE
exit 1
