/** The shop's refusal, before it is written as JSON, XML, or a SOAP fault. */
export interface ShopRefusal {
  readonly status: number;
  /** Template that keeps `%name` and `%1`; their values are in `parameters` (Magento A6). */
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

/** Magento A6: authorization failures are 401 too. An expired token and a missing right get the same response (A8). */
export function notAuthorized(resources: string): ShopRefusal {
  return { status: 401, message: "The consumer isn't authorized to access %resources.", parameters: { resources } };
}

/** Magento A6: wrong path, wrong method, or unknown store code. */
export const noRoute: ShopRefusal = { status: 404, message: 'Request does not match any route.' };

/** Magento A6: missing or empty fields. One field has its own message, several share one. */
export function missingFields(names: readonly string[]): ShopRefusal {
  const message = '"%fieldName" is required. Enter and try again.';
  const [only] = names;
  if (names.length === 1 && only !== undefined) {
    return { status: 400, message, parameters: { fieldName: only } };
  }
  return {
    status: 400,
    message: 'One or more input exceptions have occurred.',
    errors: names.map((fieldName) => ({ message, parameters: { fieldName } })),
  };
}
