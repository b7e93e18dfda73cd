/** The mirrors of an async as its pages list them (portal facts 2.7, 2.9): one row each, from that mirror's own machine. */
import type { z } from 'zod';
import type { asyncMirrorSchema } from '../../contract/async-members.ts';
import type { asyncKinds } from '../../contract/choices.ts';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import type { InstanceView } from '../../contract/views.ts';
import { offerDejournaling } from '../offers/dejournaling-offer.ts';
import { offerStartMirror, offerStopMirror } from '../offers/operation-offers.ts';
import type { Membership } from '../store/config-store.ts';
import type { Instance } from '../instance/instance.ts';
import type { MirrorSeat } from '../member/mirror-seat.ts';
import { memberRows, primaryOf } from '../member/member-rows.ts';
import type { MirrorMember } from '../member/mirror-member.ts';
import { toOffer } from '../../contract/refusal.ts';

type Row = z.infer<typeof asyncMirrorSchema>;
type AsyncKind = (typeof asyncKinds)[number];

/** Refuses with 2074 when this instance has no mirror configuration, with 2165 on a failover member. */
export function asyncMirrors(instance: Instance): Outcome<InstanceView<'async-mirrors'>> {
  const seats = instance.mirrors.seats();
  const first = seats[0];
  if (!first) return refused('2074');
  const { kind, memberName } = first.membership;
  if (kind === 'failover') return refused('2165');
  return accepted({ memberName, memberKind: kind satisfies AsyncKind, mirrors: seats.map((seat) => rowOf(instance, seat)) });
}

function rowOf(instance: Instance, { membership, member }: MirrorSeat): Row {
  const config = membership.configuration;
  const self = config?.members.find(({ guid }) => guid === membership.memberGuid);
  const primary = member ? primaryOf(member) : null;
  const isOurs = ({ mirrorName }: { mirrorName: string }) => mirrorName === membership.mirrorName;
  return {
    mirrorName: membership.mirrorName,
    state: member === null ? 'inactive' : membership.joinMirror ? 'member' : 'flag-cleared',
    removedByOther: member === null && !membership.validatedMember,
    ...fareOf(instance, member),
    useTls: config?.useTls ?? false,
    self: {
      superserverAddress: self?.superserverAddress ?? '',
      superserverPort: self?.superserverPort ?? instance.options.superserverPort,
      mirrorPrivateAddress: self?.mirrorPrivateAddress ?? '',
      agentAddress: self?.agentAddress ?? '',
      agentPort: self?.agentPort ?? 0,
    },
    failoverMembers: (config?.members ?? [])
      .filter(({ kind }) => kind === 'failover')
      .map(({ guid, name, agentAddress, agentPort, mirrorPrivateAddress, superserverAddress, superserverPort }) => ({
        name,
        agentAddress,
        agentPort,
        mirrorPrivateAddress,
        superserverAddress,
        superserverPort,
        isPrimary: guid === primary,
      })),
    databaseCount: instance
      .databases()
      .filter(({ definition, mounted }) =>
        mounted
          ? mounted.file.identity.mirror?.mirrorGuid === membership.mirrorGuid
          : definition.mirrored !== null && isOurs(definition.mirrored),
      ).length,
    dejournalingStopped: membership.dejournalingStopped,
    dejournalFilter: membership.dejournalFilter,
    actions: actionsOf(membership, member),
  };
}

function fareOf(instance: Instance, member: MirrorMember | null): Pick<Row, 'status' | 'journalTransfer' | 'dejournaling' | 'behindBytes'> {
  const row = member && memberRows(instance, member).find(({ guid }) => guid === member.self().guid);
  if (row)
    return { status: row.status, journalTransfer: row.journalTransfer, dejournaling: row.dejournaling, behindBytes: row.behindBytes };
  return {
    status: 'not-initialized',
    journalTransfer: { kind: 'not-applicable' },
    dejournaling: { kind: 'not-applicable' },
    behindBytes: null,
  };
}

function actionsOf({ mirrorName }: Membership, member: MirrorMember | null): Row['actions'] {
  const inactive = refused('P143', [mirrorName]);
  return {
    stopMirror: toOffer(member ? offerStopMirror(member) : inactive),
    startMirror: toOffer(member ? offerStartMirror(member) : inactive),
    stopDejournaling: toOffer(member ? offerDejournaling(member, false) : inactive),
    startDejournaling: toOffer(member ? offerDejournaling(member, true) : inactive),
    leave: null,
  };
}
