#!/usr/bin/env bash
# Runs the integrations in the real editors: tests/editors/run.sh [neovim|vscode|emacs|vim|all]
#   SHIRUBE_SERVER        program under test             (default: target/debug/shirube)
#   SHIRUBE_EDITORS_DIR   downloads, logs, screenshots   (default: target/editors)
# An editor that cannot be installed is reported as SKIP and does not fail the run.
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

need_server
case ${1:-all} in
  neovim | vscode | emacs | vim) editors=("$1") ;;
  all | "") editors=(neovim emacs vim vscode) ;;
  *) fail "usage: run.sh [neovim|vscode|emacs|vim|all]" ;;
esac

failed=() skipped=()
for editor in "${editors[@]}"; do
  say "$editor"
  rc=0
  "$root/tests/editors/$editor/run.sh" || rc=$?
  case $rc in
    0) ;;
    77) skipped+=("$editor") ;;
    *) failed+=("$editor") ;;
  esac
done
[ ${#failed[@]} -eq 0 ] || fail "${failed[*]}"
say "passed${skipped[*]:+, but skipped: ${skipped[*]}}"
