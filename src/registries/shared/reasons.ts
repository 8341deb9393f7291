/** Clauses of the kinds with placeholders, like those of auth/reasons.ts. */
export const kindReasons = {
  providersInBrowser: '{providers} works only in a browser; use an integration access token',
  codesRefused: '{count} codes were rejected',
  noXml: 'the {field} can’t be sent as XML; use JSON',
  profileNotOn: 'profile {profile} doesn’t exist on {machine}',
  profileLacks: 'profile {profile} has no {field}',
  profileWithoutKeys: 'the response for profile {profile} contains no keys',
  profileCameToNothing: 'profile {profile} returned no keys',
  profileWithoutSignIn: 'profile {profile} has no sign-in settings',
  profileLeadsBack: 'profile {profile} refers back to {other}',
  profileOrigin: 'profile {profile} gets its keys from {origin}, which isn’t supported',
  profileFile: 'the token file of profile {profile} can’t be read',
  processFailed: 'the credential_process of profile {profile} failed: {why}',
  processEnded: 'the credential_process of profile {profile} printed expired keys',
  environmentEmpty: 'the editor’s environment on {machine} has no AWS access key',
  environmentPartial: 'the editor’s environment on {machine} has only {names}',
  neverSignedIn: 'you aren’t signed in; run {command}',
  signInEnded: 'the sign-in has expired; run {command}',
  signInNotRenewed: 'the sign-in couldn’t be renewed; run {command}',
  signInMissing: 'the sign-in is missing or has expired; run {command}',
  otherEnvironment: 'VS Code’s sign-in is set to another cloud or none; set {setting} to {value}',
  roleCode: '{arn} requires a one-time code from {device}',
  unknownKey:
    'AWS doesn’t recognize this access key in {region}; check the key and its partition, and that the region is enabled for the account',
  clockBehind: 'this machine’s clock is {minutes} minutes behind',
  clockAhead: 'this machine’s clock is {minutes} minutes ahead',
  sessionEnded: 'the session has expired',
  profileEnded: 'the session has expired (profile {profile})',
  sessionEndedRun: 'the session has expired; run {command}',
  policyMissing: 'a policy is missing',
  policyMissingAlso: 'a policy is missing; {right} is also required',
  lacksRightAlso: '{who} lacks {action}; {right} is also required',
  lacksRight: '{who} lacks {action}',
  checkRegion: 'check the region {region}',
  lockout:
    'the user name or password is wrong, or the account is disabled or locked; the shop doesn’t report which, and by default it locks for 30 minutes after 6 failures',
  lockoutAll:
    'the user name or password is wrong, or the account is disabled or locked; older shops also reject all customers with the store code “all”, so leave it empty or enter a store view’s code',
  fieldNotFound: 'the shop didn’t find the field {field} in the request',
  guest:
    'the shop treats the token’s user as a guest; the token is wrong, revoked, or expired, or its role can’t use this route; since 2.4.4, integration tokens must also be allowed as bearer tokens',
  baseUrl: 'the base URL should be {address}',
  gateRefused:
    'the web server in front of the shop (“{realm}”) rejected its user name and password; the request didn’t reach the shop',
  gateWants:
    'the web server in front of the shop (“{realm}”) requires its own user name and password; the request didn’t reach the shop',
  gateInTheWay:
    'the web server in front of the shop (“{realm}”) requires a password in the header that carries the token; ask its administrator to exempt /rest',
  noRouteInStore: 'the shop has no such route; check the base URL and the store code “{store}”',
  noRoute: 'the shop has no such route; check the base URL',
  noApiInStore:
    'there is no web API below {base}; check the base URL and the store code “{store}”, or add index.php if the server doesn’t rewrite URLs',
  noApi: 'there is no web API below {base}; check the base URL, or add index.php if the server doesn’t rewrite URLs',
} as const;
