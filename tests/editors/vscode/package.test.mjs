// What is in the VSIX, and that nothing of it is missing in Japanese.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";

const { VSIX } = process.env;
const read = (file) => execFileSync("unzip", ["-p", VSIX, file], { encoding: "utf8", maxBuffer: 1 << 24 });
const json = (file) => JSON.parse(read(`extension/${file}`));

test("it is for one platform", () => {
  assert.match(read("extension.vsixmanifest"), /<Identity [^>]*TargetPlatform="linux-x64"/);
});

test("it holds what runs and what is read, and nothing else", () => {
  const files = execFileSync("unzip", ["-Z1", VSIX], { encoding: "utf8" }).trim().split("\n").sort();
  assert.deepEqual(files, [
    "[Content_Types].xml",
    "extension.vsixmanifest",
    "extension/LICENSE-APACHE",
    "extension/LICENSE-MIT",
    "extension/LICENSE.txt",
    "extension/changelog.md",
    "extension/dist/THIRD-PARTY.txt",
    "extension/dist/extension.js",
    "extension/icon.png",
    "extension/l10n/bundle.l10n.ja.json",
    "extension/package.json",
    "extension/package.nls.ja.json",
    "extension/package.nls.json",
    "extension/readme.md",
    "extension/server/shirube",
  ]);
});

test("the server may be executed", () => {
  const listing = execFileSync("unzip", ["-Z", VSIX, "extension/server/shirube"], { encoding: "utf8" });
  assert.match(listing, /^-rwxr-xr-x /);
});

test("every setting and command is there in both languages", () => {
  const manifest = read("extension/package.json");
  const used = [...manifest.matchAll(/"%([^%]+)%"/g)].map(([, key]) => key).sort();
  assert.ok(used.length > 10);
  for (const file of ["package.nls.json", "package.nls.ja.json"]) {
    assert.deepEqual(Object.keys(json(file)).sort(), used, file);
  }
  const { commands, configuration } = JSON.parse(manifest).contributes;
  for (const { command, title } of commands) assert.match(title, /^%.+%$/, command);
  for (const [key, { markdownDescription }] of Object.entries(configuration.properties)) {
    assert.equal(markdownDescription, `%${key.replace("shirube.", "")}%`);
  }
});

test("every message is there in Japanese", () => {
  const script = read("extension/dist/extension.js");
  const messages = [...script.matchAll(/\bl10n\.t\("((?:[^"\\]|\\.)*)"/g)].map(([, text]) => JSON.parse(`"${text}"`));
  assert.ok(messages.length > 5);
  assert.deepEqual(Object.keys(json("l10n/bundle.l10n.ja.json")).sort(), [...new Set(messages)].sort());
});

test("a folder that is not trusted cannot choose the program", () => {
  const { capabilities, contributes } = json("package.json");
  assert.equal(capabilities.untrustedWorkspaces.supported, "limited");
  assert.deepEqual(capabilities.untrustedWorkspaces.restrictedConfigurations, ["shirube.server.path"]);
  assert.equal(contributes.configuration.properties["shirube.server.path"].scope, "machine-overridable");
  assert.equal(capabilities.virtualWorkspaces.supported, false);
});
