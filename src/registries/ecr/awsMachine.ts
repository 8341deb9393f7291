import { exec } from 'node:child_process';
import { homedir } from 'node:os';
import path from 'node:path';

/** What the AWS tools read from a machine. */
export interface AwsMachine {
  /** Folder that contains `.aws`. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Standard output of a shell command. Rejects if the command fails. */
  run(command: string, signal: AbortSignal): Promise<string>;
}

// A command that opens a browser, or waits for a touch on a security key, takes a while.
const RUN_LIMIT = 120_000;

export function thisMachine(): AwsMachine {
  const environment = { ...process.env };
  return {
    home: homedir(),
    environment,
    run: (command, signal) =>
      new Promise((resolve, reject) => {
        exec(
          command,
          { signal, timeout: RUN_LIMIT, maxBuffer: 1024 * 1024, windowsHide: true, env: environment },
          (error, stdout) => {
            // Node's error quotes the command and its output; either can hold a secret.
            if (error) {
              reject(new Error(error.code === undefined ? 'it was stopped' : `it exited with ${String(error.code)}`));
            } else {
              resolve(stdout);
            }
          },
        );
      }),
  };
}

/** Paths of the two shared files (AWS SDKs and Tools reference, "Location of the shared files"). */
export function sharedFiles({ home, environment }: AwsMachine): { configFilepath: string; filepath: string } {
  const resolve = (named: string | undefined, name: string): string =>
    (named ?? path.join(home, '.aws', name)).replace(/^~(?=[/\\])/, home);
  return {
    configFilepath: resolve(environment.AWS_CONFIG_FILE, 'config'),
    filepath: resolve(environment.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}
