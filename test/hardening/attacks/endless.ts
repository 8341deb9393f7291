// Answers that cost more than they are worth, sent as they are on the wire.
import type { RequestListener } from 'node:http';
import { type Attack, AUTH, own, pinged, REGISTRY } from '../attack.js';

/** Bytes of one write. */
const BLOCK = 64 * 1024;

/** Sends `start`, and then `piece` again and again until the client has gone. */
function endless(start: string, piece: string): RequestListener {
  const block = piece.repeat(Math.ceil(BLOCK / piece.length));
  return ({ socket }) => {
    const send = (): void => {
      while (!socket.destroyed && socket.write(block)) {
        // until it takes no more
      }
    };
    socket.on('error', () => undefined).on('drain', send);
    socket.write(start);
    send();
  };
}

const CHUNKED = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n';

/** The token server answers, and is given up. */
function givenUp(
  id: string,
  mechanism: string,
  stoppedBy: string,
  answers: readonly RequestListener[],
  says: RegExp,
): Attack {
  return {
    id,
    mechanism,
    stoppedBy: [stoppedBy],
    spellings: answers.map((_, index) => String(index)),
    serve: (index) => {
      const token = answers[Number(index)];
      return { [REGISTRY]: { '/v2/': own }, ...(token && { [AUTH]: { '/token': token } }) };
    },
    ends: 'bad-response',
    says,
    received: { ...pinged, [AUTH]: ['GET /token basic'] },
    login: [AUTH],
  };
}

export const endlessAttacks: readonly Attack[] = [
  givenUp(
    'endless-pieces',
    'a body comes in pieces of a few bytes, each of which costs as much time as thousands',
    'body-pieces',
    [endless(CHUNKED, '1\r\n \r\n'), endless(CHUNKED, '3\r\nabc\r\n')],
    /too many small chunks/,
  ),
  givenUp(
    'endless-interim',
    'interim responses without end, which no limit of a body counts',
    'interim-responses',
    [100, 102, 103].map((status) => endless('', `HTTP/1.1 ${String(status)} Wait\r\n\r\n`)),
    /too many interim \(1xx\) responses/,
  ),
];
