import { spawn } from 'node:child_process';
import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { certificateOf } from '../faults/certificate.js';
import { dockerRegistry } from './programs.js';

export interface DockerRegistry {
  readonly origin: string;
  readonly host: string;
  /** Resolves when the process has ended and its files are gone. */
  readonly stop: () => Promise<void>;
}

/** The token server that the registry is to trust; a DistributionServer of the playground fits. */
export interface TrustedTokenServer {
  readonly realm: string;
  readonly service: string;
  readonly issuer: string;
  readonly signingKey: KeyObject;
}

/** The distribution project's registry on 127.0.0.1 with token authentication, its content in a folder of its own. */
export async function startDockerRegistry(tokens: TrustedTokenServer): Promise<DockerRegistry> {
  if (!dockerRegistry) {
    throw new Error('docker-registry is not installed: see scripts/setup.mjs.');
  }
  const folder = await mkdtemp(path.join(tmpdir(), 'docker-registry-'));
  const certificates = path.join(folder, 'tokens.pem');
  await writeFile(certificates, await certificateOf(tokens.signingKey));
  const configuration = path.join(folder, 'config.yml');
  const { realm, service, issuer } = tokens;
  // JSON is YAML
  await writeFile(
    configuration,
    JSON.stringify({
      version: 0.1,
      log: { level: 'info' },
      storage: { filesystem: { rootdirectory: path.join(folder, 'storage') } },
      http: { addr: '127.0.0.1:0', secret: 'only for this run' },
      auth: { token: { realm, service, issuer, rootcertbundle: certificates } },
    }),
  );

  const child = spawn(dockerRegistry.path, ['serve', configuration], {
    env: { ...dockerRegistry.env, OTEL_TRACES_EXPORTER: 'none' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const endWithUs = () => child.kill();
  process.once('exit', endWithUs);
  const ended = once(child, 'exit');
  const stop = async () => {
    process.off('exit', endWithUs);
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };

  const messages: string[] = [];
  const lines = createInterface(child.stderr);
  const host = await Promise.race([
    new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        messages.push(line);
        const [, address] = /listening on (127\.0\.0\.1:\d+)/.exec(line) ?? [];
        if (address) {
          resolve(address);
        }
      });
    }),
    ended.then(() => undefined),
  ]);
  if (host === undefined) {
    await stop();
    throw new Error(`docker-registry ended at once:\n${messages.join('\n')}`);
  }
  return { origin: `http://${host}`, host, stop };
}
