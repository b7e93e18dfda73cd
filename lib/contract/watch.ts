import type { LiveWatch, Target } from './live.ts';
import type { InstanceQueryInput, InstanceQueryKind } from './views.ts';

/** A live query of an instance: what a page asks for, what the server answers beforehand and what the stream carries are this one value. */
export const watch = <Kind extends InstanceQueryKind>(target: Target, query: Kind, input: InstanceQueryInput<Kind>): LiveWatch => ({
  target,
  query,
  input,
});

export const arbiterWatch = (host: string): LiveWatch => ({ target: 'lab', query: 'arbiter', input: { host } });

export const labWatch: LiveWatch = { target: 'lab', query: 'lab', input: {} };
