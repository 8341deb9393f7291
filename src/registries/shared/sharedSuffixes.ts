/**
 * Domains whose subdomains belong to different customers. Another host under one of them is another tenant, even if the
 * public suffix list calls it the same domain. Every kind needs all of them, because any kind can be chosen for any
 * host.
 */
export const sharedSuffixes: readonly string[] = [
  'aliyuncs.com',
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'amazonwebservices.com.cn',
  'amazonwebservices.eu',
  'azurecontainerapps.io',
  'azurecr.cn',
  'azurecr.de',
  'azurecr.io',
  'azurecr.us',
  'azurewebsites.net',
  'cloudapp.azure.com',
  'jfrog.io',
  'on.aws',
  'pkg.dev',
  'run.app',
];
