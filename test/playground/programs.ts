import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as paths from '../../scripts/paths.mjs';

export interface Program {
  readonly path: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Undefined where set-up could not get it; CI must have it, so there the tests run and fail. */
export const skopeo: Program | undefined = paths.skopeo();
export const dockerRegistry: Program | undefined = paths.dockerRegistry();

export const curl = programInPath('curl');
export const bash = programInPath('bash');

export function missing(...programs: readonly (Program | undefined)[]): boolean {
  return !process.env.CI && programs.includes(undefined);
}

/** What the program printed. Rejects with its exit code and messages when it fails. */
export async function run(
  program: Program | undefined,
  args: readonly string[],
): Promise<{ stdout: string; stderr: string }> {
  if (!program) {
    throw new Error('The program is not installed: see scripts/setup.mjs.');
  }
  return promisify(execFile)(program.path, args, { env: program.env });
}

function programInPath(name: string): Program | undefined {
  const path = paths.inPath(name);
  return path === undefined ? undefined : { path, env: process.env };
}
