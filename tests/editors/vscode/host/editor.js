/** The questions the tests ask of a document, answered by the editor's own API. */
const vscode = require("vscode");
const fs = require("node:fs");
const path = require("node:path");

const tests = path.join(__dirname, "..", "..");

exports.expected = JSON.parse(fs.readFileSync(path.join(tests, "expect.json"), "utf8"));

/** A fresh copy of a fixture in the workspace folder, shown in an editor. */
exports.open = async (name, as = name) => {
  const folder = vscode.workspace.workspaceFolders[0].uri;
  const uri = vscode.Uri.joinPath(folder, as);
  await vscode.workspace.fs.writeFile(uri, fs.readFileSync(path.join(tests, "fixtures", name)));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
};

/** A document in the same folder. */
exports.sibling = (document, name) => vscode.workspace.openTextDocument(vscode.Uri.joinPath(document.uri, "..", name));

/** Waits until `condition` gives something true, and returns it. */
const eventually = async (what, condition, milliseconds = 20_000) => {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`still waiting for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
};
exports.eventually = eventually;

/** The text with runs of spaces as one: how a fix aligns is not the question here. */
exports.text = (document) => document.getText().replace(/ +/g, " ");

/** Position `inside` characters after the start of the first occurrence. */
const position = (document, part, inside = 0) => {
  const offset = document.getText().indexOf(part);
  if (offset < 0) throw new Error(`not in the document: ${part}`);
  return document.positionAt(offset + inside);
};
exports.position = position;

/** The paragraph whose first line holds `part`. */
exports.block = (document, part) => {
  const first = position(document, part).line;
  let last = first;
  while (last + 1 < document.lineCount && /^(?!```).*\S/.test(document.lineAt(last + 1).text)) last += 1;
  return new vscode.Range(first, 0, last, document.lineAt(last).text.length);
};

exports.hover = async (document, part) => {
  const at = position(document, part, 1);
  const hovers = await vscode.commands.executeCommand("vscode.executeHoverProvider", document.uri, at);
  return hovers.flatMap(({ contents }) => contents.map((content) => content.value ?? content)).join("\n");
};

const findProblem = (document, code) =>
  vscode.languages.getDiagnostics(document.uri).find((diagnostic) => (diagnostic.code?.value ?? diagnostic.code) === code);
exports.findProblem = findProblem;

exports.problem = (document, code) => eventually(`the problem ${code}`, () => findProblem(document, code));

/** The text under the first line of a squiggle. */
exports.underlined = (document, { range }) => document.getText(range).split("\n", 1)[0];

exports.hints = async (document, range) => {
  const hints = await vscode.commands.executeCommand("vscode.executeInlayHintProvider", document.uri, range);
  return hints
    .filter(({ position }) => range.contains(position))
    .map(({ label }) => (typeof label === "string" ? label : label.map(({ value }) => value).join("")))
    .join(" | ");
};

/** Actions of one kind, with their edits resolved. */
exports.actions = (document, range, kind) =>
  vscode.commands.executeCommand("vscode.executeCodeActionProvider", document.uri, range, kind, 20);

/** The action whose title has one of these words. */
exports.titled = (actions, words) => {
  const titles = actions.map(({ title }) => title);
  const index = titles.findIndex((title) => words.some((word) => title.toLowerCase().includes(word.toLowerCase())));
  if (index < 0) throw new Error(`no action named ${words.join(" or ")} among ${JSON.stringify(titles)}`);
  return actions[index];
};

exports.apply = async (action) => {
  if (action.edit) await vscode.workspace.applyEdit(action.edit);
  if (action.command) await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
};
