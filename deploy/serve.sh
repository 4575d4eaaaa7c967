#!/usr/bin/env bash
# Serve Deal desk from several processes that share one database, behind deploy/nginx.conf.
#
#   DEAL_DESK_DATABASE=postgresql://user:password@host/name deploy/serve.sh [how many]
#
# They listen on this machine alone, on FIRST_PORT (8601) and the ports after it. One that dies is
# started again; TERM or INT (Ctrl-C) stops them all.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=.venv/bin/python
count=${1:-2}
first=${FIRST_PORT:-8601}

say() { echo "serve.sh: $*" >&2; }

[[ $count =~ ^[1-9][0-9]?$ ]] || { say "How many processes? A number from 1 to 99, not $count."; exit 2; }
[[ -x $python ]] || { say "Nothing is installed here yet: run 'make run' once."; exit 2; }
[[ -n ${DEAL_DESK_DATABASE:-} ]] || {
    say "Say in DEAL_DESK_DATABASE where classes are kept: postgresql://user:password@host/name"
    exit 2
}

# Bring the database up to date before anybody comes, or say what is wrong with it.
"$python" - <<'PYTHON' || exit 2
import sys

from classroom.storage.database import database
from classroom.errors import ClassError

try:
    database().close()
except ClassError as error:
    sys.exit(f"serve.sh: {error}")
PYTHON

# Client addresses are believed from nginx alone, which is on this machine.
export FORWARDED_ALLOW_IPS=${FORWARDED_ALLOW_IPS:-127.0.0.1}
# Cookies that one process signed hold at the others.
[[ -n ${STREAMLIT_SERVER_COOKIE_SECRET:-} ]] ||
    STREAMLIT_SERVER_COOKIE_SECRET=$("$python" -c 'import secrets; print(secrets.token_hex())')
export STREAMLIT_SERVER_COOKIE_SECRET

pids=()

start() { # the process with this number, from 0
    "$python" -m streamlit run app.py \
        --server.address 127.0.0.1 --server.port $((first + $1)) \
        --server.headless true --server.fileWatcherType none &
    pids[$1]=$!
    say "process $(($1 + 1)) of $count is ${pids[$1]}, on port $((first + $1))"
}

alive() {
    local pid
    for pid in ${pids[@]+"${pids[@]}"}; do
        kill -0 "$pid" 2>/dev/null && return 0 # plain, it would be of the command before a trap
    done
    return 1
}

stop() {
    trap '' TERM INT HUP
    trap - EXIT
    local pid
    for signal in TERM KILL; do
        for pid in ${pids[@]+"${pids[@]}"}; do
            kill -$signal "$pid" 2>/dev/null || true
        done
        for _ in {1..100}; do
            alive || exit "$1"
            sleep 0.1
        done
    done
    exit "$1"
}
trap 'stop 0' TERM INT HUP
trap 'stop 1' EXIT

for ((number = 0; number < count; number++)); do
    start $number
done

while true; do
    sleep 1 &
    wait $! || true # a signal ends a wait at once, but not a sleep
    for ((number = 0; number < count; number++)); do
        kill -0 "${pids[$number]}" 2>/dev/null && continue
        status=0
        wait "${pids[$number]}" || status=$?
        say "process $((number + 1)) ended with status $status"
        start $number
    done
done
