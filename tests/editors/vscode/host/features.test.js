// Every feature in every fixture, through the editor's API.
const vscode = require("vscode");
const assert = require("node:assert/strict");
const editor = require("./editor");

for (const [name, want] of Object.entries(editor.expected)) {
  suite(name, () => {
    let document;
    suiteSetup(async () => {
      document = await editor.open(name);
    });

    const hovers = async () => {
      for (const { on, shows } of want.hovers) {
        const shown = await editor.eventually(`a hover on ${on}`, () => editor.hover(document, on));
        assert.ok(shown.includes(shows), `${on} shows:\n${shown}`);
      }
    };
    test("explains terms", hovers);

    const problem = async () => {
      const found = await editor.problem(document, want.problem.code);
      assert.equal(found.source, "shirube");
      assert.ok(editor.block(document, want.problem.in).contains(found.range.start), JSON.stringify(found.range));
      return found;
    };
    test("underlines the problem", problem);

    const hint = () =>
      editor.eventually(`the hint ${want.hint.shows}`, async () =>
        (await editor.hints(document, editor.block(document, want.hint.in))).includes(want.hint.shows),
      );
    test("shows the design hint", hint);

    test("stays right after typing above", async () => {
      const before = await problem();
      const underlined = editor.underlined(document, before);
      const head = name.endsWith(".md") ? "" : "# ";
      const edit = new vscode.WorkspaceEdit();
      edit.insert(document.uri, new vscode.Position(0, 0), `${head}追記 😀 one\n${head}追記 two\n`);
      // And before a term, on its own line: an emoji is two UTF-16 units and four bytes.
      const term = editor.position(document, want.hovers[0].on);
      edit.insert(document.uri, term.with({ character: head.length }), "😀 ");
      await vscode.workspace.applyEdit(edit);

      const after = await editor.eventually("the problem to move down", () => {
        const now = editor.findProblem(document, want.problem.code);
        return now?.range.start.line === before.range.start.line + 2 && now;
      });
      assert.equal(editor.underlined(document, after), underlined);
      await hovers();
      await hint();
    });

    test("applies the quick fix", async () => {
      assert.ok(!editor.text(document).includes(want.fix.adds));
      const { range } = await problem();
      const fixes = await editor.actions(document, range, "quickfix");
      await editor.apply(editor.titled(fixes, want.fix.title));
      assert.ok(editor.text(document).includes(want.fix.adds), document.getText());
      await editor.eventually("the problem to go", () => !editor.findProblem(document, want.problem.code));
    });

    for (const { on, title, adds, creates } of want.dr) {
      test(`applies the DR action on ${on}`, async () => {
        assert.ok(!editor.text(document).includes(adds));
        const at = editor.position(document, on, 1);
        const offered = await editor.actions(document, new vscode.Range(at, at), "refactor.rewrite.shirube.dr");
        await editor.apply(editor.titled(offered, title));
        assert.ok(editor.text(document).includes(adds), document.getText());
        if (creates) assert.ok((await editor.sibling(document, creates)).getText().length > 0);
      });
    }
  });
}
