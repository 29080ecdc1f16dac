#!/usr/bin/env bash
# Emacs with eglot, set up by the lines in editors/README.md.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_server

quietly "$scratch/emacs-install.log" apt emacs emacs-nox elpa-eglot elpa-markdown-mode elpa-yaml-mode || skip "Emacs cannot be installed"
say "$(emacs --version | head -n 1)"

work=$scratch/emacs
rm -rf "$work" && mkdir -p "$work/bin" "$work/project/.git"
ln -s "$SHIRUBE_SERVER" "$work/bin/shirube"
fence elisp >"$work/shirube.el"
cp "$root"/tests/editors/fixtures/* "$work/project/"

export PATH=$work/bin:$PATH SETUP=$work/shirube.el PROJECT=$work/project EXPECT=$root/tests/editors/expect.json
timeout 120 emacs --batch --load "$root/tests/editors/emacs/test.el"
