import { expect, test } from 'vitest';
import { curesOf } from './cures.ts';
import { summary } from './form-test-portal.tsx';

test('an instance of no mirror, as one that has just left it as an async, is offered all three ways into one', () => {
  expect(curesOf({ code: '2074', args: [] }, 'servera/IRIS', { summary, lab: null }).map(({ href }) => href)).toEqual(['/servera/iris/mirror/create', '/servera/iris/mirror/join-failover', '/servera/iris/mirror/join-async']);
  expect(curesOf({ code: '2074', args: [] }, 'servera/IRIS', { summary: { ...summary, mirrorServiceEnabled: false }, lab: null }).map(({ href }) => href)).toEqual(['/servera/iris/mirror/service']);
});
