/**
 * The configuration store of one instance: `config.db` in its directory, opened by its own process only.
 *
 * Holds settings, the membership in a mirror, the state that the mirror state machine must find again after a crash, and the
 * timeline. Each method is one transaction and has reached the disk when it resolves (SQLite syncs its log at every commit).
 * Documents are parsed with the contract's schemas when they are read; one that does not fit throws, since only a
 * damaged or foreign file can hold it. One of a mirror keeps down that mirror alone. Nodes and journals are not here.
 */
import fs from 'node:fs';
import path from 'node:path';
import { PrismaLibSql } from '@prisma/adapter-libsql';
import { z } from 'zod';
import { type TlsFiles, tlsFilesSchema } from '../../contract/commands.ts';
import { mappingKinds, memberKinds } from '../../contract/choices.ts';
import type { Refusal } from '../../contract/errors.ts';
import { type MirrorConfig, type MirrorMember, mirrorConfigSchema, mirrorMemberSchema } from '../../contract/mirror-config.ts';
import { PrismaClient } from '../../generated/prisma/client.ts';
import type { Namespace } from '../namespaces/namespace.ts';
import { isSealed, sealPassword, unsealPassword } from '../ports/sealed-password.ts';
import { migrateStore, STORE_LOCK_TIMEOUT_MS } from '../ports/migrations.ts';
import { EventStore } from './event-store.ts';
import { BackupStore } from './backup-store.ts';
import { JournalStore } from './journal-store.ts';
import { SampleStore } from './sample-store.ts';
import { readDocument, type StoredDocument } from './stored-document.ts';
import { throwPlainly, withPlainFailures } from './store-failure.ts';

/** Towards other members, and from them. */
export type TlsConfigurationName = '%MirrorClient' | '%MirrorServer';

/**
 * A TLS configuration as it is used: the password is always known ('' = the key file is not encrypted, or what was sealed cannot be read
 * any more).
 */
export interface StoredTls extends TlsFiles {
  privateKeyPassword: string;
}

export interface DatabaseDefinition {
  name: string;
  /** Where its IRIS.DAT lies. Unique within the instance. */
  directory: string;
  resource: string;
  journal: boolean;
  isSystem: boolean;
  mountedReadOnly: boolean;
  /** It may grow to this; 0 = unlimited. */
  maximumSizeMb: number;
  /** Without it the instance does not start, and this member does not take over. */
  mountRequired: boolean;
  /** Dismounted by an operator, until it is mounted or the instance starts again. */
  dismounted: boolean;
  /** The mirror that it belongs to and what it is there, or null for a database that is not mirrored. */
  mirrored: { mirrorName: string; databaseName: string; databaseGuid: string } | null;
}

export interface Membership {
  mirrorName: string;
  mirrorGuid: string;
  memberGuid: string;
  memberName: string;
  kind: MirrorMember['kind'];
  /** Card that carries the virtual IP while this member is primary. */
  networkInterface: string | null;
  /** It has asked to join and may connect. */
  joinMirror: boolean;
  /** The primary knows and has accepted it. */
  validatedMember: boolean;
  /** Stopped by an operator: stays stopped after a restart until it is started. */
  stopped: boolean;
  /** GUID of the member that no failover may happen away from, or null when failover is allowed. */
  noFailoverFor: string | null;
  /** Reporting asyncs: a mirror journal file goes as soon as it is dejournaled. */
  purgeAfterDejournaling: boolean;
  /** Asyncs: dejournaling is stopped by an operator; receiving goes on. */
  dejournalingStopped: boolean;
  /** Reporting asyncs: name of the dejournal filter (engine facts 9.5), or null. */
  dejournalFilter: string | null;
  /** A promotion that waits for a member or an operator (engine facts 9.1), as JSON of the engine, or null. */
  promotion: string | null;
  /** As the primary last pushed it; null before the first. */
  configuration: MirrorConfig | null;
}

export interface PendingMember extends MirrorMember {
  /** ISO, UTC. */
  requestedAt: string;
}

/** A member that shows another X.509 DN than is authorized (engine facts 7.4). */
export interface PendingNameUpdate {
  memberGuid: string;
  memberName: string;
  distinguishedName: string;
  /** ISO, UTC. */
  requestedAt: string;
}

/** Read and written by the owner alone. */
const PRIVATE = 0o600;

const pendingMemberSchema = mirrorMemberSchema.extend({ requestedAt: z.iso.datetime() });
const storedTlsSchema = tlsFilesSchema.extend({ privateKeyPassword: z.string() });
const memberKindSchema = z.enum(memberKinds);
const mappingKindSchema = z.enum(mappingKinds);

export class ConfigStore {
  readonly #client: PrismaClient;
  readonly #directory: string;
  readonly backups: BackupStore;
  readonly events: EventStore;
  readonly journals: JournalStore;
  readonly samples: SampleStore;

  private constructor(client: PrismaClient, directory: string) {
    this.#client = client;
    this.#directory = directory;
    this.backups = withPlainFailures(new BackupStore(client));
    this.events = withPlainFailures(new EventStore(client));
    this.journals = withPlainFailures(new JournalStore(client));
    this.samples = withPlainFailures(new SampleStore(client));
  }

  /** Opens `config.db` in an instance's directory, creating both if missing and bringing the file to the present schema. */
  static async open(directory: string): Promise<ConfigStore> {
    fs.mkdirSync(directory, { recursive: true });
    const file = path.join(directory, 'config.db');
    // It holds what the instance knows: nobody else's to read, nor the files that SQLite puts beside it, which get the same rights.
    fs.closeSync(fs.openSync(file, 'a', PRIVATE));
    fs.chmodSync(file, PRIVATE);
    migrateStore(file);
    const client = new PrismaClient({ adapter: new PrismaLibSql({ url: `file:${file}`, timeout: STORE_LOCK_TIMEOUT_MS }) });
    const store = new ConfigStore(client, directory);
    await store
      .#sealOldPasswords()
      .then(() => store.events.prune())
      .catch(throwPlainly);
    return withPlainFailures(store);
  }

  async close(): Promise<void> {
    await this.#client.$disconnect();
  }

  /** Whether a service is enabled; one never set is not. */
  async getService(name: string): Promise<boolean> {
    return (await this.#client.service.findUnique({ where: { name } }))?.enabled ?? false;
  }

  async setService(name: string, enabled: boolean): Promise<void> {
    await this.#client.service.upsert({ where: { name }, create: { name, enabled }, update: { enabled } });
  }

  /** By name. */
  async listDatabases(): Promise<DatabaseDefinition[]> {
    const rows = await this.#client.database.findMany({ orderBy: { name: 'asc' } });
    return rows.map(({ mirrorName, mirrorDatabaseName, mirrorDatabaseGuid, ...rest }) => ({
      ...rest,
      mirrored:
        mirrorName !== null && mirrorDatabaseName !== null && mirrorDatabaseGuid !== null
          ? { mirrorName, databaseName: mirrorDatabaseName, databaseGuid: mirrorDatabaseGuid }
          : null,
    }));
  }

  /** Creates it or replaces the one of that name. Throws when another one has its directory or its mirror database name. */
  async saveDatabase({ mirrored, ...rest }: DatabaseDefinition): Promise<void> {
    const row = {
      ...rest,
      mirrorName: mirrored?.mirrorName ?? null,
      mirrorDatabaseName: mirrored?.databaseName ?? null,
      mirrorDatabaseGuid: mirrored?.databaseGuid ?? null,
    };
    await this.#client.database.upsert({ where: { name: row.name }, create: row, update: row });
  }

  /** Forgets the definition; its files are the caller's business. No error when it is not there. */
  async removeDatabase(name: string): Promise<void> {
    await this.#client.database.deleteMany({ where: { name } });
  }

  async getTls(name: TlsConfigurationName): Promise<StoredTls | null> {
    const row = await this.#client.tlsConfiguration.findUnique({ where: { name } });
    if (!row) return null;
    const { privateKeyPassword, ...files } = storedTlsSchema.parse(row);
    return { ...files, privateKeyPassword: unsealPassword(this.#directory, privateKeyPassword) ?? '' };
  }

  /** Saves the files; a password of null leaves the stored one as it is ('' when there is none). It is written down sealed. */
  async saveTls(name: TlsConfigurationName, { privateKeyPassword: password, ...given }: TlsFiles): Promise<void> {
    const files = { ...given, crlFile: given.crlFile ?? '' };
    const privateKeyPassword = password === null ? null : sealPassword(this.#directory, password);
    await this.#client.tlsConfiguration.upsert({
      where: { name },
      create: { name, ...files, privateKeyPassword: privateKeyPassword ?? '' },
      update: privateKeyPassword === null ? files : { ...files, privateKeyPassword },
    });
  }

  /** Earlier versions wrote passwords down as they were typed. SQLite keeps what it has replaced in the file until that is written anew. */
  async #sealOldPasswords(): Promise<void> {
    const open = (await this.#client.tlsConfiguration.findMany()).filter(({ privateKeyPassword: text }) => text !== '' && !isSealed(text));
    if (open.length === 0) return;
    for (const { name, privateKeyPassword } of open)
      await this.#client.tlsConfiguration.update({
        where: { name },
        data: { privateKeyPassword: sealPassword(this.#directory, privateKeyPassword) },
      });
    await this.#client.$executeRawUnsafe('VACUUM');
    await this.#client.$queryRawUnsafe('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  /** No error when it is not there. */
  async removeTls(name: TlsConfigurationName): Promise<void> {
    await this.#client.tlsConfiguration.deleteMany({ where: { name } });
  }

  /**
   * In the order in which the mirrors were joined; more than one only on a reporting async. A row that is damaged comes without a
   * configuration, so that its mirror cannot be activated but can be left, and keeps none of the others down; `membershipDamage` says why.
   */
  async loadMemberships(): Promise<Membership[]> {
    const rows = await this.#client.mirrorMembership.findMany({ orderBy: { id: 'asc' }, omit: { id: true, durableState: true } });
    return rows.map((row) => {
      const read = readMembership(row);
      return { ...row, ...(read.ok ? read.value : { kind: memberKindSchema.safeParse(row.kind).data ?? 'failover', configuration: null }) };
    });
  }

  /** Why the membership in that mirror cannot be read (P604), or null when it can, or is not there. */
  async membershipDamage(mirrorName: string): Promise<Refusal | null> {
    const row = await this.#client.mirrorMembership.findUnique({ where: { mirrorName }, select: { kind: true, configuration: true } });
    const read = row && readMembership(row);
    return read === null || read.ok ? null : { code: 'P604', args: [mirrorName, read.reason] };
  }

  /** Creates the membership in that mirror or replaces it; its durable state stays as it is. */
  async saveMembership(membership: Membership): Promise<void> {
    const row = { ...membership, configuration: membership.configuration && JSON.stringify(membership.configuration) };
    await this.#client.mirrorMembership.upsert({ where: { mirrorName: row.mirrorName }, create: row, update: row });
  }

  /** Forgets the mirror: membership, durable state, and who waits to join it. */
  async removeMembership(mirrorName: string): Promise<void> {
    await this.#client.$transaction([
      this.#client.mirrorMembership.deleteMany({ where: { mirrorName } }),
      this.#client.pendingMember.deleteMany(),
    ]);
  }

  /** The document last saved for that mirror, or null when there is none. */
  async loadDurableState(mirrorName: string): Promise<string | null> {
    return (
      (await this.#client.mirrorMembership.findUnique({ where: { mirrorName }, select: { durableState: true } }))?.durableState ?? null
    );
  }

  /**
   * Keeps the document of that mirror's state machine. It is on the disk when this resolves, whatever happens to the machine next.
   * Throws when there is no membership: a member has state, an instance without that mirror has none.
   */
  async saveDurableState(mirrorName: string, json: string): Promise<void> {
    await this.#client.mirrorMembership.update({ where: { mirrorName }, data: { durableState: json }, select: { id: true } });
  }

  /** Oldest request first. */
  async listPendingMembers(): Promise<PendingMember[]> {
    const rows = await this.#client.pendingMember.findMany({ orderBy: [{ requestedAt: 'asc' }, { guid: 'asc' }] });
    return rows.map((row) => pendingMemberSchema.parse({ ...row, requestedAt: row.requestedAt.toISOString() }));
  }

  /** Adds a request to join; one of the same member replaces its earlier one. */
  async addPendingMember(member: PendingMember): Promise<void> {
    const row = pendingMemberSchema.parse(member);
    await this.#client.pendingMember.upsert({ where: { guid: row.guid }, create: row, update: row });
  }

  /** Authorised or rejected: it no longer waits. No error when it does not. */
  async removePendingMember(guid: string): Promise<void> {
    await this.#client.pendingMember.deleteMany({ where: { guid } });
  }

  /** Oldest first; of all mirrors of this instance. */
  async listPendingNames(): Promise<PendingNameUpdate[]> {
    const rows = await this.#client.pendingNameUpdate.findMany({ orderBy: [{ requestedAt: 'asc' }, { memberGuid: 'asc' }] });
    return rows.map((row) => ({ ...row, requestedAt: row.requestedAt.toISOString() }));
  }

  /** A member has shown another name; one that it showed before is forgotten. */
  async savePendingName(update: PendingNameUpdate): Promise<void> {
    await this.#client.pendingNameUpdate.upsert({ where: { memberGuid: update.memberGuid }, create: update, update });
  }

  /** No error when it is not there. */
  async removePendingName(memberGuid: string): Promise<void> {
    await this.#client.pendingNameUpdate.deleteMany({ where: { memberGuid } });
  }

  /** By name, with their mappings. */
  async listNamespaces(): Promise<Namespace[]> {
    const rows = await this.#client.namespace.findMany({
      include: { mappings: { omit: { namespaceName: true }, orderBy: [{ kind: 'asc' }, { pattern: 'asc' }] } },
      orderBy: { name: 'asc' },
    });
    return rows.map(({ mappings, ...row }) => ({
      ...row,
      mappings: mappings.map((mapping) => ({ ...mapping, kind: mappingKindSchema.parse(mapping.kind) })),
    }));
  }

  /** Creates it or replaces the one of that name, with all its mappings. */
  async saveNamespace({ mappings, ...row }: Namespace): Promise<void> {
    await this.#client.$transaction([
      this.#client.namespace.upsert({ where: { name: row.name }, create: row, update: row }),
      this.#client.namespaceMapping.deleteMany({ where: { namespaceName: row.name } }),
      this.#client.namespaceMapping.createMany({ data: mappings.map((mapping) => ({ ...mapping, namespaceName: row.name })) }),
    ]);
  }

  /** With its mappings. No error when it is not there. */
  async removeNamespace(name: string): Promise<void> {
    await this.#client.$transaction([
      this.#client.namespaceMapping.deleteMany({ where: { namespaceName: name } }),
      this.#client.namespace.deleteMany({ where: { name } }),
    ]);
  }
}

function readMembership({
  kind,
  configuration,
}: {
  readonly kind: string;
  readonly configuration: string | null;
}): StoredDocument<Pick<Membership, 'kind' | 'configuration'>> {
  const known = memberKindSchema.safeParse(kind);
  if (!known.success) return { ok: false, reason: `kind: ${kind}` };
  if (configuration === null) return { ok: true, value: { kind: known.data, configuration } };
  const read = readDocument(mirrorConfigSchema, configuration);
  return read.ok ? { ok: true, value: { kind: known.data, configuration: read.value } } : read;
}
