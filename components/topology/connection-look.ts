import type { TopologyConnection } from '@/lib/contract/topology.ts';
import type { LineLook } from '../drawing/line.tsx';
import { fadedBy } from './trouble.ts';

/** The journal is sent by who listens: whoever follows knocks there. */
export function lineLookOf(connection: TopologyConnection, waitMs: number): LineLook {
  const { state, kind, unheard, from, lastWordAgoMs } = connection;
  switch (state) {
    case 'connected':
    case 'idle':
      return { kind: state };
    case 'refused':
      return { kind: 'refused', at: kind === 'journal' ? 'start' : 'end' };
    case 'one-way':
      return { kind: 'one-way', unheard: unheard === from ? 'start' : 'end' };
    case 'silent':
      return { kind: 'silent', faded: fadedBy(lastWordAgoMs, waitMs) };
  }
}
