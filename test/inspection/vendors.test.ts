// What is said of the tokens of all vendors, read against the documentation of each: an expert finds nothing false in it.
import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/inspection/inspection.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { findKind } from '../../src/registries/index.js';
import { issuerOfToken, opaqueForms, tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { vendorTime, vendorTokens } from './vendorTokens.js';

type VendorToken = keyof typeof vendorTokens;

interface Said {
  readonly maker: string | undefined;
  /** The first part of the line below the sentence. */
  readonly type: string;
  readonly sentence: string;
  /** Titles. */
  readonly findings: readonly string[];
  readonly leaked: string;
}

/** As the command does for pasted text. */
function inspect(token: string, more: Partial<InspectionInput> = {}) {
  const issuer = issuerOfToken(token);
  const kind = issuer && findKind(issuer.kindId);
  const maker = issuer?.label ?? kind?.label;
  const known = kind && maker !== undefined ? { knowledge: tokenKnowledge(kind, token), maker } : {};
  return { maker, ...inspectToken({ token, now: vendorTime, opaqueForms, ...known, ...more }) };
}

const expected: Readonly<Record<VendorToken, Said>> = {
  'Docker Hub, user': {
    maker: 'Docker Hub',
    type: 'access token',
    sentence:
      'This token says that 9f3c2a1e-5b7d-4c86-a0d2-7e61f4b8c935 can pull from dana/app on registry.docker.io for 4 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'Delete the access token or change the password. Bearer tokens issued for it expire within 5 minutes.',
  },
  'Docker Hub, anonymous': {
    maker: 'Docker Hub',
    type: 'access token',
    sentence:
      'This token says that anyone can pull from library/alpine on registry.docker.io for 4 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'It identifies no user, so no credential is at risk. Anyone can get such a token.',
  },
  'Docker Hub, organization': {
    maker: 'Docker Hub',
    type: 'access token',
    sentence:
      'This token says that contoso can pull from and push to contoso/app on registry.docker.io for 4 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'Delete the access token or change the password. Bearer tokens issued for it expire within 5 minutes.',
  },
  'Docker Hub, personal access token': {
    maker: 'Docker Hub',
    type: 'Docker personal access token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked:
      'Delete it (Account settings › Personal access tokens). Bearer tokens issued for it expire within 5 minutes.',
  },
  'Docker Hub, organization access token': {
    maker: 'Docker Hub',
    type: 'Docker organization access token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked:
      'Delete it (the organization’s Admin Console › Access tokens). Bearer tokens issued for it expire within 5 minutes.',
  },
  'GHCR, anonymous': {
    maker: 'GitHub Container Registry',
    type: 'anonymous GitHub Container Registry token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.'],
    leaked: 'It doesn’t identify a user. Anyone can get such a token.',
  },
  'GHCR, personal access token in base64': {
    maker: 'GitHub Container Registry',
    type: 'GitHub personal access token, in base64',
    sentence:
      'Anyone can decode this secret: GitHub personal access token, in base64. It doesn’t state what it grants.',
    findings: ['It is a long-lived credential.'],
    leaked: 'Delete the token (Settings › Developer settings › Personal access tokens).',
  },
  'GHCR, user and token in base64': {
    maker: 'GitHub Container Registry',
    type: 'GitHub user name and personal access token, in base64',
    sentence:
      'Anyone can decode this secret: GitHub user name and personal access token, in base64. It doesn’t state what it grants.',
    findings: ['It is a long-lived credential.'],
    leaked: 'Delete the token (Settings › Developer settings › Personal access tokens).',
  },
  'GitHub, job': {
    maker: 'GitHub Container Registry',
    type: 'short-lived token for a GitHub app or job',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.'],
    leaked:
      'It expires automatically: a job’s token when the job ends, an app’s token after an hour. The app can revoke it earlier (DELETE /installation/token).',
  },
  'GitHub, application': {
    maker: 'GitHub Container Registry',
    type: 'GitHub user token for an application',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked: 'Revoke the application (Settings › Applications), which ends its tokens.',
  },
  'GitLab, personal': {
    maker: 'GitLab',
    type: 'access token',
    sentence:
      'This token says that dana can pull from and push to team/app for 14 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'Revoke the token where it was created. Bearer tokens issued for it expire within 15 minutes.',
  },
  'GitLab, deploy token': {
    maker: 'GitLab',
    type: 'access token',
    sentence:
      'This token says that a deploy token can pull from and push to team/app for 14 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'Revoke the token where it was created. Bearer tokens issued for it expire within 15 minutes.',
  },
  'GitLab, job': {
    maker: 'GitLab',
    type: 'access token',
    sentence:
      'This token says that dana can pull from and push to team/app for 14 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'It expires when its job ends. Cancel the job. Bearer tokens issued for it expire within 15 minutes.',
  },
  'GitLab, before 14': {
    maker: 'GitLab',
    type: 'access token',
    sentence:
      'This token says that dana can pull from and push to team/app for 14 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'Revoke the token where it was created. Bearer tokens issued for it expire within 15 minutes.',
  },
  'GitLab, job token': {
    maker: 'GitLab',
    type: 'GitLab job token, valid until its job ends',
    sentence:
      'This token says that it identifies gid://gitlab/Ci::Build/1234 for 59 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked: 'It expires when its job ends. Cancel the job. Bearer tokens issued for it expire within 15 minutes.',
  },
  'GitLab, old job token': {
    maker: 'GitLab',
    type: 'GitLab job token, valid until its job ends',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.'],
    leaked: 'It expires when its job ends. Cancel the job. Bearer tokens issued for it expire within 15 minutes.',
  },
  'GitLab, personal access token': {
    maker: 'GitLab',
    type: 'GitLab personal, project, or group access token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked: 'Revoke the token where it was created. Bearer tokens issued for it expire within 15 minutes.',
  },
  'Harbor, administrator of a project': {
    maker: 'Harbor',
    type: 'access token',
    sentence:
      'This token says that dana can do everything with team/app for 29 more minutes; its signature is not verified.',
    findings: ['It grants every action.'],
    leaked:
      'Refresh the robot account’s secret, or the user’s CLI secret or password. Bearer tokens expire after 30 minutes, unless the server is configured differently.',
  },
  'Harbor, robot': {
    maker: 'Harbor',
    type: 'access token',
    sentence:
      'This token says that robot$team+ci can pull from team/app for 29 more minutes; its signature is not verified.',
    findings: [],
    leaked:
      'Refresh the robot account’s secret, or disable the robot account. Bearer tokens expire after 30 minutes, unless the server is configured differently.',
  },
  'Harbor, anonymous': {
    maker: 'Harbor',
    type: 'access token',
    sentence: 'This token says that it grants no access to anyone; its signature is not verified.',
    findings: [],
    leaked: 'It identifies no user, so no credential is at risk. Anyone can get such a token.',
  },
  'Harbor, old robot': {
    maker: 'Harbor',
    type: 'robot account secret',
    sentence:
      'This token says that it identifies robot account ID 7 for 30 more days. It states its grants in an unknown format, and its signature is not verified.',
    findings: ['It is long-lived.', 'Not the token that a registry expects.'],
    leaked: 'It is a robot account secret. Delete or disable the robot account.',
  },
  'Quay, user': {
    maker: 'Red Hat Quay',
    type: 'access token',
    sentence:
      'This token says that dana can pull from and push to team/app on quay.io for 59 more minutes; its signature is not verified.',
    findings: [],
    leaked:
      'Change the password in Account Settings, which also invalidates encrypted passwords. Tokens issued for it work until they expire, at most an hour.',
  },
  'Quay, robot': {
    maker: 'Red Hat Quay',
    type: 'access token',
    sentence:
      'This token says that team+ci can pull from team/app on quay.io for 59 more minutes; its signature is not verified.',
    findings: [],
    leaked:
      'Regenerate the robot account’s token under Robot Accounts. Tokens issued for it work until they expire, at most an hour.',
  },
  'Quay, OAuth': {
    maker: 'Red Hat Quay',
    type: 'access token',
    sentence:
      'This token says that dana can pull from team/app on quay.io for 59 more minutes; its signature is not verified.',
    findings: [],
    leaked:
      'Revoke the token in the organization’s application settings. Tokens issued for it work until they expire, at most an hour.',
  },
  'Quay, application': {
    maker: 'Red Hat Quay',
    type: 'access token',
    sentence:
      'This token says that dana can pull from team/app on quay.io for 59 more minutes; its signature is not verified.',
    findings: [],
    leaked:
      'Revoke the application token in Account Settings. Tokens issued for it work until they expire, at most an hour.',
  },
  'Quay, access token': {
    maker: 'Red Hat Quay',
    type: 'access token',
    sentence:
      'This token says that a repository’s access token can pull from team/app on quay.io for 59 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'It can’t be revoked. It works until it expires, at most an hour.',
  },
  'Quay, anonymous': {
    maker: 'Red Hat Quay',
    type: 'access token',
    sentence: 'This token says that it grants no access to anyone; its signature is not verified.',
    findings: [],
    leaked: 'It identifies no user, so no credential is at risk. Anyone can get such a token.',
  },
  'ACR, access': {
    maker: 'Azure Container Registry',
    type: 'access token',
    sentence:
      'This token says that dana@contoso.example can pull from samples/* on contosoregistry.azurecr.io for 60 more minutes; its signature is not verified.',
    findings: ['It covers more than one repository.'],
    leaked: 'An access token can’t be revoked. It works until it expires, at most 75 minutes.',
  },
  'ACR, refresh': {
    maker: 'Azure Container Registry',
    type: 'refresh token',
    sentence:
      'This token says that dana@contoso.example can get access tokens on contosoregistry.azurecr.io with it for 3 more hours; its signature is not verified.',
    findings: [],
    leaked: 'A refresh token can’t be revoked. Remove the identity’s role; the token expires after about three hours.',
  },
  'ACR, catalogue': {
    maker: 'Azure Container Registry',
    type: 'access token',
    sentence:
      'This token says that dana@contoso.example can list the catalog on contosoregistry.azurecr.io for 60 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'An access token can’t be revoked. It works until it expires, at most 75 minutes.',
  },
  'Entra, person': {
    maker: 'Microsoft Entra',
    type: 'access token',
    sentence:
      'This token says that it identifies dana@contoso.example for 24 more hours. It states scopes, but no grants for repositories, and its signature is not verified.',
    findings: ['Not the token that a registry expects.'],
    leaked:
      'Revoke the account’s sessions (Entra ID › Users › Revoke sessions), or replace the application’s secret. The token itself works until it expires, unless its API checks for revocation.',
  },
  'Entra, application': {
    maker: 'Microsoft Entra',
    type: 'access token',
    sentence:
      'This token says that it identifies application 04b07795-8ddb-461a-bbee-02f9e1bf7b46 for 24 more hours. It doesn’t state what it grants, and its signature is not verified.',
    findings: ['Not the token that a registry expects.'],
    leaked:
      'Revoke the account’s sessions (Entra ID › Users › Revoke sessions), or replace the application’s secret. The token itself works until it expires, unless its API checks for revocation.',
  },
  'ECR, password': {
    maker: 'Amazon ECR',
    type: 'Amazon ECR password or bearer token',
    sentence:
      'This secret says that it is valid for 11 more hours; this is not verified. It doesn’t state what it grants.',
    findings: [],
    leaked:
      'An authorization token can’t be revoked. It works for up to 12 hours, even after its access key is deleted. Until then, deny its principal in the repository policy.',
  },
  'ECR, Basic': {
    maker: 'Amazon ECR',
    type: 'Amazon ECR user name AWS and password, in base64',
    sentence:
      'This secret says that it is valid for 11 more hours; this is not verified. It doesn’t state what it grants.',
    findings: [],
    leaked:
      'An authorization token can’t be revoked. It works for up to 12 hours, even after its access key is deleted. Until then, deny its principal in the repository policy.',
  },
  'ECR Public, bearer': {
    maker: 'Amazon ECR',
    type: 'Amazon ECR password or bearer token',
    sentence:
      'This secret says that it is valid for 2 more hours; this is not verified. It doesn’t state what it grants.',
    findings: [],
    leaked:
      'An authorization token can’t be revoked. It works for up to 12 hours, even after its access key is deleted. Until then, deny its principal in the repository policy.',
  },
  'AWS, access key ID': {
    maker: 'Amazon ECR',
    type: 'AWS access key ID',
    sentence:
      'This isn’t a token. It has the format of an identifier (AWS access key ID), which isn’t secret by itself.',
    findings: [],
    leaked:
      'The ID alone isn’t secret. If the secret key leaked with it, deactivate the access key (IAM › Users › Security credentials).',
  },
  'Google, access': {
    maker: 'Google Artifact Registry',
    type: 'Google access token, usually valid for an hour',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.'],
    leaked:
      'It usually expires after an hour. End the sign-in that it was issued for (gcloud auth revoke), so that no more tokens are issued.',
  },
  'Google, ID token': {
    maker: 'Google Artifact Registry',
    type: 'ID token',
    sentence:
      'This token says that it identifies dana@example.org for 59 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: ['Not the token that a registry expects.'],
    leaked:
      'It expires after about an hour. gcloud auth revoke ends the sign-in that it was issued for, not the token.',
  },
  'Artifactory, identity': {
    maker: 'JFrog Artifactory',
    type: 'access token',
    sentence:
      'This token says that it identifies dana, with no stated expiry. It states scopes, but no grants for repositories, and its signature is not verified.',
    findings: [],
    leaked: 'Revoke the token or change the password. Bearer tokens issued for it expire after about an hour.',
  },
  'Artifactory, bearer': {
    maker: 'JFrog Artifactory',
    type: 'access token',
    sentence:
      'This token says that it identifies dana for 59 more minutes. It states scopes, but no grants for repositories, and its signature is not verified.',
    findings: [],
    leaked: 'Revoke the token or change the password. Bearer tokens issued for it expire after about an hour.',
  },
  'Artifactory, reference': {
    maker: 'JFrog Artifactory',
    type: 'Artifactory reference token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked: 'Revoke the token or change the password. Bearer tokens issued for it expire after about an hour.',
  },
  Nexus: {
    maker: 'Sonatype Nexus',
    type: 'Nexus bearer token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.'],
    leaked: 'Change the password.',
  },
  'Gitea, user': {
    maker: 'Gitea, Forgejo',
    type: 'access token',
    sentence:
      'This token says that it identifies user ID 5 for 24 more hours. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked:
      'Delete the access token or change the password. Bearer tokens issued for it can work for another 24 hours.',
  },
  'Gitea, anonymous': {
    maker: 'Gitea, Forgejo',
    type: 'access token',
    sentence:
      'This token says that it identifies an anonymous user for 24 more hours. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked: 'It identifies no user, so no credential is at risk. Anyone can get such a token.',
  },
  'Forgejo, task': {
    maker: 'Gitea, Forgejo',
    type: 'access token',
    sentence:
      'This token says that it identifies the Actions user for 60 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked: 'Cancel the Actions task. A bearer token issued for it can work for another 24 hours.',
  },
  'Gitea, access token': {
    maker: undefined,
    type: 'token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.', 'It might be a long-lived credential.'],
    leaked: 'It might be a long-lived credential. Revoke it where it was created.',
  },
  'zot, ends of its own': {
    maker: 'zot',
    type: 'access token',
    sentence:
      'This token says that dana can pull from team/app on zot.example.com for 10 more minutes; its signature is not verified.',
    findings: [],
    leaked:
      'Revoke the API key, or change the password that the token was issued for. A bearer token works until it expires.',
  },
  'zot, API key': {
    maker: 'zot',
    type: 'zot API key',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked: 'Revoke the API key.',
  },
  'IBM, IAM': {
    maker: 'IBM Cloud Container Registry',
    type: 'access token',
    sentence:
      'This token says that it identifies dana@example.org for 59 more minutes. It states scopes, but no grants for repositories, and its signature is not verified.',
    findings: [],
    leaked: 'It expires within an hour. The API key or sign-in that it was issued for isn’t affected.',
  },
  'DigitalOcean, API token': {
    maker: 'DigitalOcean',
    type: 'DigitalOcean API token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked: 'Delete the token (API › Tokens). It may give access to more than images.',
  },
  'DigitalOcean, application': {
    maker: 'DigitalOcean',
    type: 'DigitalOcean user token for an application',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It is a long-lived credential.', 'It can’t be decoded.'],
    leaked: 'Revoke the application (API › OAuth applications › Authorized applications).',
  },
  'Alibaba, anonymous': {
    maker: 'Alibaba Cloud Container Registry',
    type: 'access token',
    sentence: 'This token says that anyone can pull from team/app for 9 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'It identifies no user, so no credential is at risk. Anyone can get such a token.',
  },
  'Alibaba, user': {
    maker: 'Alibaba Cloud Container Registry',
    type: 'access token',
    sentence:
      'This token says that dana@1234567890 can pull from team/app for 9 more minutes; its signature is not verified.',
    findings: [],
    leaked: 'Set a new registry password in the console (Access Credential).',
  },
  'Cloudsmith, OIDC': {
    maker: 'GitHub Actions',
    type: 'ID token',
    sentence:
      'This token says that it identifies repo:team/app:ref:refs/heads/main for 5 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: ['Not the token that a registry expects.'],
    leaked: 'It can’t be revoked. It works until it expires, wherever a trust policy accepts it.',
  },
  'Magento, admin user': {
    maker: 'Magento / Adobe Commerce',
    type: 'access token',
    sentence:
      'This token says that it identifies admin user 1 for 59 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked:
      'Change the password, then select Force Sign-In for the user (System › All Users), which ends the user’s tokens.',
  },
  'Magento, customer': {
    maker: 'Magento / Adobe Commerce',
    type: 'access token',
    sentence:
      'This token says that it identifies customer 42 for 59 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked: 'Change the password, then revoke the tokens, which ends all of this customer’s tokens.',
  },
  'Magento, integration': {
    maker: undefined,
    type: 'token',
    sentence: 'Only the service that issued this token can decode it, so its grants are unknown.',
    findings: ['It can’t be decoded.', 'It might be a long-lived credential.'],
    leaked: 'It might be a long-lived credential. Revoke it where it was created.',
  },
  'Kubernetes, service account': {
    maker: undefined,
    type: 'token',
    sentence:
      'This token says that it identifies system:serviceaccount:ci:builder for 59 more minutes. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked:
      'It stays valid until it expires: most services can’t revoke it. Change the credential that it was obtained with, if there is one.',
  },
  'Kubernetes, old service account': {
    maker: undefined,
    type: 'token',
    sentence:
      'This token says that it identifies system:serviceaccount:ci:builder, with no stated expiry. It doesn’t state what it grants, and its signature is not verified.',
    findings: [],
    leaked: 'It states no expiry. Revoke it where it was created, or change the credential that it was obtained with.',
  },
};

describe('what is said of a token', () => {
  it.each(Object.keys(vendorTokens) as VendorToken[])('%s', (name) => {
    const { maker, proof, answers, findings, leaked } = inspect(vendorTokens[name]);
    const [type] = proof;
    expect({
      maker,
      type: type && 'text' in type ? type.text : '',
      sentence: answers[0].text,
      findings: findings.map(({ title }) => title),
      leaked: leaked?.text,
    }).toEqual(expected[name]);
  });

  it.each(Object.keys(vendorTokens) as VendorToken[])('holds no part of the token: %s', (name) => {
    const token: string = vendorTokens[name];
    const text = JSON.stringify(inspect(token));
    expect(text).not.toContain('FAKECODE0123456789');
    for (const part of token.split('.').filter(({ length }) => length >= 20)) {
      expect(text).not.toContain(part.slice(0, 20));
    }
  });

  it('fits one that is pasted with its user', () => {
    const titles = (name: VendorToken) =>
      inspect(vendorTokens[name], { login: { user: 'robot$ci' } }).findings.map(({ code }) => code);
    expect(titles('Harbor, old robot')).toEqual(['long-lived']);
    expect(titles('Google, ID token')).toEqual(['exchange']);
  });
});
