import { randomBytes } from 'node:crypto';
import { randomSecret } from '../request.js';
import { missingFields, type ShopRefusal, wrongSignIn } from './refusal.js';
import type { Holder, ShopTokens, UserType } from './tokens.js';
import { totp } from './totp.js';

export interface ShopAccount extends Holder {
  readonly username: string;
  readonly password: string;
  /** Rights (ACL resources) of the role of an admin user or integration. */
  readonly resources: readonly string[];
  /** Secret of the authenticator app. */
  readonly seed: Buffer;
}

export interface ShopSecondFactor {
  /**
   * Codes of the providers that every admin user has configured. When empty, an email asks the user to configure one.
   */
  readonly active: readonly string[];
  /** Codes of the providers that the shop allows. */
  readonly allowed: readonly string[];
  /** Answer to the Authy prompt on the phone; defaults to `approve`. */
  readonly onPhone?: 'approve' | 'deny';
}

export interface Login {
  readonly username: unknown;
  readonly password: unknown;
  readonly otp?: unknown;
}

export type LoginResult = { readonly token: string } | ShopRefusal;

const everything = ['Magento_Backend::admin', 'Magento_Backend::store', 'Magento_Customer::customer'];

/** Creates one account of each type, with new passwords. */
export function makeAccounts() {
  const account = (type: UserType, id: number, username: string, resources: readonly string[]): ShopAccount => ({
    type,
    id,
    username,
    password: randomSecret(),
    resources,
    seed: randomBytes(20),
  });
  return {
    customer: account('customer', 2, 'roni@playground.example', ['self']),
    admin: account('admin', 1, 'dana', everything),
    /** Admin whose role can only read the store configuration. */
    storeAdmin: account('admin', 3, 'kim', ['Magento_Backend::store']),
    integration: account('integration', 4, 'erp', everything),
  } as const;
}

/** Sign-in with failure counting. `now` is in milliseconds since the epoch. */
export function shopLogins(
  accounts: readonly ShopAccount[],
  tokens: ShopTokens,
  now: () => number,
  { secondFactor, captcha }: { readonly secondFactor?: ShopSecondFactor; readonly captcha: boolean },
) {
  const check = passwordCheck(accounts, now);
  const usedCodes = new Set<string>();

  const asked = new Set<string>();

  return { customer, admin, provider, sendToken, oneTouch };

  async function customer(login: Login): Promise<LoginResult> {
    // A6: ReCaptchaCustomer. The extension has no valid reCAPTCHA header to send
    if (captcha) {
      return { status: 400, message: 'ReCaptcha validation failed, please try again' };
    }
    const found = check('customer', login);
    return 'status' in found ? found : { token: await tokens.issue(found) };
  }

  /** With two-factor authentication this never returns a token (A3), only the next step. */
  async function admin(login: Login): Promise<LoginResult> {
    const found = check('admin', login);
    if ('status' in found) {
      return found;
    }
    if (!secondFactor) {
      return { token: await tokens.issue(found) };
    }
    const { active, allowed } = secondFactor;
    if (active.length > 0) {
      return {
        status: 400,
        message: 'Please use the 2fa provider-specific endpoints to obtain a token.',
        parameters: { active_providers: active },
      };
    }
    if (allowed.length === 0) {
      return { status: 400, message: 'Please ask an administrator with sufficient access to configure 2FA first' };
    }
    return {
      status: 400,
      message:
        'You are required to configure personal Two-Factor Authorization in order to login. Please check your email.',
      parameters: { providers: allowed, active_providers: active },
    };
  }

  /** TwoFactorAuth/Model/Provider/Engine/Google/Authenticate.php: password, allowed, configured, code. */
  async function provider(name: string, login: Login): Promise<LoginResult> {
    if (!login.otp) {
      return missingFields(['otp']);
    }
    const found = usableBy(name, login);
    if ('status' in found) {
      return found;
    }
    const expected = totp(found.seed, now());
    const used = `${found.username} ${expected}`;
    if (login.otp !== expected || usedCodes.has(used)) {
      return { status: 401, message: 'Invalid code.' };
    }
    usedCodes.add(used);
    return { token: await tokens.issue(found) };
  }

  /**
   * TwoFactorAuth/Model/Provider/Engine/Authy/Authenticate.php: runs the provider's checks, then calls Authy. Returns
   * nothing on success.
   */
  function sendToken(via: string, login: Login): ShopRefusal | undefined {
    const found = usableBy('authy', login);
    if ('status' in found) {
      return found;
    }
    // Authy/Token.php: any other method is an error from Authy
    if (!['sms', 'call', 'onetouch'].includes(via)) {
      return { status: 400, message: 'Unsupported via method' };
    }
    if (via === 'onetouch') {
      asked.add(found.username);
    }
    return undefined;
  }

  async function oneTouch(login: Login): Promise<LoginResult> {
    const found = usableBy('authy', login);
    if ('status' in found) {
      return found;
    }
    const approved = asked.delete(found.username) && secondFactor?.onPhone !== 'deny';
    return approved
      ? { token: await tokens.issue(found) }
      : { status: 400, message: 'Onetouch prompt was denied or timed out.' };
  }

  function usableBy(name: string, login: Login): ShopAccount | ShopRefusal {
    const found = check('admin', login);
    if ('status' in found) {
      return found;
    }
    if (!secondFactor?.allowed.includes(name)) {
      return { status: 400, message: 'Provider is not allowed.' };
    }
    return secondFactor.active.includes(name) ? found : { status: 400, message: 'Provider is not configured.' };
  }
}

/** Checks user name and password, and counts failures. `now` is in milliseconds since the epoch. */
function passwordCheck(accounts: readonly ShopAccount[], now: () => number) {
  const failures = new Map<string, { count: number; last: number }>();
  return check;

  function check(type: UserType, { username, password }: Login): ShopAccount | ShopRefusal {
    const missing = Object.entries({ username, password }).filter(([, value]) => !value);
    if (missing.length > 0) {
      return missingFields(missing.map(([name]) => name));
    }
    // A4: a value parsed as a structure isn't a string
    if (typeof username !== 'string' || typeof password !== 'string') {
      return {
        status: 400,
        message: 'Error occurred during "%fieldName" processing.',
        parameters: { fieldName: 'username' },
      };
    }
    // A6: counted per user name and type, and checked before the password: six failures, 1800 seconds
    const key = `${type} ${username}`;
    const counted = failures.get(key);
    if (counted && counted.count >= 6 && now() < counted.last + 1_800_000) {
      return wrongSignIn;
    }
    const found = accounts.find((one) => one.type === type && one.username === username && one.password === password);
    if (!found) {
      failures.set(key, { count: (counted?.count ?? 0) + 1, last: now() });
      return wrongSignIn;
    }
    failures.delete(key);
    return found;
  }
}
