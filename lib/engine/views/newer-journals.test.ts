import { expect, test } from 'vitest';
import type { MirrorConfig, MirrorMember } from '../../contract/mirror-config.ts';
import type { AgentClient } from '../agent/agent-client.ts';
import { AgentLink } from '../channel/agent-link.ts';
import type { Instance } from '../instance/instance.ts';
import { newerJournals } from './newer-journals.ts';

const self = { guid: 'a', name: 'SERVERA/IRIS', kind: 'failover' } as MirrorMember;
const async = { guid: 'd', name: 'SERVERD/IRIS', kind: 'disaster-recovery', agentAddress: '172.16.58.104' } as MirrorMember;
const fileOf = (fileCount: number) => ({ fileCount, guid: `G${fileCount}`, start: 8, end: 500, name: `F${fileCount}` });

test('the file that is named is the one in which an async that goes on receiving ends, as of one moment', async () => {
  let newest = 3;
  // At each answer it has begun another file.
  const client: Pick<AgentClient, 'request'> = {
    request: async () => {
      const files = Array.from({ length: newest }, (_, index) => fileOf(index + 1));
      const answer = { files, journal: { durable: { fileCount: newest, offset: 500 }, epoch: 2 } };
      newest += 1;
      return { ok: true, value: answer as never };
    },
  };
  const config = { guid: 'm', useTls: false, members: [self, async] } as unknown as MirrorConfig;
  const agents = new AgentLink({
    client: client as AgentClient,
    config: () => config,
    self: () => self,
    credentials: () => null,
    log: () => undefined,
  });
  const mirror = {
    agents,
    config: () => config,
    membership: { memberGuid: 'a' },
    journal: { state: () => ({ durable: { fileCount: 2, offset: 9 }, epoch: 2 }) },
  };
  expect(await newerJournals({ mirror } as unknown as Instance)).toEqual({
    ok: true,
    value: { newer: [{ name: async.name, mayBePromoted: true, file: 'F3', offset: 500 }], silent: [] },
  });
});
