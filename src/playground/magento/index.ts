import type { Credential } from '../../auth/credential.js';
import { basicPair, type Pair } from '../request.js';
import { type Handle, listen, type LoopbackServer, type ServerAnswer } from '../server.js';
import { makeAccounts, type ShopAccount, shopLogins, type ShopSecondFactor } from './accounts.js';
import { shopRest } from './rest.js';
import { shopSoap } from './soap.js';
import { shopTokens, type TokenForm } from './tokens.js';
import { totp } from './totp.js';

type Login = Extract<Credential, { type: 'shop-login' }>;

export interface MagentoServer extends LoopbackServer {
  /** Web base URL, without a trailing slash. */
  readonly base: string;
  readonly credentials: {
    readonly customer: Login;
    readonly admin: Login;
    readonly storeAdmin: Login;
    readonly integration: Extract<Credential, { type: 'bearer' }>;
  };
  /** Current code in the admin user's authenticator app. */
  code(): string;
}

export interface MagentoOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Path of the base URL, such as `/shop`. */
  readonly path?: string;
  /** When false, only URLs with index.php work. */
  readonly rewrites?: boolean;
  readonly tokenForm?: TokenForm;
  readonly secondFactor?: ShopSecondFactor;
  /** Requires reCAPTCHA for customer sign-in. */
  readonly captcha?: boolean;
  /** HTTP Basic credential that the web server requires before a request reaches the shop. */
  readonly gate?: Pair;
  /** Accepts integration tokens as bearer tokens, as before 2.4.4 or with the setting of that name. */
  readonly integrationBearer?: boolean;
  /** Redirects every request to its path below this origin and path. */
  readonly canonical?: string;
  readonly maintenance?: boolean;
}

const storeCodes = ['default', 'de'];

/**
 * Starts a shop's token endpoints: REST with JSON and XML, SOAP, two-factor authentication, throttling, store codes,
 * and a web server in front. A comment at each refusal cites where the behavior is documented (`Magento A n` numbers
 * the subject in this project's notes).
 */
export async function startMagentoServer(options: MagentoOptions = {}): Promise<MagentoServer> {
  const { now = Date.now, path = '', tokenForm = 'jwt', secondFactor, captcha = false, gate } = options;
  const listener = await listen();
  const tokens = shopTokens(tokenForm, now);
  const accounts = makeAccounts();
  const all: readonly ShopAccount[] = Object.values(accounts);
  const logins = shopLogins(all, tokens, now, { captcha, ...(secondFactor ? { secondFactor } : {}) });
  const base = `${listener.origin}${path}`;
  const rest = shopRest({
    logins,
    tokens,
    storeCodes,
    rightsOf: ({ type, id }) => all.find((one) => one.type === type && one.id === id)?.resources ?? [],
    integrationBearer: options.integrationBearer ?? true,
  });

  const handle: Handle = async (request) => {
    const target = new URL(request.url, listener.origin);
    // A2: redirect to the canonical URL, which loses the request body
    if (options.canonical !== undefined) {
      return { status: 301, headers: { Location: options.canonical + request.url } };
    }
    const pair = basicPair(request.headers.authorization ?? '');
    if (gate && (pair?.username !== gate.username || pair.password !== gate.password)) {
      return gateAnswer;
    }
    // A5: maintenance page
    if (options.maintenance === true) {
      return page(503, 'Service Temporarily Unavailable');
    }
    const [, index = '', area, route = ''] =
      /^(\/index\.php)?\/(rest|soap)(\/.*)?$/.exec(
        target.pathname.startsWith(path) ? target.pathname.slice(path.length) : '',
      ) ?? [];
    // A2: without rewrites only index.php reaches the shop; all other paths get the web server's own 404
    if (area === undefined || (options.rewrites === false && index === '')) {
      return page(404, 'Not Found');
    }
    return area === 'rest'
      ? rest(request, route)
      : shopSoap({ base: `${base}${index}`, logins, storeCodes, twoFactor: secondFactor !== undefined })(
          request,
          route,
        );
  };

  const login = ({ type, username, password }: ShopAccount): Login => ({
    type: 'shop-login',
    role: type === 'customer' ? 'customer' : 'admin',
    username,
    password,
    ...(gate ? { gate } : {}),
  });
  return {
    ...listener.serve(handle),
    base,
    credentials: {
      customer: login(accounts.customer),
      admin: login(accounts.admin),
      storeAdmin: login(accounts.storeAdmin),
      integration: { type: 'bearer', token: await tokens.issue(accounts.integration) },
    },
    code: () => totp(accounts.admin.seed, now()),
  };
}

const gateAnswer: ServerAnswer = {
  ...page(401, 'Authorization Required'),
  headers: { 'Content-Type': 'text/html', 'WWW-Authenticate': 'Basic realm="Staging"' },
};

function page(status: number, title: string): ServerAnswer {
  return {
    status,
    headers: { 'Content-Type': 'text/html; charset=UTF-8' },
    body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
  };
}
