import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refused } from '../contract/errors.ts';
import { LiveStream } from './live-stream.ts';

/** The browser's, as far as this tab sees it. */
class Source {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: (() => void) | null = null;
  readonly url: string;
  constructor(url: string) {
    this.url = url;
    Source.all.push(this);
  }
  beat = () => {};
  addEventListener(name: string, listener: () => void): void {
    if (name === 'beat') this.beat = listener;
  }
  close(): void {}
  /** The answer was no stream. */
  fail(): void {
    this.readyState = Source.CLOSED;
    this.onerror?.();
  }
}

let answer: () => Response | Promise<Response>;
let stream: LiveStream;
beforeEach(() => {
  vi.useFakeTimers();
  Source.all = [];
  vi.stubGlobal('EventSource', Source);
  vi.stubGlobal('fetch', async () => answer());
  stream = new LiveStream(new QueryClient());
  stream.keep({ target: 'lab', query: 'lab', input: {} });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
const refuse = (code: 'P580' | 'P585', status: number) => () => Response.json(refused(code), { status });
const latest = () => Source.all.at(-1) as Source;

test('a page whose key is not the portal’s any more says so, until it is let in', async () => {
  await vi.advanceTimersByTimeAsync(50);
  latest().onopen?.();
  answer = refuse('P580', 401);
  latest().fail();
  await vi.advanceTimersByTimeAsync(50);
  expect(stream.state).toMatchObject({ kind: 'down', refusal: { code: 'P580' } });
  // Another attempt that ends takes nothing back.
  await vi.advanceTimersByTimeAsync(1500);
  answer = () => Promise.reject(new Error('connection refused'));
  latest().fail();
  await vi.advanceTimersByTimeAsync(50);
  expect(stream.state).toMatchObject({ kind: 'down', refusal: { code: 'P580' } });
  await vi.advanceTimersByTimeAsync(1500);
  expect(Source.all).toHaveLength(3);
  latest().onopen?.();
  expect(stream.state).toEqual({ kind: 'open' });
});

test.each<[string, typeof answer]>([
  ['starts', refuse('P585', 503)],
  ['does not answer', () => Promise.reject(new Error('connection refused'))],
  ['answers with something else', () => new Response('<html>', { status: 502 })],
])('a portal that %s has shut nobody out', async (_label, given) => {
  await vi.advanceTimersByTimeAsync(50);
  answer = given;
  latest().fail();
  await vi.advanceTimersByTimeAsync(50);
  expect(stream.state).toMatchObject({ kind: 'down', refusal: null });
});

test('a stream that is open and silent is down; each beat puts it off, and the next one opens it again', async () => {
  await vi.advanceTimersByTimeAsync(50);
  latest().onopen?.();
  for (let beat = 0; beat < 5; beat++) {
    await vi.advanceTimersByTimeAsync(4000);
    expect(stream.state).toEqual({ kind: 'open' });
    latest().beat();
  }
  await vi.advanceTimersByTimeAsync(6000);
  expect(stream.state).toMatchObject({ kind: 'down', refusal: null });
  latest().beat();
  expect(stream.state).toEqual({ kind: 'open' });
});
