import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import type { Connection } from '../../connections/connection.js';
import { parseRequestLine } from '../../distribution/requestLine.js';
import { findKind } from '../../registries/index.js';
import type { FormField, ReadyRequest } from '../../registries/kind.js';
import { withoutQuery } from '../../registries/shared/pathScopes.js';
import { clauseText } from '../../text/message.js';
import { knownContentOrigin } from '../acquire/heldTokens.js';
import { repositoryOf } from '../choose/chooseImage.js';
import { translate } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import { back, runSteps, type Step } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

type Values = Readonly<Record<string, string>>;

interface RequestDraft {
  /** `free`: the whole line is typed. */
  readonly chosen?: ReadyRequest | 'free';
  readonly values: Values;
  readonly line?: string;
}

export interface ChosenRequest {
  /** Method and path. */
  readonly line: string;
  /** Properties of the ready request. Without `scopes` when the user edited more than the query. */
  readonly ready?: { readonly accept?: string; readonly scopes?: readonly string[] };
}

/** Asks for one of the kind's requests and its parameters. The line can be edited before it is sent. */
export async function chooseRequest(
  surface: Surface,
  title: string,
  connection: Connection,
  node: Node | undefined,
): Promise<ChosenRequest> {
  const repository = repositoryOf(surface, connection, node);
  const ready = (await findKind(connection.kind)?.requests?.()) ?? [];
  const start: RequestDraft = { values: repository === undefined ? {} : { repository } };
  const {
    chosen,
    values,
    line = '',
  } = await runSteps<RequestDraft>(start, ({ chosen }) => [
    requestStep(surface, title, connection, ready),
    ...(chosen === undefined || chosen === 'free'
      ? []
      : chosen.fields.map((field) => fieldStep(surface, title, field))),
    lineStep(surface, title, connection),
  ]);
  if (chosen === undefined || chosen === 'free') {
    return { line };
  }
  const accept = chosen.accept === undefined ? {} : { accept: chosen.accept };
  const edited = withoutQuery(line) !== withoutQuery(lineOf(chosen, values, connection));
  return { line, ready: { ...accept, ...(edited ? {} : { scopes: chosen.scopes(values) }) } };
}

function requestStep(
  { ask }: Surface,
  title: string,
  connection: Connection,
  ready: readonly ReadyRequest[],
): Step<RequestDraft> {
  return {
    decides: true,
    async ask(draft, place) {
      const chosen = await ask.pick<ReadyRequest | 'free'>({
        title,
        ...place,
        placeholder: l10n.t('Choose a request'),
        choices: [
          ...ready.map((request): Choice<ReadyRequest> => ({
            label: translate(request.label),
            description: lineOf(request, placeholders(request), connection),
            value: request,
          })),
          { label: l10n.t('Another Request…'), icon: 'edit', value: 'free' as const },
        ],
      });
      return chosen === back ? back : { ...draft, chosen };
    },
  };
}

function fieldStep({ ask }: Surface, title: string, field: FormField): Step<RequestDraft> {
  return {
    async ask(draft, place) {
      const text = await ask.text({
        title,
        ...place,
        prompt: translate(field.label),
        ...(field.placeholder === undefined ? {} : { placeholder: field.placeholder }),
        value: draft.values[field.name] ?? field.initial ?? '',
        validate: (typed) => {
          const wrong = field.validate?.(typed);
          return wrong === undefined ? undefined : translate(wrong);
        },
      });
      return text === back ? back : { ...draft, values: { ...draft.values, [field.name]: text } };
    },
  };
}

function lineStep(surface: Surface, title: string, connection: Connection): Step<RequestDraft> {
  const { ask } = surface;
  return {
    async ask(draft, place) {
      const { chosen, values } = draft;
      const offered = chosen === undefined || chosen === 'free' ? 'GET /' : lineOf(chosen, values, connection);
      const origin = new URL(connection.address);
      const line = await ask.text({
        title,
        ...place,
        prompt: l10n.t('Sent to {0} with the token it needs', knownContentOrigin(surface, connection).host),
        placeholder: 'GET /v2/',
        value: offered,
        validate: (typed) => faultIn(typed, origin),
      });
      return line === back ? back : { ...draft, line };
    },
  };
}

function faultIn(line: string, origin: URL): string | undefined {
  try {
    parseRequestLine(line, origin);
    return undefined;
  } catch (error) {
    if (!isAuthError(error)) {
      throw error;
    }
    return l10n.t('This can’t be sent: {0}.', clauseText(error.details?.reason ?? '', translate));
  }
}

function lineOf(request: ReadyRequest, values: Values, { settings }: Connection): string {
  return `${request.method} ${request.path(values, settings)}`;
}

function placeholders({ fields }: ReadyRequest): Values {
  return Object.fromEntries(fields.map(({ name }) => [name, `{${name}}`]));
}
