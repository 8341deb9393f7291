import type { ClientRequest, IncomingMessage } from 'node:http';

/** What a response has too much of. `pieces`: it comes in pieces of a few bytes. `interim`: interim responses (1xx). */
export type Excess = 'bytes' | 'pieces' | 'interim';

/** RFC 9110 section 15.2 allows any number of interim responses; servers send one or two. */
const MOST_INTERIM = 20;
// Each piece costs as much time as thousands of bytes. Servers that write slowly send lines of text.
const MOST_PIECES = 10_000;
const LEAST_BYTES = 16;
/** Bytes. */
const BLOCK = 64 * 1024;

/** Calls `refuse` once a response is preceded by more than twenty interim responses. */
export function limitInterim(request: ClientRequest, refuse: (excess: Excess) => void): void {
  let interim = 0;
  request.on('information', () => {
    interim += 1;
    if (interim > MOST_INTERIM) {
      refuse('interim');
    }
  });
}

/**
 * Limits the memory that a body uses: it arrives as one buffer of its own size, however it was sent. Calls `refuse`
 * once it has more than `maxBytes` (as sent, before decompression), or more than ten thousand chunks of less than 16
 * bytes on average. Must be called before anything reads the response.
 */
export function limitBody(response: IncomingMessage, maxBytes: number, refuse: (excess: Excess) => void): void {
  const blocks: Buffer[] = [];
  let block = Buffer.alloc(0);
  let [free, bytes, pieces] = [0, 0, 0];
  const push = response.push.bind(response);
  const keep = (piece: Buffer): void => {
    let rest = piece;
    while (rest.length > 0) {
      if (free === block.length) {
        block = Buffer.allocUnsafeSlow(BLOCK);
        blocks.push(block);
        free = 0;
      }
      const copied = rest.copy(block, free);
      free += copied;
      rest = rest.subarray(copied);
    }
  };
  // Node's parser gives each piece to this method of the stream.
  response.push = (piece: Buffer | null): boolean => {
    if (piece === null) {
      if (bytes > 0) {
        push(Buffer.concat(blocks.splice(0), bytes));
        bytes = 0; // Node can report the end twice
      }
      return push(null);
    }
    bytes += piece.length;
    pieces += 1;
    if (bytes > maxBytes || (pieces > MOST_PIECES && bytes < pieces * LEAST_BYTES)) {
      blocks.splice(0);
      refuse(bytes > maxBytes ? 'bytes' : 'pieces');
      return false;
    }
    keep(piece);
    return true;
  };
}
