/** What a name says of the value behind it. */
export type Role = 'token' | 'refresh' | 'password' | 'user' | 'host' | 'login' | 'header' | 'document';

/** Quick pre-check: a name with a role contains one of these. */
const WORTH_A_LOOK =
  /tok|jwt|pat$|bearer|pass|pwd|psw|usr|secret|key|credential|auth|user|login|account|client|id$|host|server|url|registry|reposit|machine|address|endpoint|docker|config|name/i;
const TOKEN =
  /(?:^|_)(?:token|jwt|pat|bearer)$|(?:^|_)(?:access|id|identity|auth|bearer|registry|session)token$|(?:^|_)token_(?:code|value|secret)$/;
/** Tokens that grant no access, and parts of names that a token is not. */
const HARMLESS =
  /(?:csrf|xsrf|client|request|idempotency|device|registration|next|page|paging|continuation|continue|sync|cancellation|verification|antiforgery|cursor|resume|skip|nonce)_?token$|(?:^|_)(?:max|min|num|no)_token$/;
const REFRESH = /(?:^|_)(?:refresh|identity)_?token$/;
const PASSWORD =
  /(?:^|_)(?:password|passwort|passwd|pass|pwd|psw|passphrase|secret|api_?key|access_key|secret_key|account_key)$|(?:password|passwd)$/;
/** Names of passwords, which go with a user name; keys and secrets can stand alone. */
const WORD_FOR_PASSWORD = /(?:pass(?:word|wort|wd|phrase)?|pwd|psw)$/;
/** The public half of a pair of keys. */
const PUBLIC = /^(?:aws_)?access_key(?:_id)?$/;
const USER = /(?:^|_)(?:user|usr|username|user_name|login|login_name|account|account_name)$/;
const HOST =
  /(?:^|_)(?:host|hostname|server|server_?address|server_?url|registry|registry_?url|registries|machine|address|url|remote_?url|endpoint|login_server|repository|repository_?url|base_?url|domain|remote)$/;
/** `user:password`, often in base64. */
const LOGIN = /(?:^|_)(?:auth|authorization_token|authorizationtoken|basic|creds|credentials|userpass|userpwd)$/;
const HEADER = /^(?:proxy_)?authorization$/;
const DOCUMENT =
  /(?:^|_)(?:dockerconfigjson|dockercfg|docker_auth_config|docker_config|x_registry_auth|x_registry_config)$|^config_json$/;

const LONGEST_NAME = 100;
const roles = new Map<string, Role | undefined>();
const prefixes = new Map<string, string>();
/** Names kept for speed. A text can hold any number of them. */
const MOST_KEPT = 2000;

/** The role of a name in JSON, YAML, an environment, an option, an element or a header; undefined for most names. */
export function roleOf(name: string): Role | undefined {
  if (name.length > LONGEST_NAME || !WORTH_A_LOOK.test(name)) {
    return undefined;
  }
  return kept(roles, name, (text) => readRole(wordsOf(text)));
}

/** Drops the names that were kept while a text was read: any of them can be a secret. */
export function forgetNames(): void {
  roles.clear();
  prefixes.clear();
}

/** The result for a name, which is the same for every text. Names occur again and again. */
function kept<Value>(results: Map<string, Value>, name: string, read: (name: string) => Value): Value {
  const known = results.get(name);
  if (known !== undefined || results.has(name)) {
    return known as Value; // the key is there
  }
  if (results.size >= MOST_KEPT) {
    results.clear();
  }
  const value = read(name);
  results.set(name, value);
  return value;
}

function readRole(words: string): Role | undefined {
  if (HEADER.test(words)) {
    return 'header';
  }
  if (DOCUMENT.test(words)) {
    return 'document';
  }
  if (REFRESH.test(words)) {
    return 'refresh';
  }
  if (LOGIN.test(words)) {
    return 'login';
  }
  if (TOKEN.test(words) && !HARMLESS.test(words)) {
    return 'token';
  }
  if (PASSWORD.test(words) && !PUBLIC.test(words)) {
    return 'password';
  }
  if (USER.test(words)) {
    return 'user';
  }
  return HOST.test(words) ? 'host' : undefined;
}

/** Words that say which token or password it is, and not whose. */
const GENERAL =
  /^(?:(?:proxy_)?authorization|access|refresh|identity|id|auth|registry|bearer|api|private|job|deploy|personal|robot|server|remote|image|clear_text|name|repository|docker_registry|x_registry)$/;

/** Whether a name is that of a password, which needs a user name. */
export function namesPassword(name: string): boolean {
  return WORD_FOR_PASSWORD.test(wordsOf(name));
}

/** The words of a name without the last ones that make its role: those of `CI_REGISTRY_PASSWORD` are `ci_registry`. */
export function prefixOf(name: string): string {
  return kept(prefixes, name, readPrefix);
}

function readPrefix(name: string): string {
  const prefix = wordsOf(name).replace(
    /(?:^|_)(?:docker_?auth|login_server|proxy_endpoint|user_?name|user|usr|psw|login|password|passwd|pass|pwd|secret|token|pat|api_?key|key|client_id|client|access_key_id|secret_access_key|session_token|access_key|remote_?url|host_?name|host|server|server_?url|server_?address|registry_?url|url|address|endpoint|auth)$/,
    '',
  );
  return GENERAL.test(prefix) ? '' : prefix;
}

/** The words of a name in lowercase, joined by underscores: those of `//ghcr.io/:_authToken` are `auth_token`. */
function wordsOf(name: string): string {
  return name
    .replace(/^.*[:/]/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|[_\d]*$/g, '');
}

/** Whether a text is the name or address of a host, or a URL; placeholders and words without a dot or port aren't. */
export function hostIn(text: string): string | undefined {
  const [, host = '', port = ''] =
    /^(?:[a-z][a-z0-9+.-]{1,20}:)?\/{0,2}(?:[^\s/@]{1,300}@)?((?:[a-z0-9_-]{1,63}\.){1,10}[a-z0-9-]{1,63}|localhost|\[[0-9a-f:.]{2,45}\]|[a-z0-9-]{1,63}(?=:\d{2,5}))(:\d{1,5})?(?:[/?#].*)?$/i.exec(
      text.trim(),
    ) ?? [];
  const isFile =
    /\.(?:crt|cer|key|pem|json|ya?ml|toml|ini|txt|cfg|conf|sh|ts|js|md|log|py|go|xml|env|lock|service)$/i.test(host);
  const isVersion = /^[\d.]+$/.test(host) && !/^\d{1,3}(?:\.\d{1,3}){3}$/.test(host);
  return host === '' || isFile || isVersion ? undefined : `${host.toLowerCase()}${port}`;
}
