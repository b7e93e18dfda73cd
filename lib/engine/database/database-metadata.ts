/**
 * What a database's file says of itself beside its nodes: who it is, to which mirror it belongs, and how far the journal is in it.
 *
 * Its keys begin with 0x00, which no global name does. All of it is JSON that a later version can add to: what a file of an earlier version
 * does not say has a default.
 */
import { z } from 'zod';
import type { JournalPosition } from '../journal/position.ts';
import type { StoreChange } from './ordered-store.ts';

export const IDENTITY_KEY = Buffer.from([0, 1]);
export const POSITION_KEY = Buffer.from([0, 2]);
/** Where the contents come from when that is not the journal alone, such as a restore: another value each time. */
export const LINEAGE_KEY = Buffer.from([0, 3]);
/** Of a mirrored database that is written here (FailoverDB cleared): how far this instance's own journal is in it. */
export const OWN_POSITION_KEY = Buffer.from([0, 4]);

/** What makes a database a mirrored one; stored in the file, so that a copy knows where it belongs. */
export interface MirrorAttribute {
  readonly mirrorGuid: string;
  readonly mirrorName: string;
  readonly mirrorDatabaseName: string;
  /** False when it existed before and was added: then other members need a copy of it. */
  readonly createdAsMirrored: boolean;
  /** False on a member where the copy awaits activation. */
  readonly activated: boolean;
  /** The mirror's GUID for the database: another one under the same name is another database. Null in a file of an earlier version. */
  readonly databaseGuid: string | null;
  /**
   * The member and directory that it was last activated for; a copy of the file that lies elsewhere is not at home, and awaits activation.
   * Null in a file of an earlier version, which counts as at home.
   */
  readonly home: { readonly memberGuid: string; readonly directory: string } | null;
  /** Activated, but not yet caught up: it takes no part until a person has it caught up. */
  readonly needsCatchUp: boolean;
  /** FailoverDB (engine facts 1.4): it may serve as the mirror's primary copy. Cleared, it is read-write on a reporting member for good. */
  readonly failoverDatabase: boolean;
  /**
   * It comes from another member by itself (engine facts 8.2, newer versions): `copy` while it is empty and awaits its copy, `journal`
   * while it lacks what was journaled since. Means something only while `needsCatchUp`.
   */
  readonly download: 'copy' | 'journal' | null;
}

/** What a caller must say; the rest has defaults, which are also what a file of an earlier version is taken to hold. */
export type NewMirrorAttribute = Pick<
  MirrorAttribute,
  'mirrorGuid' | 'mirrorName' | 'mirrorDatabaseName' | 'createdAsMirrored' | 'activated'
> &
  Partial<MirrorAttribute>;
const attributeDefaults = { databaseGuid: null, home: null, needsCatchUp: false, failoverDatabase: true, download: null };
const attributeSchema = z.object({
  mirrorGuid: z.string(),
  mirrorName: z.string(),
  mirrorDatabaseName: z.string(),
  createdAsMirrored: z.boolean(),
  activated: z.boolean(),
  databaseGuid: z.string().nullable().default(attributeDefaults.databaseGuid),
  home: z.object({ memberGuid: z.string(), directory: z.string() }).nullable().default(attributeDefaults.home),
  needsCatchUp: z.boolean().default(attributeDefaults.needsCatchUp),
  failoverDatabase: z.boolean().default(attributeDefaults.failoverDatabase),
  download: z.enum(['copy', 'journal']).nullable().default(attributeDefaults.download),
}) satisfies z.ZodType<MirrorAttribute>;

/** Independent of the name under which an instance mounts the database. */
export interface DatabaseIdentity {
  readonly guid: string;
  readonly mirror: MirrorAttribute | null;
}

/** Which history of journal files the position counts in: the instance's own, or the mirror's. */
export interface AppliedPosition extends JournalPosition {
  readonly history: 'local' | 'mirror';
}

const identitySchema = z.object({ guid: z.string(), mirror: attributeSchema.nullable() });
const positionSchema = z.object({
  history: z.enum(['local', 'mirror']),
  fileCount: z.int().min(0),
  offset: z.int().min(0),
}) satisfies z.ZodType<AppliedPosition>;

/** What makes a store a database: written last, it says that the store is whole. */
export const toMetadata = ({
  identity,
  position,
  lineage,
}: {
  identity: DatabaseIdentity;
  position: AppliedPosition | null;
  lineage: string;
}): StoreChange[] => [
  [IDENTITY_KEY, encodeIdentity(identity)],
  [POSITION_KEY, position && encodePosition(position)],
  [LINEAGE_KEY, lineage === '' ? null : Buffer.from(lineage)],
];

/** With what a caller does not say filled in. */
export const wholeAttribute = (mirror: NewMirrorAttribute | null): MirrorAttribute | null => mirror && { ...attributeDefaults, ...mirror };

/** For a check: what is wrong with who the file is and where it stands, by the hexadecimal text of the keys; null when nothing is. */
export function readMetadata(metadata: ReadonlyMap<string, Buffer>): string | null {
  const identity = metadata.get(IDENTITY_KEY.toString('hex'));
  const position = metadata.get(POSITION_KEY.toString('hex'));
  if (!identity) return 'it does not hold who it is';
  try {
    const { guid, mirror } = parseIdentity(identity);
    if (guid === '') return 'it has no GUID';
    if (mirror && (mirror.mirrorGuid === '' || mirror.mirrorDatabaseName === '')) return 'its mirror attribute is not whole';
    parsePosition(position);
    return null;
  } catch (error) {
    return `who it is, or its position in the journal, cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Throws a sentence when these bytes are none. */
export function parseIdentity(bytes: Buffer): DatabaseIdentity {
  const parsed = identitySchema.safeParse(JSON.parse(bytes.toString()));
  if (!parsed.success) throw new Error(`what the file says of who it is cannot be used (${parsed.error.issues[0]?.path.join('.')})`);
  return parsed.data;
}

/** null when there is none, as in a database that no journal has been applied to. Throws a sentence when these bytes are none. */
export function parsePosition(bytes: Buffer | undefined): AppliedPosition | null {
  const parsed = bytes && positionSchema.safeParse(JSON.parse(bytes.toString()));
  if (parsed && !parsed.success) throw new Error(`its position in the journal is none (${parsed.error.issues[0]?.path.join('.')})`);
  return parsed?.data ?? null;
}

export const encodeIdentity = (identity: DatabaseIdentity) => Buffer.from(JSON.stringify(identity));

export const encodePosition = (position: AppliedPosition) =>
  Buffer.from(JSON.stringify({ history: position.history, fileCount: position.fileCount, offset: position.offset }));
