#!/usr/bin/env bash
# VS Code: the web server with its node extension host, in Debian's Chromium.
#   run.sh [package|host|ui|ja]...   (default: all)
. "$(dirname "${BASH_SOURCE[0]}")/../lib.sh"
need_server

# The last release that runs on node 20. Of the npm package only VS Code itself is used: nothing has to be compiled.
CODE_SERVER=4.100.3
here=$root/tests/editors/vscode
extension=$root/editors/vscode
work=$scratch/vscode
logs=$work/logs
code=$scratch/vscode-$CODE_SERVER
export TOOLS=$scratch/vscode-tools SHOTS=$scratch/shots
parts=" ${*:-package host ui ja} "
mkdir -p "$logs" "$SHOTS"

command -v node >/dev/null && command -v npm >/dev/null || skip "node and npm are needed"
command -v unzip >/dev/null || skip "unzip is needed"
[ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || skip "node 20 or newer is needed"

# ---------------------------------------------------------------- install

install_browser() {
  [ -n "${CHROMIUM:-}" ] && return
  CHROMIUM=$(command -v chromium-browser || command -v google-chrome || true)
  [ -n "$CHROMIUM" ] && return
  apt chromium chromium fonts-dejavu-core fonts-ipafont-gothic && CHROMIUM=$(command -v chromium)
}

install_tools() {
  mkdir -p "$TOOLS" && cp "$here/package.json" "$here/package-lock.json" "$TOOLS/" && (cd "$TOOLS" && npm ci --no-audit --no-fund)
}

install_code() {
  [ -f "$code/installed" ] && return
  rm -rf "$code" "$work/unpack" && mkdir -p "$work/unpack" && (
    cd "$work/unpack" &&
      npm pack --silent "code-server@$CODE_SERVER" &&
      tar xzf "code-server-$CODE_SERVER.tgz" package/lib/vscode &&
      mv package/lib/vscode "$code" &&
      cd "$code" && npm install --omit=dev --ignore-scripts --no-audit --no-fund &&
      touch installed
  )
}

# A Terraform extension in miniature: VS Code itself has no such language, and pictures need colours.
pack_terraform() {
  rm -rf "$work/terraform" && cp -r "$here/terraform" "$work/terraform" &&
    cp "$TOOLS/node_modules/tm-grammars/grammars/terraform.json" "$work/terraform/" && cd "$work/terraform" &&
    node "$extension/node_modules/@vscode/vsce/vsce" package --no-dependencies --allow-missing-repository --skip-license --out "$work/terraform.vsix"
}

build_extension() {
  cd "$extension" || return 1
  [ -d node_modules ] || npm ci --no-audit --no-fund || return 1
  npm run --silent check && node scripts/package.mjs --target linux-x64 --server "$SHIRUBE_SERVER" --out "$vsix"
}

say "install"
quietly "$logs/browser.log" install_browser || skip "no Chromium, and it cannot be installed"
export CHROMIUM
quietly "$logs/tools.log" install_tools || skip "npm packages cannot be installed"
quietly "$logs/code.log" install_code || skip "VS Code cannot be installed (npm package code-server@$CODE_SERVER)"
vsix=$work/shirube-linux-x64.vsix
quietly "$logs/extension.log" build_extension || fail "the extension does not build"

# ---------------------------------------------------------------- server

# start_code NAME [VSIX...] : a VS Code of its own, on a free port, with empty data and these extensions
start_code() {
  local data=$work/$1 port
  shift
  export WORKSPACE="$data/work 設計"
  rm -rf "$data" && mkdir -p "$data/server/data/User" "$data/extensions" "$WORKSPACE"
  cp "$here/settings.json" "$data/server/data/User/settings.json"
  local server=(node "$code/out/server-main.js" --accept-server-license-terms --server-data-dir "$data/server" --extensions-dir "$data/extensions")
  # A language pack without a single text: VS Code stays English, but its display language is set, and extensions follow it.
  echo '{ "contents": {} }' >"$data/texts.json"
  printf '{ "ja": { "hash": "none", "label": "Japanese", "extensions": [%s], "translations": { "vscode": "%s" } } }\n' \
    '{ "extensionIdentifier": { "id": "test.japanese" }, "version": "1.0.0" }' "$data/texts.json" >"$data/server/data/languagepacks.json"
  for package in "$@"; do
    quietly "$data/install.log" "${server[@]}" --install-extension "$package" || fail "VS Code does not install $package"
  done
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
  export VSCODE_URL=http://127.0.0.1:$port
  setsid "${server[@]}" --host 127.0.0.1 --port "$port" --without-connection-token --telemetry-level off \
    --enable-smoke-test-driver --reconnection-grace-time 5 --locale "${LOCALE:-en}" >"$data/server.log" 2>&1 &
  code_pid=$!
  for _ in $(seq 150); do
    curl -sf -o /dev/null "$VSCODE_URL/version" && return
    sleep 0.2
  done
  fail "VS Code does not start, see $data/server.log"
}

# The extension host and the file watchers would outlive the server: stop the whole group.
code_pid=
stop_code() {
  [ -n "$code_pid" ] && kill -- "-$code_pid" 2>/dev/null && wait "$code_pid" 2>/dev/null
  code_pid=
}
trap stop_code EXIT

# ---------------------------------------------------------------- run

rc=0
case $parts in *" package "*)
  say "contents of the package"
  VSIX=$vsix node --test --test-reporter=spec "$here/package.test.mjs" || rc=1
  ;;
esac

cp "$here"/*.mjs "$here/in-page.js" "$TOOLS/"
case $parts in *" host "*)
  say "inside the extension host (no Terraform extension, server from the environment)"
  export REPORT=$logs/host.report
  rm -f "$REPORT"
  start_code host
  export EXTENSION=$extension HOST_TESTS=$here/host/index.js
  node "$TOOLS/host.mjs" >"$logs/host.log" 2>&1 || rc=1
  cat "$REPORT" || tail -n 15 "$logs/host.log"
  stop_code || true
  ;;
esac

# The installed package finds the server that is bundled in it.
ui() {
  local script=$1 server=$SHIRUBE_SERVER
  shift
  unset SHIRUBE_SERVER
  start_code "$@"
  export SHIRUBE_SERVER=$server
  FIXTURES=$root/tests/editors node "$TOOLS/$script" || rc=1
  stop_code || true
}

case $parts in *" ui "* | *" ja "*)
  quietly "$logs/terraform.log" pack_terraform || fail "the Terraform colours cannot be packed"
  ;;
esac
case $parts in *" ui "*)
  say "mouse and keyboard (installed package, server bundled in it)"
  ui ui.mjs ui "$vsix" "$work/terraform.vsix"
  ;;
esac
case $parts in *" ja "*)
  say "mouse and keyboard, Japanese display language"
  LOCALE=ja ui ui-ja.mjs ja "$vsix" "$work/terraform.vsix"
  ;;
esac
exit $rc
