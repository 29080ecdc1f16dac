/** One running server: start, stop, restart, crash, and settings while it runs. */
import * as vscode from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  State,
  type ErrorHandler,
  type LanguageClientOptions,
} from "vscode-languageclient/node";
import { DOCUMENTS } from "./documents";
import { locate, NotUsable, type Server } from "./locate";
import { serverSettings } from "./settings";
import type { StatusItem } from "./status";

/** A server that ends by itself more often than this within the window is not started again. */
const MAX_CRASHES = 3;
const CRASH_WINDOW_MS = 3 * 60 * 1000;

export class Session {
  private client: LanguageClient | undefined;
  private server: Server | undefined;
  /** Starts and stops run one after the other, however fast they are asked for. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly log: vscode.LogOutputChannel,
    private readonly status: StatusItem,
  ) {}

  start(): Promise<void> {
    return this.enqueue(() => this.startNow());
  }

  stop(): Promise<void> {
    return this.enqueue(() => this.stopNow());
  }

  restart(): Promise<void> {
    return this.enqueue(async () => {
      await this.stopNow();
      await this.startNow();
    });
  }

  details(): string {
    const state = this.client?.state === State.Running ? "running" : "not running";
    return [
      `extension: ${this.context.extension.packageJSON.version}`,
      `server: ${this.server ? `${this.server.version}, ` : ""}${state}`,
      `path: ${this.server ? `${this.server.command} (${this.server.origin})` : "-"}`,
      `editor: ${vscode.env.appName} ${vscode.version}`,
      `platform: ${process.platform}-${process.arch}`,
      `language: ${vscode.env.language}`,
    ].join("\n");
  }

  private enqueue(step: () => Promise<void>): Promise<void> {
    this.queue = this.queue.then(step, step);
    return this.queue;
  }

  private async startNow(): Promise<void> {
    if (this.client !== undefined) return;
    this.status.starting();
    try {
      this.server = await locate({
        setting: vscode.workspace.getConfiguration("shirube").get("server.path", "").trim(),
        extension: this.context.extensionPath,
        env: process.env,
      });
      this.log.info(`starting ${this.server.command} (${this.server.origin}, ${this.server.version})`);
      this.client = this.newClient(this.server);
      await this.client.start();
    } catch (error) {
      this.failed(error);
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.server = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // A server that never came up, or is already gone, cannot be asked to shut down.
      this.log.debug(`stop: ${message(error)}`);
    }
    this.status.stopped();
  }

  private newClient(server: Server): LanguageClient {
    const options: LanguageClientOptions = {
      documentSelector: DOCUMENTS,
      initializationOptions: () => serverSettings(),
      // Settings go to the server at the start, whenever they change, and per folder when it asks.
      synchronize: { configurationSection: "shirube" },
      middleware: {
        workspace: {
          didChangeConfiguration: () =>
            client.sendNotification(DidChangeConfigurationNotification.type, {
              settings: { shirube: serverSettings() },
            }),
          configuration: (params) =>
            params.items.map(({ section, scopeUri }) =>
              section === "shirube" ? serverSettings(scopeUri ? vscode.Uri.parse(scopeUri) : undefined) : null,
            ),
        },
      },
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      errorHandler: this.errorHandler(),
      initializationFailedHandler: () => false,
      markdown: { supportHtml: false, isTrusted: false },
    };
    const executable = { command: server.command, args: ["lsp"] };
    const client = new LanguageClient("shirube", "Shirube", { run: executable, debug: executable }, options);
    client.onDidChangeState(({ newState }) => {
      if (client !== this.client) return;
      if (newState === State.Running) this.status.running(server.version);
      else if (newState === State.Starting) this.status.starting();
    });
    return client;
  }

  private errorHandler(): ErrorHandler {
    const crashes: number[] = [];
    return {
      error: () => ({ action: ErrorAction.Continue, handled: true }),
      closed: () => {
        const now = Date.now();
        crashes.push(now);
        const recent = crashes.filter((time) => now - time < CRASH_WINDOW_MS).length;
        if (recent <= MAX_CRASHES) {
          this.log.warn(`server ended unexpectedly, starting it again (${recent} of ${MAX_CRASHES})`);
          return { action: CloseAction.Restart, handled: true };
        }
        this.failed(new Error(vscode.l10n.t("it ended unexpectedly {0} times", recent)));
        return { action: CloseAction.DoNotRestart, handled: true };
      },
    };
  }

  /** Says once what is wrong and what to do; details are in the log. */
  private failed(error: unknown): void {
    const reason = describe(error);
    this.log.error(reason);
    this.status.failed(reason);
    const settings = vscode.l10n.t("Open Settings");
    const logs = vscode.l10n.t("Show Logs");
    void vscode.window
      .showErrorMessage(vscode.l10n.t("Shirube cannot start its server: {0}", reason), settings, logs)
      .then((choice) => {
        if (choice === settings) void vscode.commands.executeCommand("workbench.action.openSettings", "shirube.server.path");
        if (choice === logs) this.log.show();
      });
  }
}

function describe(error: unknown): string {
  if (!(error instanceof NotUsable)) return message(error);
  const { origin, command } = error;
  if (command === undefined) {
    return vscode.l10n.t("the program shirube was not found. Install it, or set shirube.server.path.");
  }
  if (origin === "setting") return vscode.l10n.t("{0} (from shirube.server.path): {1}", command, error.message);
  return `${command} (${origin}): ${error.message}`;
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
