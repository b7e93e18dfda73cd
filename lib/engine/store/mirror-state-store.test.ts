import { expect, test } from 'vitest';
import type { Durable } from '../mirror/durable.ts';
import { loadMirrorState, saveMirrorState } from './mirror-state-store.ts';

function storeWith(text: string | null) {
  const store = {
    text,
    loadDurableState: async () => store.text,
    saveDurableState: async (_mirrorName: string, json: string) => {
      store.text = json;
    },
  };
  return store;
}
const state: Durable = {
  epoch: 7,
  lastRole: 'backup',
  stopped: false,
  wasActive: true,
  followed: { guid: 'A', process: '12.345' },
  followedEpoch: 6,
};

test('what is written down is what is read', async () => {
  const store = storeWith(null);
  await saveMirrorState(store, 'APRIL', state);
  expect(await loadMirrorState(store, 'APRIL')).toEqual({ ok: true, value: state });
});

test('a member that has just come has seen no term; a record of an earlier version says less', async () => {
  expect(await loadMirrorState(storeWith(null), 'APRIL')).toMatchObject({
    ok: true,
    value: { epoch: 0, lastRole: 'none', stopped: false },
  });
  expect(await loadMirrorState(storeWith('{"epoch":3,"lastRole":"primary","stopped":true}'), 'APRIL')).toEqual({
    ok: true,
    value: { epoch: 3, lastRole: 'primary', stopped: true, wasActive: false, followed: null, followedEpoch: 3 },
  });
});

test.each<[string, string, string]>([
  ['cut short', JSON.stringify(state).slice(0, 20), 'JSON'],
  ['of another kind', '[]', 'object'],
  ['without its term', JSON.stringify({ ...state, epoch: undefined }), 'epoch: '],
  ['with a term that is text', JSON.stringify({ ...state, epoch: '7' }), 'epoch: '],
  ['with a term below the first', JSON.stringify({ ...state, epoch: -1 }), 'epoch: '],
  ['with half a term', JSON.stringify({ ...state, epoch: 6.5 }), 'epoch: '],
  ['with a role that is none', JSON.stringify({ ...state, lastRole: 'captain' }), 'lastRole: '],
  ['which does not say whether it is stopped', JSON.stringify({ ...state, stopped: null }), 'stopped: '],
  ['with a primary without its process', JSON.stringify({ ...state, followed: { guid: 'A' } }), 'followed.process: '],
])('a record %s is refused, not replaced by a guess', async (_what, text, reason) => {
  expect(await loadMirrorState(storeWith(text), 'APRIL')).toEqual({
    ok: false,
    refusal: { code: 'P604', args: ['APRIL', expect.stringContaining(reason)] },
  });
});
