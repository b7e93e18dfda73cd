import { expect, test } from 'vitest';
import { decodePulse, encodePulse } from '../link/pulse.ts';
import { PULSE_MS } from '../../machine/waits.ts';
import { LineGauge } from './line-gauge.ts';
import { Lines } from './lines.ts';

/** Two ends whose clocks have nothing in common; what one says arrives `wayMs` later. */
function twoEnds({ wayMs = 3 } = {}) {
  let time = 0;
  const end = (offset: number) => new LineGauge({ nowMs: () => time + offset }, { tls: 'TLSv1.3', compression: 'lz4' });
  const [one, other] = [end(1000), end(777_000)];
  const say = (from: LineGauge, to: LineGauge) => {
    const pulse = encodePulse(from.beat());
    time += wayMs;
    to.heard();
    to.pulseHeard(decodePulse(pulse));
  };
  return { one, other, say, pass: (milliseconds: number) => (time += milliseconds), lose: (from: LineGauge) => void from.beat() };
}

test('the round trip is there and back, whatever the clocks say and however long a pulse was held', () => {
  const { one, other, say, pass } = twoEnds({ wayMs: 3 });
  expect(one.reading.roundTripMs).toBeNull();
  say(one, other);
  pass(640);
  say(other, one);
  expect(one.reading.roundTripMs).toBeCloseTo(6);
  expect(one.reading.isUnheard).toBe(false);
});

test('whose words do not arrive is told by the other end, and only by it', () => {
  const { one, other, say, pass, lose } = twoEnds();
  say(one, other);
  say(other, one);
  for (let second = 0; second < 4; second++) {
    pass(PULSE_MS);
    lose(one);
    say(other, one);
  }
  expect(one.reading.isUnheard).toBe(true);
  expect(one.reading.heardAgoMs).toBeLessThan(PULSE_MS);
  expect(other.reading.isUnheard).toBe(false);
  expect(other.reading.heardAgoMs).toBeGreaterThan(3 * PULSE_MS);
  say(one, other);
  say(other, one);
  expect(one.reading.isUnheard).toBe(false);
});

test('journal is counted in the latest second, and its ratio since the line was opened', () => {
  const { one, pass } = twoEnds();
  expect(one.reading).toMatchObject({ ratio: null, journalAgoMs: null, journalBytesPerSecond: 0 });
  one.carried(500, 1000);
  one.carried(500, 1100);
  pass(PULSE_MS);
  one.beat();
  expect(one.reading).toMatchObject({ ratio: 2.1, journalAgoMs: 0, journalBytesPerSecond: 1000 });
  pass(PULSE_MS);
  one.beat();
  expect(one.reading).toMatchObject({ ratio: 2.1, journalAgoMs: PULSE_MS, journalBytesPerSecond: 0 });
});

test('a pulse that holds no times is refused', () => {
  expect(() => decodePulse(Buffer.alloc(23))).toThrow(RangeError);
  const bad = encodePulse({ sentMs: 1, echoMs: 2, heldMs: 3 });
  bad.writeDoubleLE(Number.NaN, 8);
  expect(() => decodePulse(bad)).toThrow(RangeError);
});

test('what was known of a line that has ended stays, until somebody answers the door', () => {
  const lines = new Lines();
  const { one } = twoEnds();
  const connection = { gauge: one, isClosed: false };
  lines.opened('b', connection);
  expect(lines.of('b')).toMatchObject({ isOpen: true });
  connection.isClosed = true;
  lines.knocked('b', 'silent');
  expect(lines.of('b')).toMatchObject({ isOpen: false });
  lines.knocked('b', 'refused');
  expect(lines.of('b')).toBeNull();
  expect(lines.knockOf('b')).toBe('refused');
});
