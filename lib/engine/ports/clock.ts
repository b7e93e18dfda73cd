/** Time. `nowMs` is monotonic and the only clock for decisions; `wallTime` is for people and names. */
export interface Clock {
  nowMs(): number;
  wallTime(): Date;
}
export const systemClock: Clock = { nowMs: () => performance.now(), wallTime: () => new Date() };
