/**
 * A dejournal filter class at work: RunFilter is asked about each record (engine facts 9.5).
 *
 * The class is JavaScript in a context of its own, which has the language and nothing else: no `require`, no `process`, no timers, no text that becomes code. Only plain
 * values cross between it and this code. What that does not hold back is the business of the process around it, which may read and write no file.
 */
import vm from 'node:vm';
import { decodeKey } from '../database/collation.ts';
import { formatReference } from '../database/reference-text.ts';
import { decodeText } from '../database/text.ts';
import { type JournalRecord, readRecord } from '../journal/record.ts';
import type { FilterAnswer, JudgeUpdates, LoadFilter, LoadProblem } from './filter-protocol.ts';

/** Day 0 of $HOROLOG is the last of 1840; 1 January 1970 is this one. */
const HOROLOG_OF_1970 = 47_117;
const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;

/** "days,seconds" in the local time of the machine, as $HOROLOG writes it. */
export function toHorolog(timeMs: number): string {
  const localMs = timeMs - new Date(timeMs).getTimezoneOffset() * MS_PER_MINUTE;
  const days = Math.floor(localMs / MS_PER_DAY);
  return `${days + HOROLOG_OF_1970},${Math.floor((localMs - days * MS_PER_DAY) / 1000)}`;
}

const typeNames = { set: 'S', kill: 'K', 'kill-node': 'k' } as const;
const typeNameOf = (type: JournalRecord['type']) => (type === 'set' || type === 'kill' || type === 'kill-node' ? typeNames[type] : '');

/** What the context asks for; each answers a plain value of the record that RunFilter is being asked about. */
interface Host {
  advance: () => boolean;
  database: () => string;
  reference: () => string;
  type: () => string;
  address: () => number;
  isCatchup: () => number;
  job: () => number;
  timestamp: () => string;
  newValue: () => string;
  answer: (verdict: number) => void;
}

/** Runs inside the context: its functions are the only ones that the class can reach, and they hand out no object of this side. */
const WITHIN = `(function (host) {
  'use strict';
  let filter;
  globalThis.MirrorDejournal = class MirrorDejournal {
    InCatchupDB = 0;
    JRNPID(address) { return host.job(); }
    JRNTSTAMP(address) { return host.timestamp(); }
    JRNNEWVAL(address) { return host.newValue(); }
  };
  Object.defineProperty(globalThis, 'judgeRecords', { value: () => {
    while (host.advance()) {
      filter.InCatchupDB = host.isCatchup();
      const answer = filter.RunFilter(host.database(), host.reference(), host.type(), host.address());
      if (answer !== 1 && answer !== 0 && answer !== true && answer !== false) throw new TypeError('RunFilter must return 1 (apply) or 0 (skip), it returned ' + String(answer));
      host.answer(Number(answer));
    }
  } });
  return (made) => {
    if (typeof made !== 'function') throw new TypeError('it is not a class');
    filter = new made();
    return typeof filter.RunFilter === 'function';
  };
})`;

export class FilterJudge {
  readonly #timeoutMs: number;
  readonly #context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } });
  readonly #judge = new vm.Script('judgeRecords()');
  #name = '';
  #updates: JudgeUpdates | null = null;
  #index = -1;
  #end = 0;
  #record: JournalRecord | null = null;
  #verdicts = new Uint8Array(0);

  /** `timeoutMs`: for one piece, and for loading. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  /** Null: it can be asked. Otherwise why it cannot, with the line where that is known. */
  load({ name, code }: Omit<LoadFilter, 'kind'>): LoadProblem | null {
    this.#name = name;
    const host: Host = {
      advance: () => this.#advance(),
      database: () => this.#updates?.database ?? '',
      reference: () => this.#reference().slice(1),
      type: () => typeNameOf(this.#record?.type ?? 'mark'),
      address: () => this.#updates?.addresses[this.#index] ?? 0,
      isCatchup: () => (this.#updates?.isCatchup ? 1 : 0),
      job: () => this.#record?.job ?? 0,
      timestamp: () => toHorolog(this.#updates?.timesMs[this.#index] ?? 0),
      newValue: () => (this.#record?.value ? decodeText(this.#record.value) : ''),
      answer: (verdict) => {
        this.#verdicts[this.#index] = verdict;
      },
    };
    const options = { timeout: this.#timeoutMs };
    try {
      const make = vm.runInContext(WITHIN, this.#context)(host) as (made: unknown) => boolean;
      // Alone first: what is amiss in it must not be found in the line that asks for the class.
      new vm.Script(`"use strict";${code}`, { filename: `${name}.js` });
      const filterClass: unknown = vm.runInContext(`"use strict";${code}\n;${name}`, this.#context, { ...options, filename: `${name}.js` });
      return make(filterClass) ? null : { kind: 'no-run-filter' };
    } catch (error) {
      return { kind: 'unusable', message: this.#describe(error) };
    }
  }

  judge(updates: JudgeUpdates): FilterAnswer {
    this.#updates = updates;
    this.#index = -1;
    this.#end = 0;
    this.#verdicts = new Uint8Array(updates.addresses.length);
    try {
      this.#judge.runInContext(this.#context, { timeout: this.#timeoutMs });
      return { kind: 'judged', verdicts: this.#verdicts };
    } catch (error) {
      return { kind: 'failed', reference: this.#record ? this.#reference() : '', message: this.#describe(error) };
    }
  }

  #advance(): boolean {
    const { addresses, records } = this.#updates as JudgeUpdates;
    this.#index += 1;
    if (this.#index >= addresses.length) return false;
    const { record, end } = readRecord(Buffer.from(records.buffer, records.byteOffset, records.byteLength), this.#end);
    this.#record = record;
    this.#end = end;
    return true;
  }

  #reference(): string {
    return this.#record ? formatReference(decodeKey(this.#record.key)) : '';
  }

  /** The thing thrown is the class's own: even its message may be something else than a text. */
  #describe(error: unknown): string {
    const { message, code, stack } = Object(error) as { message?: unknown; code?: unknown; stack?: unknown };
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return `it took longer than ${this.#timeoutMs / 1000} s`;
    const line = typeof stack === 'string' ? new RegExp(`\\b${this.#name}\\.js:(\\d+)`).exec(stack)?.[1] : undefined;
    const text = typeof message === 'string' ? message : String(error);
    return line === undefined ? text : `${text} (line ${line})`;
  }
}
