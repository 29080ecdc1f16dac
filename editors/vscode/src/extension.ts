/** Entry point: wires the server's session to commands and configuration. */
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { Session } from "./session";
import { StatusItem } from "./status";

/** What `activate` hands to other extensions and to the tests. */
export interface Api {
  /** Text of "Show Version": paths and versions, one `name: value` a line. */
  details(): string;
}

let session: Session | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const log = vscode.window.createOutputChannel("Shirube", { log: true });
  const status = new StatusItem();
  const current = new Session(context, log, status);
  session = current;

  context.subscriptions.push(
    log,
    status,
    ...registerCommands(current, log),
    vscode.workspace.onDidChangeConfiguration(async (event) => {
      // All other settings reach the running server.
      if (event.affectsConfiguration("shirube.server.path")) await current.restart();
    }),
  );
  await current.start();
  return { details: () => current.details() };
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
