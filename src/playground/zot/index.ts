import { randomUUID } from 'node:crypto';
import type { Credential } from '../../auth/credential.js';
import { findRoute } from '../images/contentApi.js';
import { makeRepository } from '../images/images.js';
import { json, refusal } from '../refusal.js';
import { basicPair, randomSecret } from '../request.js';
import { listen, type LoopbackServer, type ReceivedRequest, type ServerAnswer } from '../server.js';

export interface ZotServer extends LoopbackServer {
  readonly credentials: {
    /** Can push to `team/app`. */
    readonly user: Extract<Credential, { type: 'password' }>;
  };
}

const UPLOADS = /^\/v2\/(.+)\/blobs\/uploads\/([\w-]*)$/;

/**
 * Starts a publicly readable registry, like a zot with anonymous policies: `/v2/` and reading require no credential,
 * writing requires a user name and password (project-zot/zot 3538). Uploads can be started and canceled, but it accepts
 * no content.
 */
export async function startZotServer(): Promise<ZotServer> {
  const listener = await listen();
  const user = { type: 'password', username: 'dana', password: randomSecret() } as const;
  const uploads = new Set<string>();
  const shelf = {
    repositories: [makeRepository('team/app', { '1.0': ['amd64'], latest: ['amd64', 'arm64'] })],
    linkTail: '',
    referrers: true,
  } as const;

  const server = listener.serve((request) => {
    const answer = answerTo(request);
    return { ...answer, headers: { ...answer.headers, 'Docker-Distribution-Api-Version': 'registry/2.0' } };
  });
  return { ...server, credentials: { user } };

  function answerTo(request: ReceivedRequest): ServerAnswer {
    const { authorization } = request.headers;
    const pair = authorization === undefined ? undefined : basicPair(authorization);
    const known = pair?.username === user.username && pair.password === user.password;
    const reads = request.method === 'GET' || request.method === 'HEAD';
    // zot: a credential that is sent must be right, also where none is needed
    if (authorization === undefined ? !reads : !known) {
      return refusal(401, 'UNAUTHORIZED', 'authentication required', null, {
        'WWW-Authenticate': 'Basic realm="Authorization Required"',
      });
    }
    const upload = UPLOADS.exec(request.url.split('?')[0] ?? '');
    if (upload && !reads) {
      return uploadAnswer(request, upload);
    }
    return findRoute(request, shelf)?.answer() ?? refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry');
  }

  /** OCI distribution specification, "Pushing a blob in chunks", "Canceling an upload". */
  function uploadAnswer({ method }: ReceivedRequest, [, name = '', id = '']: readonly string[]): ServerAnswer {
    if (method === 'POST' && id === '') {
      const started = randomUUID();
      uploads.add(started);
      return { ...json(202, {}), headers: { Location: `/v2/${name}/blobs/uploads/${started}`, Range: '0-0' } };
    }
    if (method === 'DELETE') {
      return uploads.delete(id) ? { status: 204 } : refusal(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown');
    }
    return refusal(405, 'UNSUPPORTED', 'The operation is unsupported: the playground takes no content.');
  }
}
