import { describe, expect, test } from 'vitest';
import type { Standing } from '../mirror/dialogue.ts';
import { aimOf, isFor, isWordOf } from './meant.ts';

const STANDING: Standing = {
  guid: 'a',
  role: 'primary',
  epoch: 3,
  journal: { durable: { fileCount: 2, offset: 9000 }, epoch: 3 },
  onlyPrimary: null,
};

test('a question is answered by the very member that it is for', () => {
  const question = { mirrorGuid: 'april', memberGuid: 'a' };
  expect(isFor(question, { mirrorGuid: 'april', memberGuid: 'a' })).toBe(true);
  expect(isFor(question, { mirrorGuid: 'april', memberGuid: 'd' })).toBe(false);
  expect(isFor(question, { mirrorGuid: 'may', memberGuid: 'a' })).toBe(false);
});

test('the word of another member is not believed', () => {
  expect(isWordOf('a', { instance: 'up', responsive: true, standing: STANDING })).toBe(true);
  expect(isWordOf('b', { instance: 'up', responsive: true, standing: STANDING })).toBe(false);
  expect(isWordOf('b', { instance: 'up', responsive: false, standing: null })).toBe(true);
});

describe('whom an order kills', () => {
  const running = { process: 'two', isResponsive: true, standing: STANDING };
  const hanging = { process: 'two', isResponsive: false, standing: null };
  test.each([
    ['whatever runs', { kind: 'running' }, hanging, 'kill'],
    ['the process that was found to hang', { kind: 'hanging', process: 'two' }, hanging, 'kill'],
    ['not one that was started since: it may lead', { kind: 'hanging', process: 'one' }, running, 'unclear'],
    ['the process that is meant, though it hangs', { kind: 'process', process: 'two' }, hanging, 'kill'],
    ['not a later process, whatever it is', { kind: 'process', process: 'one' }, running, 'spare'],
    ['one that leads in an earlier term', { kind: 'older-term', than: 4 }, running, 'kill'],
    ['one that is about to', { kind: 'older-term', than: 4 }, { ...running, standing: { ...STANDING, role: 'taking-over' } }, 'kill'],
    ['not one of the same term', { kind: 'older-term', than: 3 }, running, 'spare'],
    ['not one that waits', { kind: 'older-term', than: 4 }, { ...running, standing: { ...STANDING, role: 'deciding' } }, 'spare'],
    ['not an async', { kind: 'older-term', than: 4 }, { ...running, standing: null }, 'spare'],
    ['not yet one that does not say', { kind: 'older-term', than: 4 }, hanging, 'unclear'],
  ] as const)('%s', (_name, meant, found, aim) => {
    expect(aimOf(meant, found)).toBe(aim);
  });
});
