import { base64Text } from './base64.js';
import { type Member, secretsInMembers } from './members.js';
import { hostIn, prefixOf, roleOf } from './names.js';
import { isMembers, type Members, type ObjectNode } from './objects.js';
import { nothing, type Secrets, together } from './place.js';

/** The secrets in an object of any notation. `owner` is the host that the text around names. */
export function secretsInObject(node: ObjectNode, owner?: string): Secrets {
  if (typeof node === 'string') {
    return nothing;
  }
  return isMembers(node) ? inMembers(node, owner) : inList(node, owner);
}

/** A list of names with values counts as one object: headers of a HAR file, variables of a container. */
function inList(items: readonly ObjectNode[], owner: string | undefined, around: readonly Member[] = []): Secrets {
  const found = items.flatMap((item) => pairOf(item));
  const pairs = found.length > 0 ? [...around, ...found] : [];
  // Lines of an environment: `["USER=dana", …]`.
  const texts = items.filter((item) => typeof item === 'string').join('\n');
  return together([
    secretsInMembers(pairs, owner),
    inner(texts, owner),
    ...items.map((item) => secretsInObject(item, owner)),
  ]);
}

/** `{ "name": …, "value": … }`, `{ "key": …, "value": … }` and `[name, value]`. */
function pairOf(node: ObjectNode): Member[] {
  if (typeof node === 'string') {
    return [];
  }
  if (!isMembers(node)) {
    const [name, value, more] = node;
    return typeof name === 'string' && typeof value === 'string' && more === undefined ? [inJson(name, value)] : [];
  }
  const text = (pattern: RegExp) =>
    node.members.find(([name, value]) => typeof value === 'string' && pattern.test(name))?.[1];
  const [name, value] = [text(/^(?:name|key|id)$/i), text(/^(?:current)?value$/i)];
  return typeof name === 'string' && typeof value === 'string' ? [inJson(name, value)] : [];
}

function inMembers({ members }: Members, outer: string | undefined): Secrets {
  const pair = pairOf({ members });
  const texts = members.flatMap(([name, value]) => scalar(name, value));
  const users = texts.filter(({ name }) => roleOf(name) === 'user');
  const named = texts.find(
    ({ name, value }) => roleOf(name) === 'host' && prefixOf(name) === '' && hostIn(value) !== undefined,
  );
  const owner = (named && hostIn(named.value)) ?? outer;
  const isSecret = texts.some(({ name, value }) => name === 'kind' && value === 'Secret');
  return together([
    secretsInMembers(texts, owner),
    ...(pair.length > 0 ? [secretsInMembers(pair, owner)] : []),
    ...texts.filter(({ name }) => roleOf(name) === undefined).map(({ value }) => inner(value, owner)),
    ...members.map(([name, value]) =>
      typeof value === 'object' && !isMembers(value)
        ? inList(value, hostIn(name) ?? owner, users)
        : secretsInObject(isSecret && name === 'data' ? decoded(value) : value, hostIn(name) ?? owner),
    ),
  ]);
}

/** Members whose value is one text. A header can come as a list of one. */
function scalar(name: string, value: ObjectNode): Member[] {
  if (typeof value === 'string') {
    return [inJson(name, value)];
  }
  const items = isMembers(value) ? [] : value;
  const texts = items.filter((item) => typeof item === 'string');
  // Go prints a header as words.
  const isText = texts.length === items.length && (texts.length === 1 || roleOf(name) === 'header');
  return isText && texts.length > 0 ? [inJson(name, texts.join(' '))] : [];
}

/** The data of a Kubernetes secret is in base64. */
function decoded(node: ObjectNode): ObjectNode {
  return typeof node === 'string' || !isMembers(node)
    ? node
    : {
        members: node.members.map(([name, value]) => [
          name,
          typeof value === 'string' ? (base64Text(value) ?? value) : value,
        ]),
      };
}

function inner(text: string, host: string | undefined): Secrets {
  return text === '' ? nothing : { places: [], inner: [{ text, ...(host !== undefined && { host }) }] };
}

function inJson(name: string, value: string): Member {
  return { name, value, at: 'inJson' };
}
