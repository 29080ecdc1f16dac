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

# apt COMMAND PACKAGE... : makes a command available, by installing Debian packages where that is allowed
apt() {
  command -v "$1" >/dev/null && return
  shift
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  [ -f "$scratch/apt-updated" ] || { apt-get update && touch "$scratch/apt-updated"; } || return 1
  apt-get install -y --no-install-recommends "$@"
}

# fence LANGUAGE : the lines that editors/README.md tells users to add
fence() {
  awk -v start="\`\`\`$1" '$0 == start { inside = 1; next } $0 == "```" { inside = 0 } inside' "$root/editors/README.md"
}
