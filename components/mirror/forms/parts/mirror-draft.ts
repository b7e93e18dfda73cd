import type { InstanceCommand } from '@/lib/contract/commands.ts';
import type { Compression, MirrorConfig, MirrorMember } from '@/lib/contract/mirror-config.ts';
import { AGENT_PORT } from '@/lib/contract/units.ts';
import type { InstanceView } from '@/lib/contract/views.ts';

/**
 * Everything that the forms Create Mirror, Join and Edit Mirror hold, as typed. A form shows a part of it.
 * The keys are the field names of refusals, so a refusal finds its field without a table.
 */
export interface MirrorDraft {
  readonly mirrorName: string;
  readonly useTls: boolean;
  readonly useArbiter: boolean;
  readonly 'arbiter.address': string;
  readonly 'arbiter.port': string;
  readonly useVirtualIp: boolean;
  readonly 'virtualIp.address': string;
  readonly 'virtualIp.prefixLength': string;
  readonly networkInterface: string;
  readonly qosTimeoutMs: string;
  readonly compressionForFailover: Compression;
  readonly compressionForAsync: Compression;
  readonly parallelDejournaling: MirrorConfig['parallelDejournaling'];
  readonly observeOnly: boolean;
  readonly memberName: string;
  readonly superserverAddress: string;
  readonly agentPort: string;
  readonly mirrorPrivateAddress: string;
  readonly agentAddress: string;
  readonly 'other.agentAddress': string;
  readonly 'other.agentPort': string;
  readonly 'other.instanceName': string;
}
export type DraftName = keyof MirrorDraft;
/** Fields that hold text which can be wrong. */
export type TextName = {
  [Name in DraftName]: MirrorDraft[Name] extends boolean | Compression | MirrorConfig['parallelDejournaling'] ? never : Name;
}[DraftName];

export const memberFields = [
  'memberName',
  'superserverAddress',
  'agentPort',
  'mirrorPrivateAddress',
  'agentAddress',
] as const satisfies readonly TextName[];
export const settingFields = [
  'arbiter.address',
  'arbiter.port',
  'virtualIp.address',
  'virtualIp.prefixLength',
  'networkInterface',
  'qosTimeoutMs',
] as const satisfies readonly TextName[];
export const otherMemberFields = [
  'mirrorName',
  'other.agentAddress',
  'other.agentPort',
  'other.instanceName',
] as const satisfies readonly TextName[];

const SYSTEM_SELECTED: Compression = { mode: 'system-selected', type: 'zlib' };
const emptyDraft: MirrorDraft = {
  mirrorName: '',
  useTls: true,
  useArbiter: false,
  'arbiter.address': '',
  'arbiter.port': String(AGENT_PORT),
  useVirtualIp: false,
  'virtualIp.address': '',
  'virtualIp.prefixLength': '',
  networkInterface: '',
  qosTimeoutMs: '',
  compressionForFailover: SYSTEM_SELECTED,
  compressionForAsync: SYSTEM_SELECTED,
  parallelDejournaling: 'failover-and-dr',
  observeOnly: false,
  memberName: '',
  superserverAddress: '',
  agentPort: '',
  mirrorPrivateAddress: '',
  agentAddress: '',
  'other.agentAddress': '',
  'other.agentPort': String(AGENT_PORT),
  'other.instanceName': '',
};

/** What Create Mirror and Join start with. */
export function draftOfDefaults(defaults: InstanceView<'form-defaults'>): MirrorDraft {
  const { memberName, superserverAddress, mirrorPrivateAddress, agentAddress } = defaults;
  return {
    ...emptyDraft,
    memberName,
    superserverAddress,
    mirrorPrivateAddress,
    agentAddress,
    agentPort: String(defaults.agentPort),
    qosTimeoutMs: String(defaults.qosTimeoutMs),
  };
}

/** What Edit Mirror starts with. */
export function draftOfConfig(config: MirrorConfig, networkInterface: string | null): MirrorDraft {
  return {
    ...emptyDraft,
    mirrorName: config.name,
    useTls: config.useTls,
    useArbiter: config.arbiter !== null,
    'arbiter.address': config.arbiter?.address ?? '',
    'arbiter.port': String(config.arbiter?.port ?? AGENT_PORT),
    useVirtualIp: config.virtualIp !== null,
    'virtualIp.address': config.virtualIp?.address ?? '',
    'virtualIp.prefixLength': config.virtualIp ? String(config.virtualIp.prefixLength) : '',
    networkInterface: networkInterface ?? '',
    qosTimeoutMs: String(config.qosTimeoutMs),
    compressionForFailover: config.compressionForFailover,
    compressionForAsync: config.compressionForAsync,
    parallelDejournaling: config.parallelDejournaling,
    observeOnly: config.observeOnly === true,
  };
}

/** What the dialog Edit Network Address starts with. */
export function draftOfMember(member: MirrorMember): MirrorDraft {
  const { superserverAddress, mirrorPrivateAddress, agentAddress } = member;
  return {
    ...emptyDraft,
    memberName: member.name,
    superserverAddress,
    mirrorPrivateAddress,
    agentAddress,
    agentPort: String(member.agentPort),
  };
}

/** The mirror's own settings, as the commands carry them. */
export function settingsOf(draft: MirrorDraft): Omit<InstanceCommand<'edit-mirror'>, 'kind' | 'expectedVersion'> {
  return {
    useTls: draft.useTls,
    arbiter: draft.useArbiter ? { address: draft['arbiter.address'].trim(), port: Number(draft['arbiter.port']) } : null,
    virtualIp: draft.useVirtualIp
      ? { address: draft['virtualIp.address'].trim(), prefixLength: Number(draft['virtualIp.prefixLength']) }
      : null,
    networkInterface: draft.useVirtualIp ? draft.networkInterface : null,
    qosTimeoutMs: Number(draft.qosTimeoutMs),
    compressionForFailover: draft.compressionForFailover,
    compressionForAsync: draft.compressionForAsync,
    parallelDejournaling: draft.parallelDejournaling,
    observeOnly: draft.observeOnly,
  };
}

/** The member's own fields, as the commands carry them. */
export function memberOf(draft: MirrorDraft) {
  return {
    memberName: draft.memberName.trim().toUpperCase(),
    superserverAddress: draft.superserverAddress.trim(),
    agentPort: Number(draft.agentPort),
    mirrorPrivateAddress: draft.mirrorPrivateAddress.trim(),
    agentAddress: draft.agentAddress.trim(),
  };
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

export const isDraftEdited = (draft: MirrorDraft, start: MirrorDraft) => !isSame(draft, start);

/** The newer settings, with what the person has changed since `start` laid over them. */
export function rebaseDraft(draft: MirrorDraft, start: MirrorDraft, newer: MirrorDraft): MirrorDraft {
  const typed = (Object.keys(draft) as DraftName[]).filter((name) => !isSame(draft[name], start[name])).map((name) => [name, draft[name]]);
  return { ...newer, ...Object.fromEntries(typed) };
}

/** The private and the agent address start as copies of the superserver address; as long as they are copies they follow it. */
export function followSuperserverAddress(draft: MirrorDraft, address: string): MirrorDraft {
  const before = draft.superserverAddress;
  return {
    ...draft,
    superserverAddress: address,
    mirrorPrivateAddress: draft.mirrorPrivateAddress === before ? address : draft.mirrorPrivateAddress,
    agentAddress: draft.agentAddress === before ? address : draft.agentAddress,
  };
}
