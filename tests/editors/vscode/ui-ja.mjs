// The same editor with its display language set to Japanese: the extension's own texts, and the server's answers in code.
import assert from "node:assert/strict";
import fs from "node:fs";
import { Workbench } from "./page.mjs";
import { openWorkbench, required } from "./workbench.mjs";

const tests = required("FIXTURES");
const folder = required("WORKSPACE");
const want = JSON.parse(fs.readFileSync(`${tests}/expect.json`, "utf8"))["main.tf"];
const KANA = /[ぁ-んァ-ヴ]/;

fs.copyFileSync(`${tests}/fixtures/main.tf`, `${folder}/main.tf`);
const { browser, page } = await openWorkbench({ server: required("VSCODE_URL"), folder });
const workbench = new Workbench(page, required("SHOTS"));
let failed = 0;

async function step(what, body) {
  try {
    await body();
    console.log(`  ✔ ${what}`);
  } catch (error) {
    failed += 1;
    console.log(`  FAIL ${what}\n${error.stack}`);
    await page.screenshot({ path: `${required("SHOTS")}/failed-ja-${failed}.png` });
    await page.keyboard.press("Escape");
  }
}

console.log("\n  Japanese");
await step("opens a file", async () => {
  await page.waitForSelector(".explorer-folders-view .monaco-list-row");
  await workbench.openFile("main.tf");
  await workbench.squiggleBelow(want.problem.in);
});

await step("the problem and its fix are in Japanese", async () => {
  const { x, y, width, height } = await workbench.squiggleBelow(want.problem.in);
  await page.mouse.move(x + Math.min(width / 2, 60), y + height / 2, { steps: 3 });
  const hover = page.locator(".monaco-hover:not(.hidden)").filter({ hasText: want.problem.code }).first();
  await hover.waitFor();
  const message = hover.locator(".marker").first();
  assert.match(await message.innerText(), KANA);
  await workbench.picture("ja-problem");
  await workbench.actionMenu({ x: x + Math.min(width / 2, 60), y: y + height / 2 }, want.fix.title);
  assert.match(await page.locator(".action-widget .monaco-list-row.focused").innerText(), KANA);
  await workbench.picture("ja-quick-fix");
  await page.keyboard.press("Escape");
});

await step("the explanation of a resource type is in Japanese", async () => {
  const { on, shows } = want.hovers.at(-1);
  assert.match(await workbench.hover(on, shows), KANA);
  await workbench.picture("ja-hover");
  await workbench.dismiss();
});

await step("commands are in Japanese", async () => {
  await page.keyboard.press("F1");
  await page.keyboard.type("Shirube");
  for (const title of ["サーバーの再起動", "ログの表示", "バージョンの表示"]) {
    await page.waitForSelector(`.quick-input-list .monaco-list-row:has-text("${title}")`);
  }
  await workbench.picture("ja-commands");
  await page.keyboard.press("Escape");
});

await step("settings are in Japanese", async () => {
  await page.keyboard.press("Control+,");
  await page.waitForSelector(".settings-editor .suggest-input-container");
  await page.keyboard.type("shirube");
  await page.waitForSelector('.settings-editor :text("メッセージと説明の言語です。")');
  await workbench.picture("ja-settings");
});

await browser.close();
console.log(failed === 0 ? "\n  all passed" : `\n  ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
