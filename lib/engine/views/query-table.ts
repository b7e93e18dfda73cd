/** Every query of the contract and what answers it, plus the two that only the agent of the host asks. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { accepted, type Outcome, refused } from '../../contract/errors.ts';
import { toOffer } from '../../contract/refusal.ts';
import { toShown } from '../../contract/mirror-config.ts';
import { type InstanceView, instanceQueries } from '../../contract/views.ts';
import { AGENT_PORT, QOS_TIMEOUT_MS_DEFAULT } from '../../contract/units.ts';
import { isFor } from '../agent/meant.ts';
import { describedMirrorSchema } from '../agent/protocol.ts';
import { standingSchema } from '../link/standing-schema.ts';
import { formatReference, parseReference } from '../nodes/reference-text.ts';
import { journalNamesIn } from '../journal/journal-log.ts';
import { loadTlsCredentials } from '../link/secure.ts';
import { displayStatus } from '../mirror/display-status.ts';
import type { QueryHandlers } from '../ports/control-server.ts';
import { leaving } from '../commands/leaving.ts';
import {
  backupCoverage,
  backupFiles,
  backupHistory,
  backupList,
  backupLog,
  backupStatus,
  backupTasks,
  backupVolume,
  restorePlan,
} from '../commands/backups.ts';
import { dejournalFilters } from '../commands/dejournal-filter.ts';
import { asyncEdit } from '../commands/async-members.ts';
import { offerAddresses } from '../offers/address-offer.ts';
import { offerJoinAsAsync } from '../offers/async-offers.ts';
import { memberOf } from '../commands/mirror-operation.ts';
import { describeMirror } from '../commands/mirror-set-up.ts';
import { namespaceGlobals, namespacesView } from '../commands/namespaces.ts';
import { asyncMirrors } from '../commands/async-mirrors.ts';
import { databasePlace, mirrorCatalogue } from './database-place.ts';
import { databaseDetails, databaseProperties, databaseSpaces, databasesView } from './database-view.ts';
import type { Instance } from '../instance/instance.ts';
import { proveNames } from '../member/proved-names.ts';
import { primaryOf } from '../member/member-rows.ts';
import { journalFaults } from '../upkeep/journal-faults.ts';
import { journalSettings, purgePreview } from './journal-queries.ts';
import { lostUpdates, lostUpdatesRows } from './lost-updates-view.ts';
import { mirrorAvailability, mirrorHistory } from './mirror-history-view.ts';
import { mirrorMonitor } from './monitor-view.ts';
import { newerJournals } from './newer-journals.ts';
import { promotionCheck, promotionView } from './promotion-view.ts';
import { qosAdvice } from './qos-advice-view.ts';
import { mirrorTimeline } from './timeline-view.ts';
import { mirrorTopology } from './topology-view.ts';
import { STATUS_ANSWER_MS } from '../../machine/waits.ts';

/** What the portal may ask, and the agent of this host. */
export const queryContract = {
  ...instanceQueries,
  /** null: not a failover member. */
  'agent-standing': { input: z.object({ mirrorGuid: z.string(), memberGuid: z.string() }), output: standingSchema.nullable() },
  /** Is it about to become this member? */
  'agent-becomes': { input: z.object({ mirrorGuid: z.string(), memberGuid: z.string() }), output: z.boolean() },
  'agent-describe': { input: z.object({ mirrorName: z.string() }), output: describedMirrorSchema },
};

type Rows = Partial<QueryHandlers<typeof queryContract>>;

export const queryTable = (instance: Instance): QueryHandlers<typeof queryContract> => ({
  ...instanceRows(instance),
  ...mirrorRows(instance),
  ...databaseRows(instance),
  ...journalRows(instance),
  ...backupRows(instance),
  ...agentRows(instance),
});

const instanceRows = (instance: Instance) =>
  ({
    'background-tasks': () =>
      accepted({
        tasks: instance.tasks.list().map(({ subjects, refusal, outcomes, ...task }) => ({
          ...task,
          subjects: [...subjects],
          refusal,
          outcomes: outcomes.map((outcome) => ({ name: outcome.name, refusal: outcome.refusal })),
        })),
      }),
    summary: () => accepted(summary(instance)),
    processes: () =>
      accepted({
        processes: instance.processes.list().map((job) => ({
          job: job.number,
          processId: process.pid,
          user: job.user,
          device: job.device,
          namespace: '%SYS',
          routine: job.routine,
          commands: job.commands,
          globals: job.globals,
          state: job.state,
          clientAddress: job.clientAddress,
        })),
      }),
    'messages-log': ({ limit }) => accepted({ path: instance.log.path, ...instance.log.tail(limit) }),
  }) satisfies Rows;

const mirrorRows = (instance: Instance) =>
  ({
    'mirror-monitor': (query) => mirrorMonitor(instance, query),
    'mirror-history': (query) => mirrorHistory(instance, query),
    'mirror-availability': (query) => mirrorAvailability(instance, query),
    'qos-advice': (query) => qosAdvice(instance, query),
    'mirror-timeline': (query) => mirrorTimeline(instance, query),
    'mirror-topology': (query) => mirrorTopology(instance, query),
    'form-defaults': () => formDefaults(instance),
    'mirror-description': async (query) => {
      const described = await describeMirror(instance, query);
      if (!described.ok) return described;
      const { members, primaryGuid, answeredBy: _by, guid: _, ...mirror } = described.value;
      return accepted({
        ...mirror,
        primaryName: members.find(({ guid }) => guid === primaryGuid)?.name ?? '',
        failoverMemberCount: members.filter(({ kind }) => kind === 'failover').length,
        memberCount: members.length,
      });
    },
    'mirror-edit': (query) => mirrorEdit(instance, query),
    'verify-tls': (query) => verifyTls(instance, query),
    'pending-names': async () => accepted({ mirrors: await Promise.all(instance.mirrors.members().map((member) => member.names.view())) }),
    'dejournal-filters': () => dejournalFilters(instance),
    'async-edit': () => asyncEdit(instance),
    'async-mirrors': () => asyncMirrors(instance),
    'lost-updates': () => lostUpdates(instance),
    'lost-updates-rows': (query) => lostUpdatesRows(instance, query),
    'newer-journals': () => newerJournals(instance),
    'promotion-check': () => promotionCheck(instance),
    promotion: () => promotionView(instance),
    leaving: async (query) =>
      leaving(
        instance,
        query,
        await journalNamesIn(instance.journalDirectory, ''),
        (await instance.store.getTls('%MirrorServer')) !== null,
      ),
    'mirror-catalogue': (query) => mirrorCatalogue(instance, query),
  }) satisfies Rows;

const databaseRows = (instance: Instance) =>
  ({
    namespaces: () => accepted(namespacesView(instance)),
    'sql-tables': ({ namespace }) => {
      const tables = instance.sql.tables(namespace);
      return tables.ok ? accepted({ tables: tables.value }) : tables;
    },
    'namespace-globals': (query) => namespaceGlobals(instance, query),
    'database-place': ({ directory }) => databasePlace(instance, directory),
    databases: () => accepted(databasesView(instance)),
    'database-space': async () => accepted(await databaseSpaces(instance)),
    'database-details': ({ name }) => databaseDetails(instance, name),
    'database-properties': ({ name }) => databaseProperties(instance, name),
    'integrity-log': () =>
      accepted({
        path: instance.integrityLog.path,
        reports: instance.integrityLog.reports.map((report) => ({ ...report, problems: [...report.problems] })),
      }),
    'global-list': ({ database }) => {
      const names = instance.globals.globalNames(database);
      const mounted = instance.database(database);
      return names.ok && mounted
        ? accepted({ globals: names.value.map((name) => ({ name })), writable: toOffer(mounted.writable) })
        : names.ok
          ? refused('P104', ['database', database])
          : names;
    },
    'global-nodes': ({ database, reference, after, limit }) => globalNodes(instance, { database, reference, after, limit }),
  }) satisfies Rows;

const journalRows = (instance: Instance) =>
  ({
    journals: () => instance.journalInspection.journals(),
    'journal-state': () => accepted({ state: instance.journal.state, faults: journalFaults(instance) }),
    'journal-settings': () => journalSettings(instance),
    'journal-profile': (query) => instance.journalInspection.profile(query),
    'journal-integrity': (query) => instance.journalInspection.integrity(query),
    'journal-summary': (query) => instance.journalInspection.summary(query),
    'journal-purge-preview': () => purgePreview(instance),
    'journal-records': (query) => instance.journalInspection.records(query),
  }) satisfies Rows;

const backupRows = (instance: Instance) =>
  ({
    'backup-list': () => backupList(instance),
    'backup-tasks': () => backupTasks(instance),
    'backup-status': () => backupStatus(instance),
    'backup-history': (query) => backupHistory(instance, query),
    'backup-log': (query) => backupLog(instance, query),
    'backup-files': (query) => backupFiles(instance, query),
    'backup-volume': (query) => backupVolume(instance, query),
    'restore-plan': (query) => restorePlan(instance, query),
    'backup-coverage': () => backupCoverage(instance),
  }) satisfies Rows;

/** What the agent of this host asks, nobody else. */
const agentRows = (instance: Instance) =>
  ({
    'agent-standing': ({ mirrorGuid, memberGuid }) => {
      const member = instance.mirrors.members().find((one) => one.config().guid === mirrorGuid && one.membership.memberGuid === memberGuid);
      // Nothing is said for a member that this instance was, and is no more.
      return member ? accepted(member.driver.standing()) : refused('2051', [mirrorGuid]);
    },
    'agent-becomes': (member) => accepted(instance.becoming !== null && isFor(member, instance.becoming)),
    'agent-describe': ({ mirrorName }) => {
      const member = instance.mirrors.named(mirrorName)?.member;
      if (!member) return refused('2051', [mirrorName], 'mirrorName');
      const primaryGuid = member.isPrimary ? member.membership.memberGuid : primaryOf(member);
      const { name, guid, useTls, arbiter, virtualIp, qosTimeoutMs, members } = member.config();
      return accepted({
        name,
        guid,
        useTls,
        arbiter,
        virtualIp,
        qosTimeoutMs,
        members,
        primaryGuid,
        answeredBy: member.membership.memberGuid,
      });
    },
  }) satisfies Rows;

function summary(instance: Instance): InstanceView<'summary'> {
  const { options, mirror } = instance;
  const noService = instance.mirrorServiceEnabled ? accepted(null) : refused('2066');
  const inactive = instance.inactiveMembership;
  const mayJoin = inactive ? refused('P143', [inactive.mirrorName]) : instance.mirrors.hasLeft ? refused('P140') : noService;
  const notMember = mirror ? refused('P102', [mirror.config().name]) : mayJoin;
  return {
    host: options.host,
    instance: options.name,
    version: instance.version,
    directory: options.directory,
    startedAt: instance.startedAt.toISOString(),
    processId: process.pid,
    superserverPort: options.superserverPort,
    journalFile: instance.journal.writer.current.path,
    mirrorServiceEnabled: instance.mirrorServiceEnabled,
    mirror: mirror
      ? { name: mirror.config().name, memberName: mirror.self().name, type: mirror.self().kind, status: displayStatus(mirror.driver.state) }
      : null,
    mirrors: instance.mirrors.members().map((member) => ({ name: member.config().name, status: displayStatus(member.driver.state) })),
    inactiveMirror: inactive && { name: inactive.mirrorName, removedByOther: !inactive.validatedMember },
    restartRequired: instance.mirrors.hasLeft,
    menu: {
      createMirror: toOffer(notMember),
      joinAsFailover: toOffer(notMember),
      joinAsAsync: toOffer(offerJoinAsAsync(instance)),
      editMirror: toOffer(mirror?.async ? refused('2081') : mirror || inactive ? accepted(null) : refused('2074')),
      editAsync: toOffer(mirror ? (mirror.async ? accepted(null) : refused('2165')) : refused('2074')),
    },
  };
}

async function formDefaults(instance: Instance): Promise<Outcome<InstanceView<'form-defaults'>>> {
  const { host, name, directory } = instance.options;
  const cards = await instance.network.cards();
  // A name resolves only where a name server knows it; the first card's address is how others find this host.
  const address = cards[0]?.addresses[0]?.address ?? host;
  const files = await instance.store.getTls('%MirrorServer');
  const loaded = files ? await loadTlsCredentials(files, instance.clock.wallTime()) : null;
  const mgr = path.join(directory, 'mgr');
  return accepted({
    memberName: `${host}/${name}`.toUpperCase(),
    superserverAddress: address,
    mirrorPrivateAddress: address,
    agentAddress: address,
    agentPort: AGENT_PORT,
    qosTimeoutMs: QOS_TIMEOUT_MS_DEFAULT,
    interfaces: cards,
    tls: files ? { files: { ...files, privateKeyPassword: null }, hasPassword: files.privateKeyPassword !== '' } : null,
    distinguishedName: loaded?.ok ? loaded.value.distinguishedName : '',
    certificateFiles: readdirSync(mgr)
      .filter((file) => /\.(cer|crt|crl|pem|key)$/.test(file))
      .sort()
      .map((file) => path.join(mgr, file)),
  });
}

async function mirrorEdit(
  instance: Instance,
  { mirrorName }: { mirrorName?: string | undefined },
): Promise<Outcome<InstanceView<'mirror-edit'>>> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const member = found.value;
  const onPrimary = member.isPrimary ? accepted(null) : refused('2113');
  const pending = member.isPrimary ? await instance.store.listPendingMembers() : [];
  return accepted({
    config: toShown(member.config()),
    thisMemberGuid: member.membership.memberGuid,
    isPrimary: member.isPrimary,
    networkInterface: member.membership.networkInterface,
    interfaces: await instance.network.cards(),
    pendingMembers: pending.map(({ guid, name, kind, distinguishedName, superserverAddress, requestedAt }) => ({
      guid,
      name,
      kind,
      distinguishedName,
      superserverAddress,
      requestedAt,
    })),
    editAddresses: member.config().members.map((entry) => ({ guid: entry.guid, offer: toOffer(offerAddresses(member, entry)) })),
    hasTls: (await instance.store.getTls('%MirrorServer')) !== null,
    actions: { save: toOffer(onPrimary), authorize: toOffer(onPrimary), verifyTls: null },
  });
}

/**
 * The local files, then a real handshake with every other member, of an async with the failover members, also before the mirror uses TLS
 * (engine facts 7.4).
 */
async function verifyTls(
  instance: Instance,
  { mirrorName }: { mirrorName?: string | undefined },
): Promise<Outcome<InstanceView<'verify-tls'>>> {
  const found = memberOf(instance, mirrorName);
  if (!found.ok) return found;
  const member = found.value;
  const self = member.self();
  const files = await instance.store.getTls('%MirrorServer');
  const own = files ? await loadTlsCredentials(files, instance.clock.wallTime()) : refused('735', [self.name]);
  const here = { name: self.name, distinguishedName: own.ok ? own.value.distinguishedName : '', problem: toOffer(own) };
  if (!own.ok) return accepted({ members: [here] });
  const verified = await proveNames(instance, member, STATUS_ANSWER_MS);
  if (!verified.ok) return verified;
  const { useTls } = member.config();
  const others = verified.value.others.map(({ entry, distinguishedName }) => {
    if (distinguishedName === null)
      return { name: entry.name, distinguishedName: '', problem: toOffer(refused('737', [entry.name, 'no answer over TLS'])) };
    const isListed = !useTls || distinguishedName === entry.distinguishedName;
    return { name: entry.name, distinguishedName, problem: isListed ? null : toOffer(refused('737', [entry.name, distinguishedName])) };
  });
  return accepted({ members: [here, ...others] });
}

function globalNodes(
  instance: Instance,
  query: { database: string; reference: string; after: string | null; limit: number },
): Outcome<InstanceView<'global-nodes'>> {
  const reference = parseReference(query.reference);
  if (!reference.ok) return { ok: false, refusal: { ...reference.refusal, field: 'reference' } };
  const after = query.after === null ? null : parseReference(query.after);
  if (after && !after.ok) return after;
  const found = instance.globals.nodes({
    database: query.database,
    reference: reference.value,
    after: after?.value ?? null,
    limit: query.limit,
  });
  return found.ok
    ? accepted({
        nodes: found.value.nodes.map((node) => ({
          reference: formatReference(node.reference),
          value: node.value,
          hasChildren: node.hasChildren,
        })),
        more: found.value.more,
      })
    : found;
}
