#!/usr/bin/env bash
# Vim with ALE, set up by the lines in editors/README.md.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_server

ale=/usr/share/vim/vimfiles/pack/dist-bundle/opt/ale
install() {
  [ -e "$ale" ] && command -v script >/dev/null && vim --version | grep -q '+timers' && return
  apt no-such-command vim-nox vim-ale bsdutils
}
quietly "$scratch/vim-install.log" install || skip "Vim with ALE cannot be installed"
say "$(vim --version | head -n 1)"

work=$scratch/vim
rm -rf "$work" && mkdir -p "$work/bin" "$work/project/.git"
ln -s "$SHIRUBE_SERVER" "$work/bin/shirube"
cp "$root"/tests/editors/fixtures/* "$work/project/"
{
  echo 'set nocompatible hidden noswapfile encoding=utf-8'
  echo 'packadd! ale'
  echo 'filetype plugin on'
  fence vim
} >"$work/vimrc"

export PATH=$work/bin:$PATH EXPECT=$root/tests/editors/expect.json REPORT=$work/report TERM=xterm
rc=0
for fixture in main.tf template.yaml note.md; do
  export FIXTURE=$fixture
  # ALE works from timers, so Vim must really run: `script` gives it a terminal.
  (cd "$work/project" && timeout 60 script -qec "vim -u '$work/vimrc' -S '$root/tests/editors/vim/test.vim' $fixture" /dev/null) >/dev/null 2>&1 || rc=1
done
cat "$REPORT"
exit $rc
