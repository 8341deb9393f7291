import type { ReceivedRequest, ServerAnswer } from '../server.js';
import type { Login, LoginResult, shopLogins } from './accounts.js';
import { formatFor, notAcceptable, refused, written } from './answer.js';
import { noRoute, notAuthorized, type ShopRefusal } from './refusal.js';
import type { Holder, ShopTokens } from './tokens.js';
import { parseXml, valuesOf } from './xml.js';

export interface ShopRest {
  readonly logins: ReturnType<typeof shopLogins>;
  readonly tokens: ShopTokens;
  readonly storeCodes: readonly string[];
  /** Rights of a token's holder. */
  readonly rightsOf: (holder: Holder) => readonly string[];
  /** Magento A8: `oauth/consumer/enable_integration_as_bearer`. */
  readonly integrationBearer: boolean;
}

/** Handles REST requests. `path` is the part after `/rest`. */
export function shopRest({ logins, tokens, storeCodes, rightsOf, integrationBearer }: ShopRest) {
  return async (request: ReceivedRequest, path: string): Promise<ServerAnswer> => {
    const format = formatFor(request.headers.accept);
    if (!format) {
      return notAcceptable(request.headers.accept);
    }
    const result = await answer(request, path);
    return typeof result === 'object' && result !== null && 'status' in result
      ? refused(format, result as ShopRefusal)
      : written(format, result);
  };

  async function answer(request: ReceivedRequest, path: string): Promise<unknown> {
    const [, code = '', route = ''] = /^(?:\/(?!V\d)([^/]+))?\/(V\d\/.*)$/.exec(path) ?? [];
    // A2: an unknown store code stays in the path, so no route matches
    if (route === '' || (code !== '' && code !== 'all' && !storeCodes.includes(code))) {
      return noRoute;
    }
    const { method } = request;
    if (method === 'GET') {
      // A2: some versions reject GET with the store code `all`
      return code === 'all'
        ? { status: 400, message: "Cannot perform GET operation with store code 'all'" }
        : get(request, route);
    }
    return method === 'POST' ? post(request, route) : noRoute;
  }

  async function get({ headers: { authorization } }: ReceivedRequest, route: string): Promise<unknown> {
    const holder = await holderOf(authorization);
    const [needs, value]: readonly [string?, unknown?] =
      route === 'V1/customers/me' || route === 'V1/customers/2'
        ? [route.endsWith('me') ? 'self' : 'Magento_Customer::customer', { id: 2, email: 'roni@playground.example' }]
        : route === 'V1/modules'
          ? ['Magento_Backend::admin', ['Magento_Store', 'Magento_Customer']]
          : route === 'V1/store/storeConfigs'
            ? ['Magento_Backend::store', storeCodes.map((code, index) => ({ id: index + 1, code }))]
            : [];
    if (needs === undefined) {
      return noRoute;
    }
    return holder && rightsOf(holder).includes(needs) ? value : notAuthorized(needs);
  }

  async function post(request: ReceivedRequest, route: string): Promise<unknown> {
    // A8: customers only; admin users have no such route
    if (route === 'V1/integration/customer/revoke-customer-token') {
      const holder = await holderOf(request.headers.authorization);
      if (holder?.type !== 'customer') {
        return notAuthorized('self');
      }
      tokens.revoke(holder);
      return true;
    }
    const [, via] = /^V1\/tfa\/provider\/authy\/send-token\/([^/]+)$/.exec(route) ?? [];
    const sign = signInAt(route);
    if (!sign && via === undefined) {
      return noRoute;
    }
    const fields = fieldsOf(request);
    if ('refusal' in fields) {
      return fields.refusal;
    }
    const login = { username: undefined, password: undefined, ...fields.values };
    if (!sign) {
      return logins.sendToken(via ?? '', login) ?? [];
    }
    const result = await sign(login);
    return 'token' in result ? result.token : result;
  }

  function signInAt(route: string): ((login: Login) => Promise<LoginResult>) | undefined {
    if (route === 'V1/integration/customer/token') {
      return logins.customer;
    }
    if (route === 'V1/integration/admin/token') {
      return logins.admin;
    }
    if (route === 'V1/tfa/provider/authy/authenticate-onetouch') {
      return logins.oneTouch;
    }
    const [, provider] = /^V1\/tfa\/provider\/(google|authy)\/authenticate$/.exec(route) ?? [];
    return provider === undefined ? undefined : (login) => logins.provider(provider, login);
  }

  /** Magento A8, TokenUserContext.php: exactly two parts separated by one space. Otherwise the caller is a guest. */
  async function holderOf(authorization = ''): Promise<Holder | undefined> {
    const [scheme, token, more] = authorization.split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined || more !== undefined) {
      return undefined;
    }
    const holder = await tokens.read(token);
    return holder?.type === 'integration' && !integrationBearer ? undefined : holder;
  }
}

/** Magento A4: the content type selects the body parser, and only some types are supported. */
function fieldsOf({
  headers,
  body,
}: ReceivedRequest): { readonly values: Readonly<Record<string, unknown>> } | { readonly refusal: ShopRefusal } {
  const [, type, charset] = /^([\w/+.-]+)(?:\s*;\s*charset=([\w-]+))?$/i.exec(headers['content-type'] ?? '') ?? [];
  const wrong = (message: string, parameters?: readonly string[]) => ({
    refusal: { status: 400, message, ...(parameters ? { parameters } : {}) },
  });
  if (type === undefined) {
    return wrong('Content-Type header is invalid.');
  }
  if (charset !== undefined && charset.toLowerCase() !== 'utf-8') {
    return wrong('UTF-8 is the only supported charset.');
  }
  if (type === 'application/json') {
    const values = parseJson(body);
    return values ? { values } : wrong('Decoding error.');
  }
  if (type === 'application/xml' || type === 'application/xhtml+xml') {
    const root = parseXml(body);
    return root ? { values: valuesOf(root) } : wrong('Decoding Error.');
  }
  return wrong('Server cannot understand Content-Type HTTP header media type %1', [type]);
}

function parseJson(body: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
