import type { FormField, ReadyRequest } from '../kind.js';

const id: FormField = {
  name: 'id',
  label: 'Customer ID',
  placeholder: '2',
  secret: false,
  validate: (value) => (/^[0-9]{1,10}$/.test(value) ? undefined : 'Enter a customer ID, such as 1.'),
};

const getRoute = (label: string, route: string, fields: readonly FormField[] = []): ReadyRequest => ({
  label,
  method: 'GET',
  fields,
  path: (values, settings) =>
    restPath(
      settings,
      route.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''),
    ),
  scopes: () => [],
});

/** Routes of the web API that every shop has. */
export const shopRequests: readonly ReadyRequest[] = [
  getRoute('Signed-in customer', 'V1/customers/me'),
  getRoute('Customer by ID', 'V1/customers/{id}', [id]),
  getRoute('Store configuration', 'V1/store/storeConfigs'),
  getRoute('Modules', 'V1/modules'),
];

/** Path like that of restUrl, below the path in the connection's settings. */
function restPath({ path = '', store = '' }: Readonly<Record<string, string>>, route: string): string {
  const base = path.replace(/^\/+|\/+$/g, '');
  return `/${base === '' ? '' : `${base}/`}rest/${store === '' ? '' : `${store}/`}${route}`;
}
