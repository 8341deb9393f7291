import type { AuthError } from '../../auth/errors.js';
import type { Node } from '../treeNode.js';

type TokenNode = Extract<Node, { type: 'connection' | 'scope' }>;

/** AuthError with the connection and scopes that failed, for the text and buttons of the message. */
export class ConnectionError extends Error {
  readonly node: TokenNode;
  override readonly cause: AuthError;

  constructor(cause: AuthError, node: TokenNode) {
    super(cause.message);
    this.cause = cause;
    this.node = node;
  }
}
