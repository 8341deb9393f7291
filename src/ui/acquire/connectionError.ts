import type { AuthError } from '../../auth/errors.js';
import type { Node } from '../treeNode.js';

type TokenNode = Extract<Node, { type: 'connection' | 'scope' }>;

/** A failure together with what it was about, for the words and the buttons of its message. */
export class ConnectionError extends Error {
  readonly node: TokenNode;
  override readonly cause: AuthError;

  constructor(cause: AuthError, node: TokenNode) {
    super(cause.message);
    this.cause = cause;
    this.node = node;
  }
}
