import type { Refusal } from '@/lib/contract/errors.ts';
import { refused } from '@/lib/contract/outcome.ts';
import { parseMemberName, parseMirrorName } from '@/lib/contract/names.ts';
import { QOS_TIMEOUT_MS_MAX } from '@/lib/contract/units.ts';
import type { NetworkInterface } from '@/lib/contract/views.ts';
import { checkVirtualIpField, type VirtualIpField } from '@/lib/contract/virtual-ip.ts';
import type { MirrorDraft, TextName } from './mirror-draft.ts';

export interface CheckWords {
  readonly label: (name: TextName) => string;
  readonly reason: (kind: 'needed' | 'port' | 'qos') => string;
}
export interface CheckContext {
  readonly draft: MirrorDraft;
  readonly interfaces: readonly NetworkInterface[];
  readonly words: CheckWords;
}

const PORT_MAX = 65_535;
const isWhole = (text: string, minimum: number, maximum: number) =>
  /^\d+$/.test(text.trim()) && Number(text) >= minimum && Number(text) <= maximum;

/** What the engine would refuse about one field as far as the form can know; null when nothing is wrong. The engine decides. */
export function checkField(name: TextName, context: CheckContext): Refusal | null {
  const { draft, words } = context;
  const invalid = (kind: 'needed' | 'port' | 'qos') => refusalOf(refused('P101', [words.label(name), words.reason(kind)], name));
  const needed = () => (draft[name].trim() === '' ? invalid('needed') : null);
  const port = () => (isWhole(draft[name], 1, PORT_MAX) ? null : invalid('port'));
  switch (name) {
    case 'mirrorName':
      return refusalOf(parseMirrorName(draft.mirrorName));
    case 'memberName':
      return refusalOf(parseMemberName(draft.memberName));
    case 'arbiter.address':
      return draft.useArbiter ? needed() : null;
    case 'arbiter.port':
      return draft.useArbiter ? port() : null;
    case 'virtualIp.address':
    case 'virtualIp.prefixLength':
      return draft.useVirtualIp ? (needed() ?? checkVirtualIp(name, context)) : null;
    case 'networkInterface':
      return draft.useVirtualIp ? checkVirtualIp(name, context) : null;
    case 'qosTimeoutMs':
      return isWhole(draft.qosTimeoutMs, 0, QOS_TIMEOUT_MS_MAX) ? null : invalid('qos');
    case 'agentPort':
    case 'other.agentPort':
      return port();
    case 'superserverAddress':
    case 'mirrorPrivateAddress':
    case 'agentAddress':
    case 'other.agentAddress':
    case 'other.instanceName':
      return needed();
    default:
      return name satisfies never;
  }
}

function checkVirtualIp(name: VirtualIpField, { draft, interfaces }: CheckContext): Refusal | null {
  const entered = {
    mirrorName: draft.mirrorName,
    address: draft['virtualIp.address'].trim(),
    prefixLength: draft['virtualIp.prefixLength'].trim(),
    networkInterface: draft.networkInterface,
  };
  return refusalOf(checkVirtualIpField(name, entered, interfaces));
}

const refusalOf = (outcome: { ok: true } | { ok: false; refusal: Refusal }) => (outcome.ok ? null : outcome.refusal);
