import { randomUUID } from 'node:crypto';
import { env, Uri, workspace } from 'vscode';

// In a browser, files with this scheme are in the page's memory.
const FILE = Uri.from({ scheme: 'tmp', path: '/registry-auth/page' });

/**
 * Returns a unique name for the page of a browser-hosted window. It stays the same when the extension host restarts,
 * and changes when the page reloads. The editor's own session ID is no alternative: it is the same for all windows when
 * telemetry is off.
 */
export async function pageName(): Promise<string> {
  try {
    return Buffer.from(await workspace.fs.readFile(FILE)).toString();
  } catch {
    const name = randomUUID();
    try {
      await workspace.fs.writeFile(FILE, Buffer.from(name));
      return name;
    } catch {
      return env.sessionId;
    }
  }
}
