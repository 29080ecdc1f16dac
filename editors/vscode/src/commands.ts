/** The commands of the palette. */
import * as vscode from "vscode";
import type { Session } from "./session";

export function registerCommands(session: Session, log: vscode.LogOutputChannel): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand("shirube.restart", () => session.restart()),
    vscode.commands.registerCommand("shirube.showLogs", () => log.show()),
    vscode.commands.registerCommand("shirube.showVersion", () => showVersion(session.details(), log)),
  ];
}

function showVersion(details: string, log: vscode.LogOutputChannel): void {
  log.info(`version\n${details}`);
  const copy = vscode.l10n.t("Copy");
  // A notification has one line; the log and the clipboard get the lines as they are.
  void vscode.window.showInformationMessage(details.split("\n").join(" · "), copy).then(async (choice) => {
    if (choice === copy) await vscode.env.clipboard.writeText(details);
  });
}
