// Names of different customers under one domain: tunnels, names inside of clusters, hosts of clouds. No list of such
// domains is complete, so nothing but the kinds' own pairs goes unasked.
import { expect, it } from 'vitest';
import { judgeRealm } from '../../src/auth/realm.js';
import { kinds } from '../../src/registries/index.js';

/** Two names each, without a scheme. */
const tenants: readonly (readonly [string, string])[] = [
  ...[
    ['a-5000.app.github.dev', 'b-5000.app.github.dev'],
    ['x-5000.euw.devtunnels.ms', 'y-5000.euw.devtunnels.ms'],
    ['registry.team-a.svc.cluster.local', 'evil.team-b.svc.cluster.local'],
    ['10-0-0-1.nip.io', '10-0-0-2.nip.io'],
    ['registry.10.0.0.1.sslip.io', 'registry.10.0.0.2.sslip.io'],
    ['a.apps.ocp.abcd.p1.openshiftapps.com', 'b.apps.ocp.efgh.p1.openshiftapps.com'],
    ['a.cfapps.eu10.hana.ondemand.com', 'b.cfapps.eu10.hana.ondemand.com'],
    ['swr.cn-north-4.myhuaweicloud.com', 'evil.apigw.cn-north-4.myhuaweicloud.com'],
    ['a.eu-de.containers.appdomain.cloud', 'b.eu-de.containers.appdomain.cloud'],
    ['a.abc.eu-de.codeengine.appdomain.cloud', 'b.def.eu-de.codeengine.appdomain.cloud'],
    ['a.eu-central-1.fcapp.run', 'b.eu-central-1.fcapp.run'],
    ['a.hcp.westeurope.azmk8s.io', 'b.hcp.westeurope.azmk8s.io'],
    ['a.westeurope.aksapp.io', 'b.westeurope.aksapp.io'],
    ['vps-1.vps.ovh.net', 'vps-2.vps.ovh.net'],
    ['abcd.c1.gra9.container-registry.ovh.net', 'efgh.c1.gra9.container-registry.ovh.net'],
    ['static.1.2.0.192.clients.your-server.de', 'static.2.2.0.192.clients.your-server.de'],
    ['1.2.0.192.bc.googleusercontent.com', '2.2.0.192.bc.googleusercontent.com'],
    ['a.pub.instances.scw.cloud', 'b.pub.instances.scw.cloud'],
    ['192.0.2.1.vultrusercontent.com', '192.0.2.2.vultrusercontent.com'],
    ['vmi1.contaboserver.net', 'vmi2.contaboserver.net'],
    ['ip-10-0-0-1.eu-west-1.compute.internal', 'ip-10-0-0-2.eu-west-1.compute.internal'],
  ].map(([one = '', other = '']) => [one, other] as const),
  ...[
    ...['devtunnels.ms', 'gitpod.io', 'loca.lt', 'serveo.net', 'lhr.life', 'openshiftapps.com', 'hana.ondemand.com'],
    ...['repositories.cloud.sap', 'containers.appdomain.cloud', 'codeengine.appdomain.cloud', 'fcapp.run'],
    ...['azmk8s.io', 'aksapp.io', 'azuremicroservices.io', 'container-registry.ovh.net', 'service.consul'],
    ...['tencentcloudcr.com', 'cloudsmith.io', 'gitlab-dedicated.com', 'jfrog.team', 'artifactoryonline.com'],
    ...['gitea.cloud', 'nip.io', 'sslip.io', 'app.github.dev', 'svc.cluster.local', 'compute.internal'],
  ].map((domain) => [`a.${domain}`, `b.${domain}`] as const),
];

const PATHS = ['/token', '/jwt/auth', '/oauth2/token', '/v2/token', '/auth', '/service/token'];

/** What every kind makes of the realm, and all of them together. */
function verdicts(registry: string, realm: string): Set<string> {
  const all = {
    knownRealms: kinds.flatMap(({ knowledge }) => knowledge.knownRealms),
    sharedSuffixes: kinds.flatMap(({ knowledge }) => knowledge.sharedSuffixes),
  };
  const rules = [...kinds.map(({ knowledge }) => knowledge), all, {}];
  return new Set(
    rules.flatMap((rule) => PATHS.map((path) => judgeRealm(`${realm}${path}`, new URL(registry), rule).verdict)),
  );
}

it.each(tenants)('%s does not get what is for %s unasked, nor the other way round', (one, other) => {
  for (const [registry, realm] of [
    [one, other],
    [other, one],
  ]) {
    for (const found of verdicts(`https://${registry ?? ''}`, `https://${realm ?? ''}`)) {
      expect(['same-domain', 'ask']).toContain(found);
    }
  }
});

it.each([...new Set(tenants.flat())])('another port of %s gets nothing unasked', (host) => {
  expect(verdicts(`https://${host}`, `https://${host}:9999`)).toEqual(new Set(['same-domain']));
  expect(verdicts(`https://${host}:8443`, `https://${host}:9999`)).toEqual(new Set(['same-domain']));
});
