// The workbench as a user sees it: files, words, squiggles, menus.

export class Workbench {
  constructor(page, shots) {
    this.page = page;
    this.shots = shots;
  }

  /** A picture for the README, or of a failure. */
  async picture(name) {
    await this.page.waitForFunction(() => look.settled());
    await this.page.waitForTimeout(300); // popups fade in
    await this.page.screenshot({ path: `${this.shots}/${name}.png` });
  }

  /** Opens a file from the explorer (quick open needs a search tool that is not installed) and hides the explorer. */
  async openFile(name) {
    const { page } = this;
    const row = page.locator(`.explorer-folders-view .monaco-list-row:has-text("${name}")`).first();
    if (!(await row.isVisible())) await page.keyboard.press("Control+Shift+E");
    await row.dblclick();
    await page.waitForSelector(`.tab.active[data-resource-name="${name}"]`);
    await page.waitForSelector(".view-lines .view-line");
    await page.keyboard.press("Control+B");
    await row.waitFor({ state: "hidden" });
  }

  /** Types lines at the very start of the file. */
  async typeAbove(lines) {
    await this.dismiss();
    await this.page.keyboard.press("Control+Home");
    for (const line of lines) {
      await this.page.keyboard.type(line);
      await this.page.keyboard.press("Enter");
    }
  }

  /** Where a text is on the screen; the hints at the ends of lines count as text. */
  async rectangle(text) {
    return (await this.page.waitForFunction((text) => look.text(text), text)).jsonValue();
  }

  /** Waits for a text on the line of another or below. */
  async waitForText(text, anchor) {
    await this.page.waitForFunction(([text, anchor]) => look.text(text, anchor), [text, anchor]);
  }

  /** The first squiggle on the line of a text or below; `place` is relative to the text. */
  async squiggleBelow(text) {
    return (await this.page.waitForFunction((text) => look.squiggleBelow(text), text)).jsonValue();
  }

  /** The same after typing above: waits until it is further down, and stands as before or time is up. */
  async squiggleMoved(text, before) {
    for (let attempt = 0; ; attempt++) {
      const now = await this.squiggleBelow(text);
      const settled = now.y > before.y && String(now.place) === String(before.place);
      if (settled || attempt === 50) return now;
      await this.page.waitForTimeout(100);
    }
  }

  /** Text of the hover on a word, once it holds what is looked for; else what it holds in the end. */
  async hover(text, shows) {
    let shown;
    for (let attempt = 0; attempt < 6; attempt++) {
      await this.dismiss();
      const { x, y } = centre(await this.rectangle(text));
      await this.page.mouse.move(x - 2, y);
      await this.page.mouse.move(x, y, { steps: 3 });
      shown = await this.hoverText(shows);
      if (shown?.includes(shows)) break;
    }
    return shown ?? "(no hover)";
  }

  async hoverText(shows) {
    const hover = this.page.locator(".monaco-hover:not(.hidden)").filter({ hasText: shows }).first();
    const found = await hover.waitFor({ timeout: 5000 }).then(() => true, () => false);
    const visible = found ? hover : this.page.locator(".monaco-hover:not(.hidden)").first();
    return (await visible.isVisible()) ? (await visible.innerText()).replaceAll("\u00a0", " ") : undefined;
  }

  /** Closes hovers and menus. */
  async dismiss() {
    await this.page.mouse.move(4, 4);
    await this.page.keyboard.press("Escape");
  }

  /** Opens the action menu at a point and focuses the row that holds one of the words. */
  async actionMenu(point, words) {
    const { page } = this;
    const rows = page.locator(".action-widget .monaco-list-row.action");
    for (let attempt = 0; ; attempt++) {
      await this.dismiss();
      await page.mouse.click(point.x, point.y);
      await page.keyboard.press("Control+.");
      // A hover that is still closing can swallow the menu.
      if (await rows.first().waitFor({ timeout: 4000 }).then(() => true, () => false)) break;
      if (attempt === 5) throw new Error("no action menu");
    }
    const matches = (title) => words.some((word) => title.toLowerCase().includes(word.toLowerCase()));
    const titles = (await rows.allInnerTexts()).map((title) => title.replaceAll("\u00a0", " ").trim());
    if (!titles.some(matches)) throw new Error(`no action named ${words.join(" or ")} among ${JSON.stringify(titles)}`);
    for (let step = 0; step <= titles.length; step++) {
      const focused = await page.locator(".action-widget .monaco-list-row.focused").innerText();
      if (matches(focused.replaceAll("\u00a0", " "))) return;
      await page.keyboard.press("ArrowDown");
    }
    throw new Error(`cannot reach ${words[0]} in ${JSON.stringify(titles)}`);
  }

  /** Takes the focused action. A click could be caught by the layer behind the menu. */
  async accept() {
    await this.page.keyboard.press("Enter");
    await this.page.waitForSelector(".action-widget", { state: "hidden" });
  }

  /** Ticks everything in the preview of a change that asks for confirmation, if there is one, and applies it. */
  async confirmPreview() {
    const { page } = this;
    const preview = page.locator(".bulk-edit-panel");
    if (!(await preview.waitFor({ timeout: 1500 }).then(() => true, () => false))) return;
    await this.picture("preview");
    const files = preview.locator('.monaco-list-row[aria-level="1"] input.edit-checkbox');
    // Ticking a file ticks its edits.
    for (let i = 0; i < (await files.count()); i++) await files.nth(i).setChecked(true);
    const ticked = () => [...document.querySelectorAll(".bulk-edit-panel input.edit-checkbox")].every((box) => box.checked);
    await page.waitForFunction(ticked);
    await preview.locator('.monaco-button:has-text("Apply")').click();
    await preview.waitFor({ state: "hidden" });
  }

  /** A row of the Problems panel. */
  async problemRow(text) {
    await this.page.keyboard.press("Control+Shift+M");
    await this.page.waitForSelector(`.markers-panel .monaco-list-row:has-text("${text}")`);
  }

  async closePanel() {
    await this.page.keyboard.press("Control+J");
    await this.page.waitForSelector(".markers-panel", { state: "hidden" });
  }
}

export const centre = ({ x, y, width, height }) => ({ x: x + width / 2, y: y + height / 2 });
