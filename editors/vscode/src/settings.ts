/** The settings that are the server's business, in the shape that the server reads. */
import * as vscode from "vscode";

/** Everything under `shirube` except what only the client needs (`server.path`, `trace.server`). */
export const SERVER_KEYS = [
  "language",
  "profile",
  "rules",
  "drRegion",
  "glossary.notes",
  "inlayHints.enable",
  "diagnostics.docsUrl",
] as const;

export interface ServerSettings {
  [key: string]: unknown;
}

/**
 * Only what somebody has set: a default sent by the editor would be
 * indistinguishable from a choice and would hide the workspace's `shirube.toml`.
 */
export function serverSettings(scope?: vscode.Uri): ServerSettings {
  const config = vscode.workspace.getConfiguration("shirube", scope);
  const settings: ServerSettings = {};
  for (const key of SERVER_KEYS) {
    const value = config.get(key);
    // An emptied field of the settings page counts as not set.
    if (isSet(config.inspect(key)) && value !== "") nest(settings, key.split("."), value);
  }
  return settings;
}

function isSet(value: ReturnType<vscode.WorkspaceConfiguration["inspect"]>): boolean {
  return (
    value?.globalValue !== undefined ||
    value?.workspaceValue !== undefined ||
    value?.workspaceFolderValue !== undefined
  );
}

function nest(into: ServerSettings, [head, ...rest]: string[], value: unknown): void {
  if (head === undefined) return;
  if (rest.length === 0) into[head] = value;
  else nest((into[head] ??= {}) as ServerSettings, rest, value);
}
