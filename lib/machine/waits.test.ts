import { describe, expect, test } from 'vitest';
import { SQL_STATEMENT_SECONDS } from '../contract/sql.ts';
import * as waits from './waits.ts';

/** Whoever asks waits longer than whoever is asked may take. In ms: what the asker waits, and what the answer may need. */
const longer: [why: string, asker: number, answer: number][] = [
  ['a person hears how an order to lead ended', waits.COMMAND_MS, waits.BECOME_PRIMARY_MS],
  ['a person hears how a promotion ended', waits.COMMAND_MS, waits.PROMOTED_LEAD_MS],
  ['a person hears that a change of roles is answered and done', waits.COMMAND_MS, 2 * waits.ROLE_ORDER_MS],
  ['a person hears that a database stays mounted', waits.COMMAND_MS, waits.SETTLE_DATABASE_MS],
  ['a person hears that a statement was not committed', waits.COMMAND_MS, SQL_STATEMENT_SECONDS * 1000 + waits.SQL_COMMIT_MS],
  ['a query of others hears each of them', waits.QUERY_OTHERS_MS, waits.STATUS_ANSWER_MS],
  ['a query outlasts a page that waits for it', waits.QUERY_MS, waits.PREFETCH_MS],
  ['a promoted member hears of its demoted partner', waits.ROLE_ORDER_MS, waits.ASK_DEMOTION_MS + waits.ASK_PRIMARY_WHETHER_MS],
  ['a primary asks its backup before it answers', waits.ASK_PRIMARY_WHETHER_MS, waits.ASK_WHETHER_MS],
  ['a joining member has its addresses proved', waits.JOIN_ANSWER_MS, waits.REACH_ADDRESS_MS + waits.PROOF_ANSWER_MS],
  ['who was dialed hears of it when the dialer gives up', waits.HANDSHAKE_MS, waits.DIALED_HANDSHAKE_MS],
  ['who proves an address may be slow with TLS', waits.REACH_ADDRESS_MS, waits.CONNECT_MS],
  ['an agent asks its instance before it reports', waits.AGENT_REPORT_MS, waits.INSTANCE_STANDING_MS],
  ['an agent that is looked at asks its instance', waits.AGENT_LOOK_ANSWER_MS, waits.INSTANCE_STANDING_MS],
  ['one look at an agent ends before the next', waits.AGENT_LOOK_MS, waits.AGENT_LOOK_ANSWER_MS],
  ['an agent asks, kills and waits', waits.FORCE_DOWN_MS, waits.INSTANCE_STANDING_MS + waits.KILL_MS],
  ['an agent asks, kills, waits, and writes the edit', waits.AGENT_EDIT_MS, waits.INSTANCE_STANDING_MS + waits.KILL_MS],
  ['an agent keeps a caller while it kills', waits.AGENT_SILENCE_MS, waits.FORCE_DOWN_MS],
  ['an agent keeps a caller between two pieces of journal', waits.AGENT_SILENCE_MS, waits.FETCH_STEP_MS],
  ['a disk hangs only after several tries', waits.HUNG_WRITE_MS, 3 * waits.WRITE_RETRY_MS],
  ['journaling stops only when the disk hangs', waits.DISABLE_JOURNALING_MS, waits.HUNG_WRITE_MS],
  ['the mirror state is tried several times', waits.PERSIST_MS, 3 * waits.PERSIST_RETRY_MS],
  ['journal that is flushed when idle is current', waits.CURRENT_JOURNAL_MS + 1, waits.IDLE_FLUSH_MS],
  ['a line is silent when two pulses are missing', waits.LINE_SILENT_MS, 2 * waits.PULSE_MS],
  ['a stream is broken when two beats are missing', waits.STREAM_SILENCE_MS, 2 * waits.BEAT_MS],
  ['a process is silent when two probes are missing', waits.PROBE_ANSWER_MS, 2 * waits.PROBE_MS],
  [
    'the filter may end its own loop first',
    waits.FILTER_PIECE_MS + waits.FILTER_GRACE_MS,
    waits.FILTER_PIECE_MS + waits.FILTER_DESCRIBE_MS,
  ],
  ['a source may read while its taker waits', waits.DOWNLOAD_SOURCE_SILENCE_MS, waits.DOWNLOAD_OFFER_MS],
];

describe('whoever asks waits longer than the answer takes', () => {
  test.each(longer)('%s', (_why, asker, answer) => {
    expect(asker).toBeGreaterThan(answer);
  });
});

test('an order that waits for the other member ends before a load balancer, or a person, gives up', () => {
  expect(waits.MIRROR_STATUS_MS).toBeLessThan(5000);
  expect(waits.PREFETCH_MS).toBeLessThan(200);
});
