/**
 * Proof that the addresses of a member lead to that very member and to the agent of its host, as seen from here (engine facts 1.5, 2.1 step
 * 4).
 *
 * That somebody listens is no proof: the address of another member, or one that means the asker's own host, answers as well, and later its
 * answers would be taken for this member's. Whoever answers must know the member's GUID, and in a mirror with TLS prove its distinguished
 * name. (Refused: looking up to which host an address belongs. Addresses move.)
 */
import type { Socket } from 'node:net';
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { MirrorMember as MemberEntry } from '../../contract/mirror-config.ts';
import { leadsToItself } from '../../contract/names.ts';
import type { AgentClient } from '../agent/agent-client.ts';
import { isFor, type MemberName } from '../agent/meant.ts';
import { type Hello, HELLO_FRAME } from '../link/client-protocol.ts';
import { readFirstFrame } from '../link/first-frame.ts';
import { encodeJsonFrame } from '../link/frame.ts';
import { MIRROR_MESSAGE_FRAME } from '../link/mirror-protocol.ts';
import { secureClient, secureServer, type TlsCredentials } from '../link/secure.ts';
import type { Clock } from '../ports/clock.ts';
import type { NetworkPort } from '../ports/network.ts';
import { PROOF_ANSWER_MS, REACH_ADDRESS_MS } from '../../machine/waits.ts';

const identifiedSchema = z.object({ kind: z.literal('identified'), memberGuid: z.string() });

/** Who asks, and with what it shows who it is; null: a mirror without TLS. */
export interface Prover {
  readonly clock: Pick<Clock, 'nowMs'>;
  readonly network: NetworkPort;
  readonly agentClient: AgentClient;
  readonly mirrorGuid: string;
  readonly self: { readonly guid: string; readonly name: string };
  readonly credentials: TlsCredentials | null;
}

type Entry = Pick<MemberEntry, 'guid' | 'name' | 'kind' | 'distinguishedName' | 'superserverPort' | AddressField | 'agentPort'>;
type AddressField = 'superserverAddress' | 'mirrorPrivateAddress' | 'agentAddress';

/** `silent`: nobody was reached. The refusal says which address, at its field, and why. */
export type AddressFault = { readonly isSilent: boolean; readonly outcome: Outcome<never> };

/** null: every address leads to the member. Only a member that may be primary one day needs an agent (engine facts 1.3). */
export async function findAddressFault(prover: Prover, entry: Entry): Promise<AddressFault | null> {
  const needsAgent = entry.kind === 'failover' || entry.kind === 'disaster-recovery';
  const checked = ['superserverAddress', 'mirrorPrivateAddress', ...(needsAgent ? (['agentAddress'] as const) : [])] as const;
  const inward = checked.find((field) => leadsToItself(entry[field]));
  if (inward) return { isSilent: false, outcome: refused('P510', [entry[inward], entry.name], inward) };
  const found = await Promise.all(
    checked.map((field) =>
      field === 'agentAddress'
        ? checkAgent(prover, entry)
        : field === 'mirrorPrivateAddress' && entry.mirrorPrivateAddress === entry.superserverAddress
          ? null
          : checkSuperserver(prover, entry, field),
    ),
  );
  // What somebody else answers to is worse than what nobody answers to.
  return found.find((fault) => fault?.isSilent === false) ?? found.find((fault) => fault !== null) ?? null;
}

async function checkSuperserver(prover: Prover, entry: Entry, field: Exclude<AddressField, 'agentAddress'>): Promise<AddressFault | null> {
  const place = `${entry[field]},${entry.superserverPort}`;
  const socket = await prover.network
    .connect({ host: entry[field], port: entry.superserverPort, timeoutMs: REACH_ADDRESS_MS })
    .catch(() => null);
  if (!socket) return { isSilent: true, outcome: refused('2088', [entry.name, place], field) };
  return (await whoAnswers(prover, entry, socket, PROOF_ANSWER_MS)) === 'itself'
    ? null
    : { isSilent: false, outcome: refused('P511', [place, entry.name], field) };
}

/**
 * Who listens at the other end, whose superserver this is or was. `another`: it does not know this member, or cannot prove its name.
 * `silent`: it has not said within `timeoutMs`. The socket is used up.
 */
export async function whoAnswers(
  { clock, mirrorGuid, self, credentials }: Pick<Prover, 'clock' | 'mirrorGuid' | 'self' | 'credentials'>,
  entry: Pick<Entry, 'guid' | 'distinguishedName'>,
  socket: Socket,
  timeoutMs: number,
): Promise<'itself' | 'another' | 'silent'> {
  const endMs = clock.nowMs() + timeoutMs;
  socket.on('error', () => socket.destroy());
  const hello: Hello = {
    service: 'mirror',
    protocol: 1,
    mirrorGuid,
    targetGuid: entry.guid,
    memberGuid: self.guid,
    memberName: self.name,
    purpose: 'identify',
  };
  try {
    socket.write(encodeJsonFrame(HELLO_FRAME, hello));
    const channel = credentials
      ? await secureClient(socket, credentials, { authorizedDistinguishedNames: [entry.distinguishedName], timeoutMs })
      : socket;
    const frame = await readFirstFrame(channel, { timeoutMs });
    return identifiedSchema.parse(JSON.parse(frame.body.toString())).memberGuid === entry.guid ? 'itself' : 'another';
  } catch {
    return clock.nowMs() < endMs ? 'another' : 'silent';
  } finally {
    socket.destroy();
  }
}

async function checkAgent(
  { agentClient, mirrorGuid }: Prover,
  { guid, name, agentAddress, agentPort }: Entry,
): Promise<AddressFault | null> {
  const answer = await agentClient.request({
    addresses: [agentAddress],
    port: agentPort,
    credentials: null,
    member: null,
    request: { op: 'has-member', mirrorGuid, memberGuid: guid },
    timeoutMs: REACH_ADDRESS_MS,
  });
  if (answer.ok) return null;
  if (answer.refusal.code === '2086') return { isSilent: true, outcome: refused('2086', answer.refusal.args, 'agentAddress') };
  return { isSilent: false, outcome: refused('P512', [`${agentAddress}|${agentPort}`, name], 'agentAddress') };
}

/** The member that answers: one of a mirror, or one that is about to join and whom only the primary knows besides itself. */
export interface Identity extends MemberName {
  readonly credentials: TlsCredentials | null;
}

/** The other end of `findAddressFault`: says that it is the member that the hello asks for, or closes. */
export async function answerIdentify(
  socket: Socket,
  hello: Extract<Hello, { service: 'mirror' }>,
  identities: readonly Identity[],
): Promise<void> {
  const identity = identities.find((candidate) => isFor({ mirrorGuid: hello.mirrorGuid, memberGuid: hello.targetGuid }, candidate));
  if (!identity) return void socket.destroy();
  try {
    const channel = identity.credentials
      ? await secureServer(socket, identity.credentials, { authorizedDistinguishedNames: null })
      : socket;
    channel.on('error', () => channel.destroy());
    channel.end(
      encodeJsonFrame(MIRROR_MESSAGE_FRAME, { kind: 'identified', memberGuid: identity.memberGuid } satisfies z.infer<
        typeof identifiedSchema
      >),
    );
  } catch {
    socket.destroy(); // The asker is told by the end of the connection.
  }
}

/** As `findAddressFault`; for whoever may not go on with any fault. */
export async function proveAddresses(prover: Prover, entry: Entry): Promise<Outcome<null>> {
  const fault = await findAddressFault(prover, entry);
  return fault ? fault.outcome : accepted(null);
}
