// Bundles the extension into dist/. `npm run build`
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Writes dist/extension.js and the licence texts of what is in it. */
export async function bundle() {
  rmSync("dist", { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    bundle: true,
    minify: true,
    external: ["vscode"],
    format: "cjs",
    platform: "node",
    target: "node18",
    metafile: true,
  });
  writeFileSync("dist/THIRD-PARTY.txt", licences(Object.keys(metafile.inputs)));
}

/** The licence texts of the packages whose files went into the bundle. */
function licences(inputs) {
  const folders = inputs
    .map((file) => file.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0])
    .filter((folder) => folder !== undefined);
  return [...new Set(folders)].sort().map(licence).join(`\n${"-".repeat(79)}\n\n`);
}

function licence(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) throw new Error(`${name} has no licence file`);
  return `${name} ${version} (${license})\n\n${readFileSync(path.join(folder, file), "utf8").trim()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundle();
