// A headless browser on the VS Code server: all that both runs share.
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Opens `folder` in the workbench; `payload` is what a development host is told. */
export async function openWorkbench({ server, folder, payload = [], prepare = async () => {} }) {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: ARGUMENTS });
  // Twice the pixels: the pictures are meant to be read.
  const page = await browser.newPage({ viewport: { width: 1040, height: 800 }, deviceScaleFactor: 2 });
  page.setDefaultTimeout(30_000);
  await page.addInitScript({ path: fileURLToPath(new URL("in-page.js", import.meta.url)) });
  await prepare(page);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  await page.goto(`${server}/?${query}`);
  return { browser, page };
}

export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; start this through run.sh`);
  return value;
}
