import type { QueryClient } from '@tanstack/react-query';
import type { Refusal } from '../contract/errors.ts';
import type { LivePush, LiveWatch } from '../contract/live.ts';
import { whyNoStream } from './api.ts';
import { type LiveEntry, nextEntry } from './live-entry.ts';
import { WatchedQueries } from './watched-queries.ts';
import { REOPEN_MS, STREAM_AGAIN_MS, STREAM_SILENCE_MS } from '../machine/waits.ts';

export type StreamState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  | {
      kind: 'down';
      since: string /** The portal answers, and does not let this page in; null: it does not answer. */;
      refusal: Refusal | null;
    };

/**
 * The one event stream of this tab. Components say what they show; the stream carries exactly that, and each event
 * becomes the cache entry of its query.
 */
export class LiveStream {
  readonly #client: QueryClient;
  readonly #watched = new WatchedQueries();
  readonly #listeners = new Set<() => void>();
  #source: EventSource | null = null;
  #reopening: ReturnType<typeof setTimeout> | null = null;
  #silence: ReturnType<typeof setTimeout> | null = null;
  #openedFor = '';
  state: StreamState = { kind: 'connecting' };

  constructor(client: QueryClient) {
    this.#client = client;
  }

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Keeps the query of `watch` live until the returned function is called. */
  keep(watch: LiveWatch): () => void {
    const drop = this.#watched.add(watch);
    this.#reopenSoon();
    return () => {
      drop();
      this.#reopenSoon();
    };
  }

  #reopenSoon(): void {
    this.#reopening ??= setTimeout(() => {
      this.#reopening = null;
      this.#reopen();
    }, REOPEN_MS);
  }

  #reopen(): void {
    const watches = this.#watched.list();
    const list = JSON.stringify(watches);
    if (list === this.#openedFor) return;
    this.#openedFor = list;
    this.#source?.close();
    this.#source = null;
    if (this.#silence) clearTimeout(this.#silence);
    if (watches.length === 0) return;
    const url = `/api/live?watch=${encodeURIComponent(list)}`;
    const source = new EventSource(url);
    this.#source = source;
    source.onopen = () => this.#heard();
    source.addEventListener('beat', () => this.#heard());
    source.onmessage = (event) => {
      this.#heard();
      // The route sends nothing else, checked against the contract there: a parser here would be the heaviest script of a page.
      const push = JSON.parse(event.data) as LivePush;
      this.#client.setQueryData<LiveEntry>(push.key, (before) => nextEntry(before, push, new Date().toISOString()));
    };
    source.onerror = () => {
      this.#down();
      // A browser gives up for good on an answer that is no stream, e.g. while the portal starts: begin anew.
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => this.#retry(source), STREAM_AGAIN_MS);
      void this.#learnWhy(source, url);
    };
  }

  /** What a person can do something about: the portal's secret was replaced while this page was open, or too many follow it. */
  async #learnWhy(source: EventSource, url: string): Promise<void> {
    const refusal = await whyNoStream(url);
    if (this.#source === source && (refusal?.code === 'P580' || refusal?.code === 'P640')) this.#down(refusal);
  }

  #retry(source: EventSource): void {
    if (this.#source !== source) return;
    this.#openedFor = '';
    this.#reopen();
  }

  #heard(): void {
    this.#become({ kind: 'open' });
    if (this.#silence) clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#down(), STREAM_SILENCE_MS);
  }

  #down(refusal: Refusal | null = null): void {
    const known = this.state.kind === 'down' ? this.state : null;
    // An attempt that ends says nothing new: what is known stays until the stream is open, or somebody gives a reason.
    if (known === null || (refusal !== null && known.refusal === null))
      this.#become({ kind: 'down', since: known?.since ?? new Date().toISOString(), refusal });
  }

  #become(state: StreamState): void {
    if (state.kind === this.state.kind && state.kind !== 'down') return;
    this.state = state;
    for (const listener of this.#listeners) listener();
  }
}
