import { fill, plainText, type Translate } from '../auth/pieces.js';
import type { TraceStep } from '../auth/trace.js';

/** What was seen on the wire: the way there, how long each part took, and who said to be at the other end. */
export function wireLines(step: TraceStep, language: string, translate: Translate): string[] {
  const say = (template: string, holes: Readonly<Record<string, string>> = {}): string =>
    plainText(fill(template, holes), 0);
  const { phases = {}, proxied, proxy, remoteAddress, tls } = step;
  const took = [
    [translate('looked up after'), phases.lookup] as const,
    [translate('connected'), phases.connect] as const,
    [translate('TLS'), phases.tls] as const,
    [translate('first byte'), phases.firstByte] as const,
    [translate('all'), phases.end] as const,
  ].flatMap(([words, ms]) => (ms === undefined ? [] : [`${words} ${Math.round(ms)} ms`]));
  const [certificate] = tls?.chain ?? [];
  const day = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
  const seen =
    tls?.verified === true
      ? translate('{protocol}, certificate: {subject}, issued by {issuer}, valid until {day}')
      : translate('{protocol}, certificate not checked: {subject}, issued by {issuer}, valid until {day}');
  return [
    ...(proxied !== true
      ? []
      : proxy === undefined
        ? [translate('Sent through a proxy, so the address could not be checked here.')]
        : [say(translate('Sent through the proxy {proxy}, so the address could not be checked here.'), { proxy })]),
    ...(remoteAddress === undefined ? [] : [`${translate('Connected to')} ${remoteAddress}`]),
    ...(tls === undefined || certificate === undefined
      ? []
      : [
          say(seen, {
            protocol: tls.protocol,
            subject: certificate.subject,
            issuer: certificate.issuer,
            day: day.format(certificate.validTo),
          }),
        ]),
    ...(took.length === 0 ? [] : [capital(took.join(', '))]),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
