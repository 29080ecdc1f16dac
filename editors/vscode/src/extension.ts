/** Entry point: wires the server's session to commands and configuration. */
import * as vscode from "vscode";
import { registerCommands } from "./commands";
import { DOCUMENTS } from "./documents";
import { Session } from "./session";
import { StatusItem } from "./status";

/** What `activate` hands to other extensions and to the tests. */
export interface Api {
  /** Text of "Show Version": paths and versions, one `name: value` a line. */
  details(): string;
}

let session: Session | undefined;

export function activate(context: vscode.ExtensionContext): Api {
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
  startWithFirstDocument(context, current);
  return { details: () => current.details() };
}

/**
 * A `.tf` file is plain text to an editor without a Terraform extension, so plain text wakes this extension:
 * the server must wait for a document that is its business.
 */
function startWithFirstDocument(context: vscode.ExtensionContext, current: Session): void {
  const concerns = (document: vscode.TextDocument) => vscode.languages.match(DOCUMENTS, document) > 0;
  if (vscode.workspace.textDocuments.some(concerns)) {
    void current.start();
    return;
  }
  const listener = vscode.workspace.onDidOpenTextDocument((document) => {
    if (!concerns(document)) return;
    listener.dispose();
    void current.start();
  });
  context.subscriptions.push(listener);
}

export async function deactivate(): Promise<void> {
  await session?.stop();
}
