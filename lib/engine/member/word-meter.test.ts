import { expect, test } from 'vitest';
import { QOS_MS, at, MemberInTest } from '../sim/member-in-test.ts';
import { bucketOf } from '../samples/latency-histogram.ts';
import { heartbeatMs } from '../mirror/timing.ts';
import { WordMeter } from './word-meter.ts';

const HEARTBEAT = heartbeatMs(QOS_MS);
/** A backup that hears its primary, and the meter that looks on. */
class Listener {
  readonly member = new MemberInTest({ settings: { hasArbiter: true } }).becomeBackup().connectArbiter();
  readonly meter = new WordMeter();
  constructor() {
    this.look();
    this.meter.take();
  }
  look(): void {
    this.meter.stepTaken(this.member.state);
  }
  hear(afterMs: number, session = 1): this {
    this.member.now += afterMs;
    const word = { kind: 'heartbeat', committed: at(5, 100), echoMs: 0, mode: 'agent' } as const;
    this.member.feed({ kind: 'primary-said', session, message: word });
    this.look();
    return this;
  }
}

test('a word is late by what it came after its heartbeat was due', () => {
  const { meter } = new Listener().hear(HEARTBEAT + 50).hear(HEARTBEAT + 2000);
  expect(meter.take().partner).toEqual(
    new Map([
      [bucketOf(50), 1],
      [bucketOf(2000), 1],
    ]),
  );
});

test('words that come in time count once for a reading, however many', () => {
  const { meter } = new Listener().hear(HEARTBEAT).hear(1).hear(1);
  expect(meter.take().partner).toEqual(new Map([[0, 1]]));
  expect(meter.take().partner).toEqual(new Map());
});

test('a silence that ended its link has no word at its end', () => {
  const listener = new Listener().hear(HEARTBEAT);
  listener.meter.take();
  listener.member.feed({ kind: 'link-lost', session: 1 });
  listener.look();
  listener.hear(60_000);
  expect(listener.meter.take().partner).toEqual(new Map());
});

test('what is told again without a new word is none', () => {
  const listener = new Listener().hear(HEARTBEAT + 30);
  listener.look();
  listener.look();
  expect(listener.meter.take().partner).toEqual(new Map([[bucketOf(30), 1]]));
});

test('the arbiter is listened to by itself', () => {
  const listener = new Listener();
  listener.member.now += HEARTBEAT + 700;
  listener.member.feed({ kind: 'arbiter-said', message: { kind: 'heartbeat' } });
  listener.look();
  expect(listener.meter.take()).toEqual({ partner: new Map(), arbiter: new Map([[bucketOf(700), 1]]) });
});
