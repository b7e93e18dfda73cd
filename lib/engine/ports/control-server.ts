/**
 * The server side of the control protocol (`lib/contract/control.ts`): JSON lines over a unix socket.
 *
 * The lab and each instance run one. What can be asked is a table of the contract; a row without a handler does not
 * compile. Questions, commands and answers are parsed with the contract's schemas in both directions.
 */
import fs from 'node:fs';
import net, { type Socket } from 'node:net';
import type { z } from 'zod';
import { type ControlReply, type ControlRequest, controlRequestSchema } from '../../contract/control.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { unexpected } from '../../contract/unexpected.ts';
import { JsonLineDecoder, LINE_BYTES_MAX, toJsonLine } from '../../machine/json-lines.ts';
import { NUDGE_GAP_MS, WATCH_INTERVAL_MS } from '../../machine/waits.ts';

/** A watcher that has this much unread misses an answer; the next one holds everything. */
const UNREAD_BYTES_MAX = 1024 * 1024;

export type QueryTable = Record<string, { input: z.ZodType; output: z.ZodType }>;
export type CommandTable = Record<string, z.ZodObject>;
/** One handler per query. It may refuse; a thrown error becomes P621 with the error's message. */
export type QueryHandlers<Queries extends QueryTable> = {
  [Kind in keyof Queries]: (
    input: z.output<Queries[Kind]['input']>,
  ) => Outcome<z.input<Queries[Kind]['output']>> | Promise<Outcome<z.input<Queries[Kind]['output']>>>;
};
/** One handler per command; what it accepts with is sent back as JSON. */
export type CommandHandlers<Commands extends CommandTable> = {
  [Kind in keyof Commands]: (command: z.output<Commands[Kind]>) => Outcome<unknown> | Promise<Outcome<unknown>>;
};

interface Watch {
  readonly id: number;
  readonly socket: Socket;
  readonly query: string;
  readonly input: unknown;
  /** The same for all that ask the same. */
  readonly question: string;
  lastAnswer: string;
}

export class ControlServer<Queries extends QueryTable, Commands extends CommandTable> {
  private readonly path: string;
  private readonly queries: Queries;
  private readonly commands: Commands;
  private readonly answers: QueryHandlers<Queries>;
  private readonly actions: CommandHandlers<Commands>;
  private readonly onFailure: (what: string, error: unknown) => void;
  private readonly mayCommand: () => Outcome<null>;
  private readonly server: net.Server;
  private readonly sockets = new Set<Socket>();
  private readonly watches = new Set<Watch>();
  private timer: NodeJS.Timeout | undefined;
  private nudged: NodeJS.Timeout | undefined;
  private nudgedAtMs = 0;
  /** Questions of watches that are being asked; true: what they ask of may have changed meanwhile. */
  private readonly asked = new Map<string, boolean>();

  /**
   * `path`: the socket; a left-over file of a process that died is replaced. `queries`, `commands`: the contract's tables.
   * `mayCommand`: why no command is carried out at present, if so; queries are answered all the same.
   * `onFailure` hears of handlers that threw, and of answers that do not fit the contract: both are defects worth a line in the log.
   */
  constructor(options: {
    path: string;
    queries: Queries;
    commands: Commands;
    answers: QueryHandlers<Queries>;
    actions: CommandHandlers<Commands>;
    onFailure?: (what: string, error: unknown) => void;
    mayCommand?: () => Outcome<null>;
  }) {
    this.path = options.path;
    this.queries = options.queries;
    this.commands = options.commands;
    this.answers = options.answers;
    this.actions = options.actions;
    this.onFailure = options.onFailure ?? (() => {});
    this.mayCommand = options.mayCommand ?? (() => accepted(null));
    this.server = net.createServer((socket) => this.serve(socket));
  }

  async listen(): Promise<void> {
    fs.rmSync(this.path, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(this.path, resolve);
    });
    // Who may connect may command: the owner alone, whatever folder it lies in.
    fs.chmodSync(this.path, 0o600);
  }

  /** Something happened that watchers wait for: it is not left until the next look. Cheap where nobody watches. */
  nudge(): void {
    for (const question of this.asked.keys()) this.asked.set(question, true);
    this.lookSoon();
  }

  private lookSoon(): void {
    if (this.timer === undefined) return;
    this.nudged ??= setTimeout(
      () => {
        this.nudged = undefined;
        this.nudgedAtMs = performance.now();
        this.push();
      },
      Math.max(0, this.nudgedAtMs + NUDGE_GAP_MS - performance.now()),
    );
  }

  /** Ends every conversation and removes the socket. */
  async close(): Promise<void> {
    this.stopLooking();
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private serve(socket: Socket): void {
    const decoder = new JsonLineDecoder();
    this.sockets.add(socket);
    socket.on('error', () => {}); // `close` follows.
    socket.on('close', () => {
      this.sockets.delete(socket);
      for (const watch of this.watches) if (watch.socket === socket) this.unwatch(watch);
    });
    socket.on('data', (chunk) => {
      let requests: ControlRequest[];
      try {
        requests = decoder.push(chunk).map((line) => controlRequestSchema.parse(line));
      } catch (error) {
        this.onFailure('a control connection said something that is not the protocol', error);
        return void socket.destroy();
      }
      for (const request of requests) void this.handle(socket, request);
    });
  }

  private async handle(socket: Socket, request: ControlRequest): Promise<void> {
    switch (request.kind) {
      case 'query':
        return this.reply(socket, toReply(request.id, await this.ask(request.query, request.input)));
      case 'command':
        this.reply(socket, toReply(request.id, await this.carryOut(request.command)));
        return this.nudge();
      case 'watch':
        return this.watch(socket, request);
      case 'unwatch':
        for (const watch of this.watches) if (watch.socket === socket && watch.id === request.id) this.unwatch(watch);
        return;
      default:
        request satisfies never;
    }
  }

  private reply(socket: Socket, reply: ControlReply): void {
    if (socket.destroyed) return;
    const line = Buffer.from(toJsonLine(reply));
    socket.write(line.length <= LINE_BYTES_MAX ? line : toJsonLine(toReply(reply.id, tooLong(line.length))));
  }

  private async ask(query: string, input: unknown): Promise<Outcome<unknown>> {
    const row = Object.hasOwn(this.queries, query) ? this.queries[query] : undefined;
    const answer = this.answers[query];
    if (!row || !answer) return refused('P104', ['query', query]);
    const parsed = row.input.safeParse(input ?? {});
    if (!parsed.success) return toFieldRefusal(parsed.error);
    try {
      // The table pairs this handler with this schema; only the compiler cannot follow an index that is a variable.
      const outcome = await answer(parsed.data as never);
      return outcome.ok ? { ok: true, value: row.output.parse(outcome.value) } : outcome;
    } catch (error) {
      this.onFailure(`query ${query}`, error);
      return unexpected(query, error);
    }
  }

  private async carryOut(command: { kind: string }): Promise<Outcome<unknown>> {
    const { kind, ...fields } = command;
    const schema = Object.hasOwn(this.commands, kind) ? this.commands[kind] : undefined;
    const action = this.actions[kind];
    if (!schema || !action) return refused('P104', ['command', kind]);
    const parsed = schema.safeParse(fields);
    if (!parsed.success) return toFieldRefusal(parsed.error);
    const ready = this.mayCommand();
    if (!ready.ok) return ready;
    try {
      const outcome = await action(parsed.data as never); // As in `ask`.
      return outcome.ok ? { ok: true, value: outcome.value ?? null } : outcome;
    } catch (error) {
      this.onFailure(`command ${kind}`, error);
      return unexpected(kind, error);
    }
  }

  private watch(socket: Socket, request: Extract<ControlRequest, { kind: 'watch' }>): void {
    if (socket.destroyed) return;
    const { id, query, input } = request;
    this.watches.add({ id, socket, query, input, question: JSON.stringify([query, input]), lastAnswer: '' });
    this.timer ??= setInterval(() => this.push(), WATCH_INTERVAL_MS);
    this.push();
  }

  private unwatch(watch: Watch): void {
    this.watches.delete(watch);
    if (this.watches.size === 0) this.stopLooking();
  }

  private stopLooking(): void {
    clearInterval(this.timer);
    clearTimeout(this.nudged);
    this.timer = undefined;
    this.nudged = undefined;
  }

  /** Asks what is watched. Watches of the same question share one answer; one that is slow holds up no other, and makes no queue. */
  private push(): void {
    for (const watch of this.watches) if (!this.asked.has(watch.question)) void this.answer(watch);
  }

  private async answer({ question, query, input }: Watch): Promise<void> {
    this.asked.set(question, false);
    const outcome = await this.ask(query, input);
    const isOutdated = this.asked.get(question) ?? false;
    this.asked.delete(question);
    const answer = JSON.stringify(outcome);
    for (const watch of this.watches) {
      if (watch.question !== question || answer === watch.lastAnswer || watch.socket.writableLength > UNREAD_BYTES_MAX) continue;
      watch.lastAnswer = answer;
      this.reply(watch.socket, toReply(watch.id, outcome));
    }
    if (isOutdated) this.lookSoon();
  }
}

const toReply = (id: number, outcome: Outcome<unknown>): ControlReply =>
  outcome.ok ? { id, ok: true, value: outcome.value } : { id, ok: false, refusal: outcome.refusal };

/** Whoever asked would have to take it for something that is not the protocol. */
const tooLong = (bytes: number): Outcome<never> => refused('P623', [String(bytes), String(LINE_BYTES_MAX)]);

/** The first thing that is wrong with the input, with the form field to mark. */
function toFieldRefusal(error: z.ZodError): Outcome<never> {
  const issue = error.issues[0];
  const field = issue?.path.join('.') ?? '';
  return refused('P101', [field, issue?.message ?? error.message], field);
}
