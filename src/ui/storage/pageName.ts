import { randomUUID } from 'node:crypto';
import { Uri, env, workspace } from 'vscode';

// In a browser, what has this scheme lies in the memory of the page.
const FILE = Uri.from({ scheme: 'tmp', path: '/registry-auth/page' });

/**
 * A name for the page of a browser-hosted window: an extension host that starts anew in the page finds it again, a page
 * that is loaded anew has another. (The editor's own name for its session is the same for all where telemetry is off.)
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
