/** Bytes per second of each group of flows, from two looks at the counters. */
import type { LabView } from '../../contract/views.ts';
import type { FlowSummary } from './fabric.ts';

/** Rates are the mean over this interval. */
export const RATE_INTERVAL_MS = 1000;

export class FlowRates {
  private before = new Map<string, number>();
  private rates = new Map<string, number>();
  private lookedAt = 0;

  /** Call it every `RATE_INTERVAL_MS`; `nowMs` is monotonic. */
  look(flows: readonly FlowSummary[], nowMs: number): void {
    const seconds = (nowMs - this.lookedAt) / 1000;
    this.lookedAt = nowMs;
    this.rates = new Map(
      flows.map((flow) => [keyOf(flow), Math.round(Math.max(0, flow.bytes - (this.before.get(keyOf(flow)) ?? 0)) / seconds)]),
    );
    this.before = new Map(flows.map((flow) => [keyOf(flow), flow.bytes]));
  }

  /** The flows as the lab's picture shows them. */
  describe(flows: readonly FlowSummary[]): LabView['flows'] {
    return flows.map(({ bytes: _, ...flow }) => ({ ...flow, bytesPerSecond: this.rates.get(keyOf(flow)) ?? 0 }));
  }
}

const keyOf = (flow: Omit<FlowSummary, 'bytes'>) => `${flow.from} ${flow.to} ${flow.address} ${flow.port}`;
