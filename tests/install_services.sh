#!/usr/bin/env bash
# Make sure that the servers are there that the tests start for themselves: PostgreSQL's programs
# and nginx, openssl for a certificate, and on Linux what checks a unit of systemd. Nothing of them is
# left running.
set -euo pipefail
shopt -s nullglob

# The same places as in tests/services.py; Debian keeps servers off an ordinary user's PATH.
places() {
    tr ':' '\n' <<<"$PATH"
    printf '%s\n' /usr/sbin /usr/local/sbin /usr/lib/postgresql/*/bin /usr/pgsql-*/bin \
        /opt/homebrew/bin /usr/local/bin \
        {/opt/homebrew,/usr/local}/opt/postgresql*/bin
}

there() {
    local place
    while read -r place; do
        [[ -n $place && -x $place/$1 ]] && return
    done < <(places)
    return 1
}

missing() {
    there initdb && there postgres || echo postgresql
    there nginx || echo nginx
    there openssl || echo openssl
    [[ $(uname) != Linux ]] || there systemd-analyze || echo systemd
}

as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

# Debian's packages would start nginx at once, and make and start a database cluster.
POLICY=/usr/sbin/policy-rc.d
CLUSTER=/etc/postgresql-common/createcluster.d/deal-desk-tests.conf

hold_back() {
    [[ -e $POLICY ]] || {
        printf '#!/bin/sh\nexit 101\n' | as_root tee $POLICY >/dev/null
        as_root chmod +x $POLICY
        policy_is_ours=yes
    }
    as_root mkdir -p "$(dirname $CLUSTER)"
    echo 'create_main_cluster = false' | as_root tee $CLUSTER >/dev/null
}

let_go() {
    as_root rm -f $CLUSTER
    [[ -z ${policy_is_ours:-} ]] || as_root rm -f $POLICY
}

from_apt() {
    command -v apt-get >/dev/null || return 1
    as_root true 2>/dev/null || return 1
    trap let_go EXIT
    hold_back
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 || true
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >&2 || return 1
    # Nor shall they start when the machine does.
    if [[ -d /run/systemd/system ]]; then
        local package
        for package in "$@"; do
            [[ $package == openssl || $package == systemd ]] || as_root systemctl disable --quiet --now "$package" || true
        done
    fi
}

needed=$(missing)
[[ -z $needed ]] && exit

echo "The tests need" $needed "- installing with apt-get as root; none of them is started." >&2
# shellcheck disable=SC2086 # one word for each package
from_apt $needed || true
needed=$(missing)
[[ -z $needed ]] && exit

cat >&2 <<MESSAGE
The tests start a PostgreSQL and an nginx of their own. Not found, and not to be installed from here:
$(sed 's/^/  /' <<<"$needed")
Install by hand; none of them needs to run:
  Debian, Ubuntu   sudo apt-get install postgresql nginx openssl systemd
  Fedora           sudo dnf install postgresql-server nginx openssl systemd
  macOS            brew install postgresql@17 nginx openssl
MESSAGE
exit 1
