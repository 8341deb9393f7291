import type { ReceivedRequest, ServerAnswer } from '../server.js';
import type { Login, LoginResult, shopLogins } from './accounts.js';
import type { ShopRefusal } from './refusal.js';
import { escapeXml, parseXml, valuesOf, type XmlElement } from './xml.js';

export interface ShopSoap {
  /** Web base URL, without a trailing slash. */
  readonly base: string;
  readonly logins: ReturnType<typeof shopLogins>;
  readonly storeCodes: readonly string[];
  readonly twoFactor: boolean;
}

interface Operation {
  readonly name: string;
  /** Undefined for an operation without a result. */
  sign(login: Login & { readonly via?: unknown }): Promise<LoginResult | undefined>;
}

const envelope = 'http://www.w3.org/2003/05/soap-envelope';

/** Handles `/soap/<store>?services=…` (Magento A9). Serves no WSDL. */
export function shopSoap({ base, logins, storeCodes, twoFactor }: ShopSoap) {
  const google = (login: Login) => logins.provider('google', login);
  const services: Readonly<Record<string, readonly Operation[]>> = {
    integrationCustomerTokenServiceV1: [{ name: 'CreateCustomerAccessToken', sign: logins.customer }],
    // A9: two-factor authentication binds the route to another service
    ...(twoFactor
      ? {
          twoFactorAuthAdminTokenServiceV1: [{ name: 'CreateAdminAccessToken', sign: logins.admin }],
          twoFactorAuthGoogleAuthenticateV1: [{ name: 'CreateAdminAccessToken', sign: google }],
          // TwoFactorAuth/Api/AuthyAuthenticateInterface.php, including its misspelled name
          twoFactorAuthAuthyAuthenticateV1: [
            { name: 'CreateAdminAccessTokenWithCredentials', sign: (login) => logins.provider('authy', login) },
            { name: 'CreatAdminAccessTokenWithOneTouch', sign: logins.oneTouch },
            { name: 'SendToken', sign: async ({ via, ...login }) => logins.sendToken(String(via), login) },
          ],
        }
      : { integrationAdminTokenServiceV1: [{ name: 'CreateAdminAccessToken', sign: logins.admin }] }),
  };

  return async (request: ReceivedRequest, path: string): Promise<ServerAnswer> => {
    const [, code = ''] = /^\/([^/]+)\/?$/.exec(path) ?? [];
    const query = new URLSearchParams(request.url.split('?')[1] ?? '');
    const name = query.get('services') ?? '';
    const operations = Object.hasOwn(services, name) ? services[name] : undefined;
    if (!storeCodes.includes(code)) {
      return fault({ status: 404, message: 'The store that was requested was not found.' });
    }
    if (!operations) {
      return fault({ status: 404, message: 'The requested service is not available: "%1".', parameters: [name] });
    }
    if (request.method !== 'POST' || !/^application\/soap\+xml(;|$)/.test(request.headers['content-type'] ?? '')) {
      return fault({ status: 400, message: 'Invalid XML.' });
    }
    const namespace = `${base}/soap/${code}?services=${name}`;
    const called = operations
      .map((operation) => ({
        operation,
        fields: readEnvelope(request.body, `${name}${operation.name}Request`, namespace),
      }))
      .find(({ fields }) => fields !== undefined);
    if (!called) {
      return fault({ status: 400, message: 'Procedure not present.' });
    }
    const result = await called.operation.sign({ username: undefined, password: undefined, ...called.fields });
    if (result && !('token' in result)) {
      return fault(result);
    }
    const response = `${name}${called.operation.name}Response`;
    const content = result ? `<result>${result.token}</result>` : '';
    return soapAnswer(`<ns1:${response} xmlns:ns1="${escapeXml(namespace)}">${content}</ns1:${response}>`);
  };
}

/** A9: SOAP 1.2, document/literal. An operation's namespace is the endpoint of its service. */
function readEnvelope(
  body: string,
  operation: string,
  namespace: string,
): Readonly<Record<string, unknown>> | undefined {
  const root = parseXml(body);
  const inner = root?.elements.find(({ name }) => localOf(name) === 'Body')?.elements ?? [];
  const [call] = inner;
  if (!root || localOf(root.name) !== 'Envelope' || !call || inner.length !== 1) {
    return undefined;
  }
  const named = localOf(call.name) === operation && namespaceOf(call.name, [call, root]) === namespace;
  return named && namespaceOf(root.name, [root]) === envelope ? valuesOf(call) : undefined;
}

function namespaceOf(name: string, scopes: readonly XmlElement[]): string | undefined {
  const prefix = name.includes(':') ? `xmlns:${name.split(':')[0] ?? ''}` : 'xmlns';
  return scopes.map(({ attributes }) => attributes[prefix]).find((namespace) => namespace !== undefined);
}

function localOf(name: string): string {
  return name.replace(/^.*:/, '');
}

/** A9: faults have HTTP status 200. Only the fault code distinguishes sender from receiver. */
function fault({ status, message, parameters = {} }: ShopRefusal): ServerAnswer {
  const pairs = Object.entries(parameters).map(
    ([key, value]: [string, string | readonly string[]]) =>
      `<m:GenericFaultParameter><m:key>${/^\d/.test(key) ? String(Number(key) + 1) : key}</m:key><m:value>${escapeXml([value].flat().join(', '))}</m:value></m:GenericFaultParameter>`,
  );
  const detail =
    pairs.length === 0
      ? ''
      : `<env:Detail xmlns:m="http%3A%2F%2Fplayground.example%2Fsoap"><m:GenericFault><m:Parameters>${pairs.join('')}</m:Parameters></m:GenericFault></env:Detail>`;
  return soapAnswer(
    `<env:Fault><env:Code><env:Value>env:${status >= 500 ? 'Receiver' : 'Sender'}</env:Value></env:Code><env:Reason><env:Text xml:lang="en">${escapeXml(message)}</env:Text></env:Reason>${detail}</env:Fault>`,
  );
}

function soapAnswer(content: string): ServerAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': 'application/soap+xml; charset=UTF-8' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<env:Envelope xmlns:env="${envelope}"><env:Body>${content}</env:Body></env:Envelope>\n`,
  };
}
