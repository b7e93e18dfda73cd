import { expect, test } from 'vitest';
import type { MirrorMember } from '../../contract/mirror-config.ts';
import type { AgentClient } from '../agent/agent-client.ts';
import type { Dejournaler, MirrorJournal } from '../journaling/mirror-journal.ts';
import { AgentLink } from './agent-link.ts';

const MEMBER = { guid: 'B', name: 'SERVERB', agentAddress: '10.0.0.2', agentPort: 2188 } as MirrorMember;
const file = (fileCount: number, end = 500) => ({ fileCount, guid: `G${fileCount}`, start: 100, end, name: `F${fileCount}`, epoch: 1 });

/** This member has files 3 and 4, its databases have gone to 5,300. Answers what was fetched, and how it ended. */
async function fetched(goneAlong: boolean) {
  const asked: string[] = [];
  const client = {
    request: async () => ({ ok: true, value: { files: [file(3), file(4), file(5)] } }),
    fetchJournalFile: async ({ name }: { name: string }) => {
      asked.push(name);
      return { ok: false };
    },
  } as unknown as AgentClient;
  const journal = {
    files: () => [file(3), file(4)],
    wentAlong: () => goneAlong,
    stopReceiving: async () => undefined,
    truncate: async ({ fileCount, offset }: { fileCount: number; offset: number }) => void asked.push(`cut at ${fileCount},${offset}`),
    settled: async () => undefined,
  } as unknown as MirrorJournal;
  const furthest = { fileCount: 5, offset: 300 };
  const dejournaler = {
    forgetTarget: () => undefined,
    standStill: async () => undefined,
    neededFrom: () => furthest,
    appliedMax: () => furthest,
  } as unknown as Dejournaler;
  const link = new AgentLink({
    client,
    config: () => ({ guid: 'APRIL', key: null }) as never,
    self: () => ({ guid: 'A', name: 'SERVERA' }) as MirrorMember,
    credentials: () => null,
    log: () => undefined,
  });
  return { retrieved: await link.fetchJournal(MEMBER, { isWanted: () => true, journal, dejournaler, log: () => undefined }), asked };
}

test('databases beyond a journal whose end is lost go on with whoever has that end, and with nobody else', async () => {
  expect(await fetched(true)).toEqual({ retrieved: 'failed', asked: ['cut at 4,500', 'F4'] });
  expect(await fetched(false)).toEqual({ retrieved: 'beyond', asked: [] });
});
