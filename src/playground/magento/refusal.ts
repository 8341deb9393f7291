/** Why the shop says no, before it is written as JSON, XML or a fault. */
export interface ShopRefusal {
  readonly status: number;
  /** A template: `%name` and `%1` stay in it, their values go beside it (Magento A6). */
  readonly message: string;
  readonly parameters?: Readonly<Record<string, string | readonly string[]>> | readonly string[];
  readonly errors?: readonly Pick<ShopRefusal, 'message' | 'parameters'>[];
}

/** Magento A6: one message for a wrong password, an unknown user, and a locked account. */
export const wrongSignIn: ShopRefusal = {
  status: 401,
  message:
    'The account sign-in was incorrect or your account is disabled temporarily. Please wait and try again later.',
};

/** Magento A6: authorization failures are 401 too, and a dead token cannot be told from a missing right (A8). */
export function notAuthorized(resources: string): ShopRefusal {
  return { status: 401, message: "The consumer isn't authorized to access %resources.", parameters: { resources } };
}

/** Magento A6: a wrong path, a wrong verb, a store code that does not exist. */
export const noRoute: ShopRefusal = { status: 404, message: 'Request does not match any route.' };

/** Magento A6: fields that are missing or empty, one message for both and one for a single one. */
export function missingFields(names: readonly string[]): ShopRefusal {
  const message = '"%fieldName" is required. Enter and try again.';
  const [only] = names;
  if (names.length === 1 && only !== undefined) return { status: 400, message, parameters: { fieldName: only } };
  return {
    status: 400,
    message: 'One or more input exceptions have occurred.',
    errors: names.map((fieldName) => ({ message, parameters: { fieldName } })),
  };
}
