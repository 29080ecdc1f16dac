// Runs host/index.js inside the real extension host and takes over its exit code.
// The server must have been started with --enable-smoke-test-driver, or it ignores the payload.
import { openWorkbench, required } from "./workbench.mjs";

const TIMEOUT_MS = 180_000;

const server = required("VSCODE_URL");
const remote = `vscode-remote://${new URL(server).host}`;
const payload = [
  ["extensionDevelopmentPath", remote + required("EXTENSION")],
  ["extensionTestsPath", remote + required("HOST_TESTS")],
  ["skipWelcome", "true"],
];

let finish;
const finished = new Promise((resolve) => (finish = resolve));
const { browser, page } = await openWorkbench({
  server,
  folder: required("WORKSPACE"),
  payload,
  prepare: async (page) => {
    await page.exposeFunction("codeAutomationLog", (kind, values) => console.log(kind, ...values));
    await page.exposeFunction("codeAutomationExit", (code) => finish(code));
  },
});
const timer = setTimeout(() => finish("timeout"), TIMEOUT_MS);
const code = await finished;
clearTimeout(timer);
if (code !== 0) {
  console.error(`extension host ended with ${code}`);
  await page.screenshot({ path: `${required("SHOTS")}/host-failed.png` });
}
await browser.close();
process.exitCode = code === 0 ? 0 : 1;
