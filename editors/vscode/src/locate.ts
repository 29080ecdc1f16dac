/** Finds the server's program and proves that it runs. Knows nothing of VS Code. */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

/** Where a candidate came from, in order of precedence. */
export type Origin = "setting" | "environment" | "bundled" | "PATH";

export interface Server {
  command: string;
  origin: Origin;
  /** As printed by `--version`, for example `shirube 0.1.0`. */
  version: string;
}

export interface Places {
  /** The setting `shirube.server.path`; empty when not set. */
  setting: string;
  /** Folder of the extension, which may hold `server/shirube`. */
  extension: string;
  env: NodeJS.ProcessEnv;
}

/** Why no server can be used. `command` is absent when there was no candidate at all. */
export class NotUsable extends Error {
  constructor(
    readonly origin: Origin,
    readonly command: string | undefined,
    reason: string,
  ) {
    super(reason);
  }
}

const PROGRAM = process.platform === "win32" ? "shirube.exe" : "shirube";
/** A healthy server answers in milliseconds; a cold disk or a virus scanner may need seconds. */
const VERSION_TIMEOUT_MS = 10_000;

/**
 * The setting, then `SHIRUBE_SERVER`, then the bundled program, then `PATH`.
 * What the user chose must work: a broken setting is an error, not a reason to take another program.
 */
export async function locate(places: Places): Promise<Server> {
  const { setting, env } = places;
  if (setting !== "") return probe("setting", chosen(setting, env));
  if (env.SHIRUBE_SERVER) return probe("environment", chosen(env.SHIRUBE_SERVER, env));

  const bundled = path.join(places.extension, "server", PROGRAM);
  const onPath = searchPath(PROGRAM, env);
  if (existsSync(bundled)) {
    // The bundled program may not fit an unusual system (another libc, say): one on PATH then helps.
    const server = probe("bundled", bundled);
    return onPath === undefined ? server : server.catch(() => probe("PATH", onPath));
  }
  if (onPath !== undefined) return probe("PATH", onPath);
  throw new NotUsable("PATH", undefined, `no ${PROGRAM} on PATH`);
}

/** A bare name is looked up on PATH, `~/` is the home folder, anything else must be absolute. */
function chosen(value: string, env: NodeJS.ProcessEnv): string {
  if (value.startsWith("~/")) return path.join(homedir(), value.slice(2));
  if (path.basename(value) === value) return searchPath(value, env) ?? value;
  return value;
}

/**
 * Own look-up instead of the system's: Windows would search the working directory first,
 * and a folder that is only being read must never supply the program.
 */
function searchPath(name: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? env.Path ?? "").split(path.delimiter).filter(path.isAbsolute);
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function probe(origin: Origin, command: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new NotUsable(origin, command, reason));
    if (!path.isAbsolute(command)) return fail("not found, and not an absolute path");
    execFile(command, ["--version"], { timeout: VERSION_TIMEOUT_MS, windowsHide: true }, (error, stdout, stderr) => {
      const version = firstLine(stdout);
      if (error) return fail(firstLine(stderr) || firstLine(error.message));
      if (!version.startsWith("shirube ")) return fail(`--version printed "${version}"`);
      resolve({ command, origin, version });
    });
  });
}

function firstLine(text: string): string {
  return text.trim().split(/\r?\n/, 1)[0] ?? "";
}
