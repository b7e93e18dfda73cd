import path from 'node:path';
import type { z } from 'zod';
import { commandAnswers } from '../contract/command-answers.ts';
import { instanceCommands, labCommands } from '../contract/commands.ts';
import { accepted, type Outcome, refused } from '../contract/errors.ts';
import type { Target } from '../contract/live.ts';
import { targetSchema } from '../contract/live-schemas.ts';
import { type InstanceQueryKind, instanceQueries, labQueries } from '../contract/views.ts';
import { type Answer, ControlConnection } from './control-connection.ts';
import { runDirectory } from './run-directory.ts';
import { COMMAND_MS, QUERY_MS, QUERY_OTHERS_MS } from '../machine/waits.ts';

/** What an instance can answer only after others have answered it, or have been given up. */
const ASKS_OTHERS = new Set<string>([
  'mirror-description',
  'newer-journals',
  'promotion-check',
  'verify-tls',
] satisfies InstanceQueryKind[]);

type QueryTable = Record<string, { input: z.ZodType; output: z.ZodType }>;
const queriesOf = (target: Target): QueryTable => (target === 'lab' ? labQueries : instanceQueries);
const commandsOf = (target: Target): Record<string, z.ZodObject> => (target === 'lab' ? labCommands : instanceCommands);

/** Of the table's own rows: every object knows a `constructor`. */
const rowOf = <Row>(table: Record<string, Row>, name: string): Row | undefined => (Object.hasOwn(table, name) ? table[name] : undefined);

const connections = new Map<string, ControlConnection>();
const controlPaths = new Map<Target, string>();

function connectionAt(socketPath: string, probeQuery: string): ControlConnection {
  const connection = connections.get(socketPath) ?? new ControlConnection(socketPath, probeQuery);
  connections.set(socketPath, connection);
  return connection;
}

const labConnection = () => connectionAt(path.join(runDirectory(), 'lab.sock'), 'lab');

/** The lab knows where each instance is reached. While it does not answer, the rule it follows itself is used. */
async function connectionTo(target: Target): Promise<Outcome<ControlConnection>> {
  // Whoever starts Next by itself starts it without the door that asks who is there.
  if (!process.env.MIRROR_PORTAL_DOOR) throw new Error('the portal has no door: start it with npm start');
  if (target === 'lab') return accepted(labConnection());
  if (!targetSchema.safeParse(target).success) return refused('P104', ['instance', target]);
  const known = controlPaths.get(target);
  if (known) return accepted(connectionAt(known, 'summary'));
  const [host, instance] = target.split('/');
  const answer = await labConnection().request({ kind: 'query', query: 'lab', input: {} }, QUERY_MS);
  const view = answer.kind === 'value' ? labQueries.lab.output.safeParse(answer.value) : null;
  if (!view?.success) return accepted(connectionAt(path.join(runDirectory(), `${host}.${instance}.sock`), 'summary'));
  const found = view.data.hosts.find((one) => one.name === host)?.instances.find((one) => one.name === instance);
  if (!found) return refused('P104', ['instance', target]);
  controlPaths.set(target, found.controlPath);
  return accepted(connectionAt(found.controlPath, 'summary'));
}

const silence = (target: Target, reason: string): Outcome<never> =>
  target === 'lab' ? refused('P106') : refused('P100', [target, reason]);

function toOutcome(target: Target, answer: Answer, output?: z.ZodType): Outcome<unknown> {
  if (answer.kind === 'silence') return silence(target, answer.reason);
  if (answer.kind === 'refusal') return { ok: false, refusal: answer.refusal };
  if (!output) return accepted(answer.value);
  const parsed = output.safeParse(answer.value);
  if (parsed.success) return accepted(parsed.data);
  const issue = parsed.error.issues[0];
  const problem = `its answer is not valid: ${issue?.path.join('.')} ${issue?.message}`;
  tellOnce(`${target}: ${problem}`);
  return silence(target, problem);
}

const told = new Set<string>();

/**
 * An answer that breaks the contract is a bug (or two versions side by side): it belongs into the portal's log, but not four times a
 * second.
 */
function tellOnce(text: string): void {
  if (told.has(text)) return;
  told.add(text);
  console.error(text);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown): Outcome<T> {
  const result = schema.safeParse(value);
  if (result.success) return accepted(result.data);
  const issue = result.error.issues[0];
  const field = issue?.path.join('.') ?? '';
  return refused('P101', [field, issue?.message ?? ''], field);
}

/** One answer of a query, checked on the way out and on the way back. */
export async function ask(
  target: Target,
  query: string,
  input: unknown,
  deadlineMs = ASKS_OTHERS.has(query) ? QUERY_OTHERS_MS : QUERY_MS,
): Promise<Outcome<unknown>> {
  const row = rowOf(queriesOf(target), query);
  if (!row) return refused('P104', ['query', query]);
  const question = parsed(row.input, input);
  if (!question.ok) return question;
  const connection = await connectionTo(target);
  if (!connection.ok) return connection;
  return toOutcome(target, await connection.value.request({ kind: 'query', query, input: question.value }, deadlineMs), row.output);
}

/** Sends a command to the process that decides about it, and checks what it is accepted with. */
export async function order(target: Target, command: unknown): Promise<Outcome<unknown>> {
  const kind = typeof command === 'object' && command !== null && 'kind' in command && typeof command.kind === 'string' ? command.kind : '';
  const schema = rowOf(commandsOf(target), kind);
  if (!schema) return refused('P104', ['command', kind]);
  const body = parsed(schema, command);
  if (!body.ok) return body;
  const connection = await connectionTo(target);
  if (!connection.ok) return connection;
  const answer = await connection.value.request({ kind: 'command', command: { ...body.value, kind } }, COMMAND_MS);
  return toOutcome(target, answer, rowOf<z.ZodType>(commandAnswers, kind));
}

/** Tells every new answer of a query until stopped, and silence when there is none. */
export function follow(target: Target, query: string, input: unknown, tell: (outcome: Outcome<unknown>) => void): () => void {
  const row = rowOf(queriesOf(target), query);
  const question = row ? parsed(row.input, input) : refused('P104', ['query', query]);
  if (!row || !question.ok) {
    if (!question.ok) tell(question);
    return () => {};
  }
  let stopped = false;
  let stop = () => {};
  let answered = false;
  const firstAnswerDue = setTimeout(() => !answered && tell(silence(target, `no answer within ${QUERY_MS} ms`)), QUERY_MS);
  void connectionTo(target).then((connection) => {
    if (stopped) return;
    if (!connection.ok) return tell(connection);
    stop = connection.value.watch(query, question.value, (answer) => {
      answered = true;
      tell(toOutcome(target, answer, row.output));
    });
  });
  return () => {
    stopped = true;
    clearTimeout(firstAnswerDue);
    stop();
  };
}
