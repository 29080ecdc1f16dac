// Loaded by the extension host. Mocha lives in the scratch folder, not beside this file.
const fs = require("node:fs");
const path = require("node:path");
const { format } = require("node:util");
const { createRequire } = require("node:module");

exports.run = () => {
  const Mocha = createRequire(path.join(process.env.TOOLS, "package.json"))("mocha");
  // The host's console is full of the editor's own messages.
  Mocha.reporters.Base.consoleLog = (...line) => fs.appendFileSync(process.env.REPORT, `${format(...line)}\n`);
  const mocha = new Mocha({ ui: "tdd", timeout: 30_000, color: false });
  for (const suite of ["features.test.js", "session.test.js"]) mocha.addFile(path.join(__dirname, suite));
  return new Promise((resolve, reject) => {
    mocha.run((failures) => (failures === 0 ? resolve() : reject(new Error(`${failures} tests failed`))));
  });
};
