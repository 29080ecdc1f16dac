// Every feature in every fixture with mouse and keyboard, on the installed package. Pictures go to SHOTS.
import assert from "node:assert/strict";
import fs from "node:fs";
import { centre, Workbench } from "./page.mjs";
import { openWorkbench, required } from "./workbench.mjs";

const tests = required("FIXTURES");
const folder = required("WORKSPACE");
const shots = required("SHOTS");
const expected = JSON.parse(fs.readFileSync(`${tests}/expect.json`, "utf8"));
const names = { "main.tf": "terraform", "template.yaml": "cloudformation", "note.md": "markdown" };

for (const name of Object.keys(expected)) fs.copyFileSync(`${tests}/fixtures/${name}`, `${folder}/${name}`);
const saved = (name) => fs.readFileSync(`${folder}/${name}`, "utf8").replace(/ +/g, " ");

const { browser, page } = await openWorkbench({ server: required("VSCODE_URL"), folder });
const workbench = new Workbench(page, shots);
let failed = 0;

async function step(what, body) {
  const start = Date.now();
  try {
    await body();
    console.log(`  ✔ ${what} (${Date.now() - start}ms)`);
  } catch (error) {
    failed += 1;
    console.log(`  FAIL ${what}\n${error.stack}`);
    await page.screenshot({ path: `${shots}/failed-${failed}.png` });
    await page.keyboard.press("Escape");
  }
}

/** Saves until the file holds the text: an edit may arrive after the first try. */
async function savedWith(name, text) {
  for (let attempt = 0; !saved(name).includes(text); attempt++) {
    assert.ok(attempt < 50, `${text} is not in\n${saved(name)}`);
    await page.keyboard.press("Control+S");
    await page.waitForTimeout(200);
  }
}

await page.waitForSelector(".explorer-folders-view .monaco-list-row");
for (const [name, want] of Object.entries(expected)) {
  const picture = (what) => workbench.picture(`${names[name]}-${what}`);
  console.log(`\n  ${name}`);
  await step("opens", () => workbench.openFile(name));

  await step("underlines the problem and lists it", async () => {
    await workbench.squiggleBelow(want.problem.in);
    await workbench.problemRow(want.problem.code);
    await picture("problem");
    await workbench.closePanel();
  });

  await step("shows the design hint", async () => {
    await workbench.waitForText(want.hint.shows, want.hint.in);
    await picture("hint");
  });

  const hovers = async () => {
    for (const { on, shows } of want.hovers) {
      const shown = await workbench.hover(on, shows);
      assert.ok(shown.includes(shows), `${on} shows:\n${shown}`);
    }
  };
  await step("explains terms under the mouse", async () => {
    const [{ on, shows }] = want.hovers;
    assert.ok((await workbench.hover(on, shows)).includes(shows));
    await picture("hover");
    await hovers();
  });

  await step("explains the problem under the mouse", async () => {
    const { x, y, width, height } = await workbench.squiggleBelow(want.problem.in);
    await workbench.dismiss();
    await page.mouse.move(x + Math.min(width / 2, 60), y + height / 2, { steps: 3 });
    await page.waitForSelector(`.monaco-hover:not(.hidden) :text("${want.problem.code}")`);
    await picture("problem-hover");
  });

  await step("offers the quick fix and the DR actions", async () => {
    const { x, y, width, height } = await workbench.squiggleBelow(want.problem.in);
    await workbench.actionMenu({ x: x + Math.min(width / 2, 60), y: y + height / 2 }, want.fix.title);
    await picture("quick-fix");
    for (const [index, { on, title }] of want.dr.entries()) {
      await workbench.actionMenu(centre(await workbench.rectangle(on)), title);
      await picture(`dr-${index + 1}`);
    }
    await workbench.dismiss();
  });

  await step("stays right after typing above", async () => {
    const before = await workbench.squiggleBelow(want.problem.in);
    const head = name.endsWith(".md") ? "" : "# ";
    await workbench.typeAbove([`${head}追記 😀 one`, `${head}追記 two`]);
    const after = await workbench.squiggleMoved(want.problem.in, before);
    assert.deepEqual(after.place, before.place);
    await hovers();
  });

  await step("applies the quick fix", async () => {
    assert.ok(!saved(name).includes(want.fix.adds));
    const { x, y, width, height } = await workbench.squiggleBelow(want.problem.in);
    await workbench.actionMenu({ x: x + Math.min(width / 2, 60), y: y + height / 2 }, want.fix.title);
    await workbench.accept();
    await savedWith(name, want.fix.adds);
  });

  for (const { on, title, adds, creates } of want.dr) {
    await step(`applies the DR action on ${on}`, async () => {
      assert.ok(!saved(name).includes(adds));
      await workbench.actionMenu(centre(await workbench.rectangle(on)), title);
      await workbench.accept();
      await workbench.confirmPreview();
      await savedWith(name, adds);
      if (creates) assert.ok(saved(creates).length > 0, creates);
    });
  }
  await picture("after");
}

await browser.close();
console.log(failed === 0 ? "\n  all passed" : `\n  ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
