/** Clauses of the kinds with placeholders, like those of auth/reasons.ts. */
export const kindReasons = {
  providersInBrowser: '{providers} works only in a browser; use an integration access token',
  codesRefused: '{count} codes were refused',
  noXml: 'the {field} cannot be sent as XML, only as JSON',
  profileNotOn: 'profile {profile} is not on {machine}',
  profileLacks: 'profile {profile} has no {field}',
  profileWithoutKeys: 'the answer for profile {profile} holds no keys',
  profileCameToNothing: 'profile {profile} came to no keys',
  profileWithoutSignIn: 'profile {profile} says nothing about how to sign in',
  profileLeadsBack: 'profile {profile} leads back to {other}',
  profileOrigin: 'profile {profile} takes its keys from {origin}, which is not asked for here',
  profileFile: 'the token file of profile {profile} cannot be read',
  processFailed: 'the credential_process of profile {profile} failed: {why}',
  processEnded: 'the credential_process of profile {profile} printed keys that have ended',
  environmentEmpty: 'the environment of the editor on {machine} has no AWS key',
  environmentPartial: 'the environment of the editor on {machine} has only {names}',
  neverSignedIn: 'nobody has signed in: run {command}',
  signInEnded: 'the sign-in has ended: run {command}',
  signInNotRenewed: 'the sign-in could not be renewed: run {command}',
  signInMissing: 'the sign-in is missing or has ended: run {command}',
  otherEnvironment: 'the sign-in of VS Code is set to another cloud or to none: set {setting} to {value}',
  roleCode: '{arn} needs a one-time code of {device}',
  unknownKey:
    'AWS does not know this key in {region}: check the key, that it belongs to this partition, and that the region is enabled for the account',
  clockBehind: 'the clock of this machine is {minutes} minutes behind',
  clockAhead: 'the clock of this machine is {minutes} minutes ahead',
  sessionEnded: 'the session has ended',
  profileEnded: 'the session has ended (profile {profile})',
  sessionEndedRun: 'the session has ended: run {command}',
  policyMissing: 'a policy is missing',
  policyMissingAlso: 'a policy is missing; {right} is needed too',
  lacksRightAlso: '{who} lacks {action}; {right} is needed too',
  lacksRight: '{who} lacks {action}',
  checkRegion: 'check the region {region}',
  lockout:
    'the user name or password is wrong, or the account is disabled or locked: a shop does not say which, and by default it locks for 30 minutes after 6 failures',
  lockoutAll:
    'the user name or password is wrong, or the account is disabled or locked; older shops also refuse every customer at the store code “all”: leave the store code empty, or enter that of a store view',
  fieldNotFound: 'the shop did not find the field {field} in what was sent',
  guest:
    'the shop takes whoever sends it for a guest: the token is wrong, revoked or expired, or its role may not use this route; since 2.4.4 integration tokens must also be allowed as bearers',
  baseUrl: 'the base URL should be {address}',
  gateRefused:
    'the web server in front of the shop (“{realm}”) did not take the user name and password for it; the shop was not reached',
  gateWants:
    'the web server in front of the shop (“{realm}”) wants a user name and password of its own; the shop was not reached',
  gateInTheWay:
    'the web server in front of the shop (“{realm}”) wants a password where the token has to stand: ask that /rest is let through without',
  noRouteInStore: 'the shop has no such route: check the base URL and the store code “{store}”',
  noRoute: 'the shop has no such route: check the base URL',
  noApiInStore:
    'there is no web API below {base}: check the base URL and the store code “{store}”, or add index.php where addresses are not rewritten',
  noApi: 'there is no web API below {base}: check the base URL, or add index.php where addresses are not rewritten',
} as const;
