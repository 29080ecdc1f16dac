// The extension's own business: start, restart, crash, settings, documents without a file.
const vscode = require("vscode");
const assert = require("node:assert/strict");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { execFileSync } = require("node:child_process");
const editor = require("./editor");

const CODE = "elasticache-transit-unencrypted";
const set = (key, value) =>
  vscode.workspace.getConfiguration("shirube").update(key, value, vscode.ConfigurationTarget.Global);

suite("session", () => {
  let api;
  let document;
  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension("shirube.shirube");
    api = await extension.activate();
    document = await editor.open("main.tf", "session.tf");
    await editor.problem(document, CODE);
  });
  const running = () => editor.eventually("the server to run", () => /^server: .*, running$/m.test(api.details()));
  const gone = () => editor.eventually("the problem to go", () => !editor.findProblem(document, CODE));
  const answers = () => editor.eventually("a hover", () => editor.hover(document, "egress VPC"));

  test("details name versions and paths", async () => {
    await running();
    assert.match(api.details(), /^server: shirube \d+\.\d+\.\d+.*, running$/m);
    assert.ok(api.details().includes(`${process.env.SHIRUBE_SERVER} (environment)`), api.details());
  });

  test("commands are registered and run", async () => {
    const commands = await vscode.commands.getCommands(true);
    for (const command of ["shirube.restart", "shirube.showLogs", "shirube.showVersion"]) {
      assert.ok(commands.includes(command), command);
      await vscode.commands.executeCommand(command);
    }
    await running();
    await answers();
  });

  test("a changed rule applies at once, both ways", async () => {
    await editor.problem(document, CODE);
    await set("rules", { [CODE]: "off" });
    await gone();
    await set("rules", undefined);
    await editor.problem(document, CODE);
  });

  test("untitled documents are served", async () => {
    const content = document.getText();
    const untitled = await vscode.workspace.openTextDocument({ language: "markdown", content: `ゼロトラスト\n\n\`\`\`hcl\n${content}\`\`\`\n` });
    await vscode.window.showTextDocument(untitled);
    await editor.problem(untitled, CODE);
    assert.ok(await editor.hover(untitled, "ゼロトラスト"));
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
  });

  test("a server that dies is started again", async () => {
    await running();
    const children = execFileSync("ps", ["-o", "pid=,args=", "--ppid", String(process.pid)], { encoding: "utf8" });
    const server = children.split("\n").find((line) => line.includes(process.env.SHIRUBE_SERVER) && line.includes(" lsp"));
    assert.ok(server, children);
    process.kill(Number.parseInt(server, 10), "SIGKILL");
    await answers();
    await editor.problem(document, CODE);
  });

  test("only what is set is sent", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "shirube-"));
    const record = path.join(folder, "record");
    const recorder = path.join(folder, "shirube");
    fs.writeFileSync(recorder, `#!/bin/sh\n[ "$1" = lsp ] || exec '${process.env.SHIRUBE_SERVER}' "$@"\ntee '${record}' | '${process.env.SHIRUBE_SERVER}' "$@"\n`, { mode: 0o755 });
    const sent = (pattern) => editor.eventually(String(pattern), () => fs.existsSync(record) && pattern.exec(fs.readFileSync(record, "utf8")));
    await set("server.path", recorder);
    await editor.eventually("the recorder to run", () => api.details().includes(`, running\npath: ${recorder} (setting)`));
    await sent(/"initializationOptions":\{\}/);
    await set("glossary.notes", ["docs/terms.md"]);
    await sent(/"method":"workspace\/didChangeConfiguration","params":\{"settings":\{"shirube":\{"glossary":\{"notes":\["docs\/terms.md"\]\}\}\}\}/);
    await set("glossary.notes", undefined);
    await set("server.path", undefined);
    await running();
    fs.rmSync(folder, { recursive: true });
  });

  test("a program that cannot run is reported, and a good path heals it", async () => {
    await running();
    await set("server.path", "/no/such/program");
    await editor.eventually("the server to be off", () => api.details().includes("server: not running"));
    await gone();
    await set("server.path", undefined);
    await running();
    await editor.problem(document, CODE);
  });

  test("a program that ends at once is given up, and a good path heals it", async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "shirube-"));
    const broken = path.join(folder, "shirube");
    fs.writeFileSync(broken, `#!/bin/sh\n[ "$1" = --version ] && echo 'shirube 0.0.0' || echo started >> '${folder}/starts'\n`, { mode: 0o755 });
    await running();
    await set("server.path", broken);
    await editor.eventually("the server to be off", () => api.details().includes("server: shirube 0.0.0, not running"));
    await gone();
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const starts = fs.readFileSync(path.join(folder, "starts"), "utf8").trim().split("\n").length;
    assert.ok(starts <= 4, `started ${starts} times`);
    await set("server.path", undefined);
    await running();
    await editor.problem(document, CODE);
    fs.rmSync(folder, { recursive: true });
  });
});
