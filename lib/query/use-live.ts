'use client';
import { skipToken, useQuery } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { ArbiterView } from '../contract/arbiter.ts';
import type { Refusal } from '../contract/errors.ts';
import { type LiveWatch, liveKeyOf, type Target } from '../contract/live.ts';
import type { InstanceQueryInput, InstanceQueryKind, InstanceView, LabView } from '../contract/views.ts';
import { arbiterWatch, labWatch, watch } from '../contract/watch.ts';
import { isSilence, type LiveEntry } from './live-entry.ts';
import type { LiveStream, StreamState } from './live-stream.ts';

export const LiveStreamContext = createContext<LiveStream | null>(null);

function useLiveStream(): LiveStream {
  const stream = useContext(LiveStreamContext);
  if (!stream) throw new Error('a live view needs the providers of the portal around it');
  return stream;
}

const CONNECTING: StreamState = { kind: 'connecting' };

export function useStreamState(): StreamState {
  const stream = useLiveStream();
  return useSyncExternalStore(
    stream.subscribe,
    () => stream.state,
    () => CONNECTING,
  );
}

/** What a component shows of a live query. */
export interface Live<Value> {
  /** Last known answer; null before the first one, and after a refusal. */
  readonly value: Value | null;
  readonly answeredAt: string | null;
  /** A decision of the other side, e.g. "not a mirror member". Silence is told by `staleSince`. */
  readonly refusal: Refusal | null;
  /** Set while the process or the stream does not answer: since when, and what the other side's silence is called. */
  readonly stale: { readonly since: string; readonly reason: Refusal | null } | null;
}

function useLiveQuery<Value>({ target, query, input }: LiveWatch): Live<Value> {
  const stream = useLiveStream();
  const state = useStreamState();
  const name = JSON.stringify(input);
  // The same while it asks for the same.
  const watched = useMemo((): LiveWatch => ({ target, query, input: JSON.parse(name) as LiveWatch['input'] }), [target, query, name]);
  useEffect(() => stream.keep(watched), [stream, watched]);
  const { data } = useQuery<LiveEntry<Value>>({
    queryKey: liveKeyOf(watched),
    queryFn: skipToken,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const live = liveOf(data);
  // Of a process that was silent nothing more is heard once the stream is down.
  const isStreamTold = state.kind === 'down' && (state.refusal || !live.stale);
  return isStreamTold ? { ...live, stale: { since: state.since, reason: state.refusal } } : live;
}

/** How what is in the cache is shown: silence is no refusal. */
export function liveOf<Value>(entry: LiveEntry<Value> | undefined): Live<Value> {
  if (!entry) return { value: null, answeredAt: null, refusal: null, stale: null };
  const { value, answeredAt, refusal, refusedAt } = entry;
  if (!isSilence(refusal)) return { value, answeredAt, refusal, stale: null };
  return { value, answeredAt, refusal: null, stale: { since: refusedAt ?? '', reason: refusal } };
}

export function useInstance<K extends InstanceQueryKind>(target: Target, query: K, input: InstanceQueryInput<K>): Live<InstanceView<K>> {
  return useLiveQuery(watch(target, query, input));
}

export function useArbiter(host: string): Live<ArbiterView> {
  return useLiveQuery(arbiterWatch(host));
}

export function useLab(): Live<LabView> {
  return useLiveQuery(labWatch);
}
