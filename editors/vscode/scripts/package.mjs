// Builds one VSIX.
//
//   node scripts/package.mjs [--out FILE]                               without a server: it is found on PATH
//   node scripts/package.mjs --target linux-x64 --server FILE [--out FILE]   with the server for that platform
//
// Run it on Linux or macOS: a VSIX packed on Windows has no executable bit on the server.
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundle } from "./bundle.mjs";

const TARGETS = [
  "win32-x64", "win32-arm64", "linux-x64", "linux-arm64", "linux-armhf",
  "alpine-x64", "alpine-arm64", "darwin-x64", "darwin-arm64",
];

/** Relative paths in arguments start here, also under `npm run`. */
const invokedFrom = process.env.INIT_CWD ?? process.cwd();
process.chdir(path.join(path.dirname(fileURLToPath(import.meta.url)), ".."));
const { values } = parseArgs({
  options: { target: { type: "string" }, server: { type: "string" }, out: { type: "string" } },
});
const { target, server } = values;
if ((target === undefined) !== (server === undefined)) fail("--target and --server go together");
if (target !== undefined && !TARGETS.includes(target)) fail(`unknown target ${target}; one of ${TARGETS.join(", ")}`);

bundleServer();
await bundle();
pack();

/** The folder `server/` holds the program of exactly this target, or does not exist. */
function bundleServer() {
  rmSync("server", { recursive: true, force: true });
  if (target === undefined) return;
  mkdirSync("server");
  const program = path.join("server", target.startsWith("win32") ? "shirube.exe" : "shirube");
  copyFileSync(path.resolve(invokedFrom, server), program);
  chmodSync(program, 0o755);
}

function pack() {
  const { name, version } = JSON.parse(readFileSync("package.json", "utf8"));
  const suffix = target === undefined ? "" : `-${target}`;
  const out = path.resolve(invokedFrom, values.out ?? path.join(process.cwd(), `${name}-${version}${suffix}.vsix`));
  mkdirSync(path.dirname(out), { recursive: true });
  const vsce = path.join("node_modules", "@vscode", "vsce", "vsce");
  if (!existsSync(vsce)) fail("run npm ci first");
  // The dependencies are in the bundle; the repository has no fixed address to rewrite links to.
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links", "--out", out];
  if (target !== undefined) options.push("--target", target);
  execFileSync(process.execPath, [vsce, "package", ...options], { stdio: "inherit" });
}

function fail(message) {
  console.error(`package: ${message}`);
  process.exit(2);
}
