/** The entry in the language status menu: health, version, and a way to the log. */
import * as vscode from "vscode";
import { DOCUMENTS } from "./documents";

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem("shirube", DOCUMENTS);

  constructor() {
    this.item.name = "Shirube";
    this.item.command = { title: vscode.l10n.t("Show Logs"), command: "shirube.showLogs" };
    this.stopped();
  }

  starting(): void {
    this.show("Shirube", vscode.l10n.t("starting"), vscode.LanguageStatusSeverity.Information, true);
  }

  /** `version` is the server's own name and version, such as `shirube 0.1.0`. */
  running(version: string): void {
    this.show(version.replace(/^shirube/, "Shirube"), vscode.l10n.t("running"), vscode.LanguageStatusSeverity.Information);
  }

  stopped(): void {
    this.show("Shirube", vscode.l10n.t("stopped"), vscode.LanguageStatusSeverity.Warning);
  }

  failed(reason: string): void {
    this.show("Shirube", reason, vscode.LanguageStatusSeverity.Error);
  }

  dispose(): void {
    this.item.dispose();
  }

  private show(text: string, detail: string, severity: vscode.LanguageStatusSeverity, busy = false): void {
    Object.assign(this.item, { text, detail, severity, busy });
  }
}
