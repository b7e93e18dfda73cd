/**
 * A dejournal filter class at work: RunFilter is asked about each record (engine facts 9.5).
 *
 * The class is JavaScript in a machine of its own: QuickJS as WebAssembly. No object and no function of this side is handed in, so there is
 * none to climb out by. A piece goes in as one JSON text and the bytes of its values, its verdicts come back as one text; what the class
 * calls (`JRN*`) is written inside, over that data. The machine has a limit of memory and of time, and what it has begun to wait for never
 * goes on. What neither limit ends (a loop inside one of its own functions) is killed by the parent.
 */
import variant from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
} from 'quickjs-emscripten-core';
import { decodeKey } from '../nodes/collation.ts';
import { formatReference } from '../nodes/reference-text.ts';
import { decodeText } from '../nodes/text.ts';
import { type JournalRecord, readRecord, type JobNumber } from '../journal/record.ts';
import type { FilterAnswer, JudgeUpdates, LoadFilter, LoadProblem } from './filter-protocol.ts';
import { systemClock } from '../ports/clock.ts';
import { FILTER_DESCRIBE_MS } from '../../machine/waits.ts';

const MEGABYTE = 2 ** 20;
/** Of the class and a piece: the text, its parts, and what the class keeps. */
const MACHINE_BYTES_MAX = 128 * MEGABYTE;
/** Of WebAssembly: the machine and what it is made of. It cannot grow beyond. */
const MEMORY_BYTES_MAX = 192 * MEGABYTE;
const MEMORY_BYTES = 16 * MEGABYTE;
const PAGE_BYTES = 65_536;
const STACK_BYTES_MAX = 256 * 1024;
/** Of an error: its message, and its stack, where the line is found. */
const DESCRIPTION_LENGTH_MAX = 4000;
/** Between the two; text that comes out ends at a NUL. */
const BETWEEN = '\u001f';

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

/** Longer values go in as bytes, and become a text only for who asks for them. */
const SHORT_VALUE_LENGTH_MAX = 256;

/**
 * A record as the inside knows it. The time is that of its block: few in a piece, and told once. A long value is where it lies among
 * `values`.
 */
type JudgedRecord = readonly [
  reference: string,
  type: string,
  address: number,
  job: JobNumber,
  time: number,
  value: string | readonly [start: number, end: number],
];

interface Piece {
  readonly records: readonly JudgedRecord[];
  readonly text: string;
  /** The long values one behind the other, in UTF-16. */
  readonly values: Buffer;
}

/** Runs inside, first. What it uses of the language it has taken before the class could change it. */
const WITHIN = `(() => {
  'use strict';
  const { parse } = JSON;
  const { apply } = Reflect;
  const { fromCharCode } = String;
  const Units = Uint16Array;
  const slice = Function.prototype.call.bind(String.prototype.slice);
  const subarray = Function.prototype.call.bind(Units.prototype.subarray);
  const refuse = function () { throw new EvalError('Code generation from strings disallowed'); };
  for (const made of [function () {}, function* () {}, async function () {}, async function* () {}]) Object.defineProperty(Object.getPrototypeOf(made), 'constructor', { value: refuse });
  globalThis.Function = refuse;
  delete globalThis.eval;
  let filter;
  let piece = { times: [] };
  let units = new Units(0);
  let at = 0;
  let record = ['', '', 0, 0, 0, ''];
  const valueOf = (value) => {
    if (typeof value === 'string') return value;
    let text = '';
    for (let start = value[0]; start < value[1]; start += 4096) text += apply(fromCharCode, null, subarray(units, start, start + 4096 < value[1] ? start + 4096 : value[1]));
    return text;
  };
  globalThis.MirrorDejournal = class MirrorDejournal {
    InCatchupDB = 0;
    JRNPID(address) { return record[3]; }
    JRNTSTAMP(address) { return piece.times[record[4]]; }
    JRNNEWVAL(address) { return valueOf(record[5]); }
  };
  return {
    make(made) {
      if (typeof made !== 'function') throw new TypeError('it is not a class');
      filter = new made();
      return typeof filter.RunFilter === 'function';
    },
    judge(text, values) {
      piece = parse(text);
      units = new Units(values);
      const { database, isCatchup, records } = piece;
      let verdicts = '';
      for (at = 0; at < records.length; at++) {
        record = records[at];
        filter.InCatchupDB = isCatchup;
        const answer = filter.RunFilter(database, record[0], record[1], record[2]);
        if (answer === 1 || answer === true) verdicts += '1';
        else if (answer === 0 || answer === false) verdicts += '0';
        else throw new TypeError('RunFilter must return 1 (apply) or 0 (skip), it returned ' + String(answer));
      }
      return verdicts;
    },
    where() { return at; },
    describe(error) {
      const { message, stack } = Object(error);
      return slice(typeof message === 'string' ? message : String(error), 0, 1000) + '${BETWEEN}' + slice(typeof stack === 'string' ? stack : '', 0, 2000);
    },
  };
})()`;

/** It grows only with what is in it; all machines of this process share it. */
const quickjs = await newQuickJSWASMModuleFromVariant(
  newVariant(variant, {
    wasmMemory: new WebAssembly.Memory({ initial: MEMORY_BYTES / PAGE_BYTES, maximum: MEMORY_BYTES_MAX / PAGE_BYTES }),
  }),
);

export class FilterJudge {
  readonly #timeoutMs: number;
  readonly #runtime: QuickJSRuntime = quickjs.newRuntime();
  readonly #machine: QuickJSContext;
  readonly #within: QuickJSHandle;
  #deadlineMs = Number.POSITIVE_INFINITY;
  #isLate = false;
  #name = '';

  /** `timeoutMs`: for one piece, and for loading. */
  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
    this.#runtime.setMemoryLimit(MACHINE_BYTES_MAX);
    this.#runtime.setMaxStackSize(STACK_BYTES_MAX);
    this.#runtime.setInterruptHandler(() => {
      this.#isLate ||= systemClock.nowMs() > this.#deadlineMs;
      return this.#isLate;
    });
    this.#machine = this.#runtime.newContext();
    this.#within = this.#machine.unwrapResult(this.#machine.evalCode(WITHIN, 'within.js', { type: 'global' }));
  }

  /** Null: it can be asked. Otherwise why it cannot, with the line where that is known. */
  load({ name, code }: Omit<LoadFilter, 'kind'>): LoadProblem | null {
    this.#name = name;
    this.#begin(this.#timeoutMs);
    const defined = this.#machine.evalCode(`"use strict";${code}`, `${name}.js`, { type: 'global' });
    if (defined.error) return { kind: 'unusable', message: this.#describe(defined.error) };
    defined.value.dispose();
    const found = this.#machine.evalCode(name, 'within.js', { type: 'global' });
    if (found.error) return { kind: 'unusable', message: this.#describe(found.error) };
    const made = this.#call('make', found.value);
    found.value.dispose();
    if (made.error) return { kind: 'unusable', message: this.#describe(made.error) };
    const hasRunFilter = this.#machine.typeof(made.value) === 'boolean' && this.#machine.dump(made.value) === true;
    made.value.dispose();
    return hasRunFilter ? null : { kind: 'no-run-filter' };
  }

  judge(updates: JudgeUpdates): FilterAnswer {
    const { records, text, values } = pieceOf(updates);
    this.#begin(this.#timeoutMs);
    const given = [this.#machine.newString(text), this.#machine.newArrayBuffer(Uint8Array.from(values).buffer)];
    const judged = this.#call('judge', ...given);
    for (const handle of given) handle.dispose();
    if (judged.error) {
      const message = this.#describe(judged.error);
      return { kind: 'failed', reference: this.#reference(records), message };
    }
    const verdicts = this.#text(judged.value, records.length);
    judged.value.dispose();
    if (verdicts === null || verdicts.length !== records.length || !/^[01]*$/.test(verdicts))
      return { kind: 'failed', reference: '', message: 'it gave no verdicts' };
    return { kind: 'judged', verdicts: Uint8Array.from(verdicts, Number) };
  }

  #begin(timeoutMs: number): void {
    this.#deadlineMs = systemClock.nowMs() + timeoutMs;
    this.#isLate = false;
  }

  #call(name: 'make' | 'judge' | 'where' | 'describe', ...args: QuickJSHandle[]) {
    const called = this.#machine.getProp(this.#within, name);
    const result = this.#machine.callFunction(called, this.#machine.undefined, ...args);
    called.dispose();
    return result;
  }

  /** Null: it is no text, or a longer one. Its length is looked at before it is taken out. */
  #text(value: QuickJSHandle, lengthMax: number): string | null {
    if (this.#machine.typeof(value) !== 'string') return null;
    const length = this.#machine.getProp(value, 'length');
    const isShort = this.#machine.getNumber(length) <= lengthMax;
    length.dispose();
    return isShort ? this.#machine.getString(value) : null;
  }

  /** Of the record that was being asked about. */
  #reference(records: readonly JudgedRecord[]): string {
    this.#begin(FILTER_DESCRIBE_MS);
    const result = this.#call('where');
    const at = result.error ? -1 : this.#machine.getNumber(result.value);
    result.dispose();
    const record = records[at];
    return record ? `^${record[0]}` : '';
  }

  /** The thing thrown is the class's own: even its message may be something else than a text. Disposes it. */
  #describe(error: QuickJSHandle): string {
    const wasLate = this.#isLate;
    this.#begin(FILTER_DESCRIBE_MS);
    const described = this.#call('describe', error);
    error.dispose();
    const text = described.error ? null : this.#text(described.value, DESCRIPTION_LENGTH_MAX);
    described.dispose();
    if (wasLate) return `it took longer than ${this.#timeoutMs / 1000} s`;
    const [message = '', stack = ''] = text?.split(BETWEEN) ?? [];
    if (message === '') return 'what it threw says nothing';
    const line = new RegExp(`\\b${this.#name}\\.js:(\\d+)`).exec(stack)?.[1];
    return line === undefined ? message : `${message} (line ${line})`;
  }
}

function pieceOf({ database, isCatchup, records: written, addresses, timesMs }: JudgeUpdates): Piece {
  const bytes = Buffer.from(written.buffer, written.byteOffset, written.byteLength);
  const records: JudgedRecord[] = [];
  const times: string[] = [];
  const values: Buffer[] = [];
  let valueEnd = 0;
  let offset = 0;
  for (const [index, address] of addresses.entries()) {
    const { record, end } = readRecord(bytes, offset);
    offset = end;
    const timeMs = timesMs[index] ?? 0;
    if (timeMs !== timesMs[index - 1]) times.push(toHorolog(timeMs));
    const value = record.value ? decodeText(record.value) : '';
    const isLong = value.length > SHORT_VALUE_LENGTH_MAX;
    if (isLong) values.push(Buffer.from(value, 'utf16le'));
    records.push([
      formatReference(decodeKey(record.key)).slice(1),
      typeNameOf(record.type),
      address,
      record.job,
      times.length - 1,
      isLong ? [valueEnd, valueEnd + value.length] : value,
    ]);
    if (isLong) valueEnd += value.length;
  }
  return { records, text: JSON.stringify({ database, isCatchup: isCatchup ? 1 : 0, times, records }), values: Buffer.concat(values) };
}
