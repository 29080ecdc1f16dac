# Shared by the run scripts: where things are, and how a missing tool is reported.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# Everything that is downloaded or written goes here, and can be deleted.
scratch=${SHIRUBE_EDITORS_DIR:-$root/target/editors}
mkdir -p "$scratch"
scratch=$(cd "$scratch" && pwd)

export SHIRUBE_SERVER=${SHIRUBE_SERVER:-$root/target/debug/shirube}

say() { printf '== %s\n' "$*"; }

# A tool that cannot be had is no failure of the product; run.sh knows the code.
skip() {
  printf 'SKIP: %s\n' "$*"
  exit 77
}

fail() {
  printf 'FAIL: %s\n' "$*" >&2
  exit 1
}

need_server() {
  "$SHIRUBE_SERVER" --version >/dev/null 2>&1 || fail "no server at $SHIRUBE_SERVER (cargo build, or set SHIRUBE_SERVER)"
  say "server: $("$SHIRUBE_SERVER" --version) ($SHIRUBE_SERVER)"
}

# quietly LOG COMMAND... : output to the log, whose end is shown when the command fails.
quietly() {
  local log=$1
  shift
  "$@" >"$log" 2>&1 || {
    tail -n 15 "$log"
    return 1
  }
}
