import type { LabView } from '@/lib/contract/views.ts';

/** A workload that nobody has started. */
export const stoppedWorkload: LabView['workload'] = {
  state: 'stopped',
  address: '172.16.58.103',
  port: 1972,
  database: 'USER',
  ratePerSecond: 100,
  clients: 4,
  sent: 0,
  acknowledged: 0,
  unknown: 0,
  lost: 0,
  longestGapMs: 0,
  currentRate: 0,
  medianLatencyMs: 0,
  lastError: null,
};
