/** The configuration of a mirror as every member holds it; the primary owns it and pushes changes. Source: engine facts 1.5, 11.4. */
import { z } from 'zod';
import { compressionModes, compressionTypes, memberKinds, parallelDejournalingModes } from './choices.ts';
import { HEARD_MAX } from './heard-number.ts';
import type { Quantity } from './quantity.ts';

/** Of a mirror's configuration: the higher one is the later. */
export type ConfigurationVersion = Quantity<'configuration-version'>;
export const configurationVersionSchema: z.ZodType<ConfigurationVersion> = z.int();
/** One that another member names. */
export const heardVersionSchema: z.ZodType<ConfigurationVersion> = z.int().max(HEARD_MAX);

export const compressionSchema = z.object({
  mode: z.enum(compressionModes),
  /** Used only with mode `compressed`. */ type: z.enum(compressionTypes),
});
export type Compression = z.infer<typeof compressionSchema>;

export const addressSchema = z.object({ address: z.string().min(1), port: z.int().min(1).max(65535) });
export type Address = z.infer<typeof addressSchema>;

export const virtualIpSchema = z.object({
  address: z.string(),
  /** CIDR bits, equal to the mask of the interface. */ prefixLength: z.int().min(1).max(32),
});
export type VirtualIp = z.infer<typeof virtualIpSchema>;

export const mirrorMemberSchema = z.object({
  /** GUID of the member: its identity. The name is for display. */
  guid: z.string(),
  name: z.string(),
  kind: z.enum(memberKinds),
  instanceName: z.string(),
  instanceDirectory: z.string(),
  agentAddress: z.string(),
  agentPort: z.int(),
  mirrorPrivateAddress: z.string(),
  superserverAddress: z.string(),
  superserverPort: z.int(),
  /** Subject of its certificate, or '' without TLS. A connection whose peer shows another one is dropped. */
  distinguishedName: z.string(),
});
export type MirrorMember = z.infer<typeof mirrorMemberSchema>;

export const mirroredDatabaseSchema = z.object({
  /** Upper case, unique in the mirror. Full form `:mirror:<MIRROR>:<NAME>`. */
  name: z.string(),
  guid: z.string(),
  /** True when the database was created as mirrored, so that the journals hold its whole life (#2105 otherwise). */
  createdAsMirrored: z.boolean(),
  /** Where it lies on the primary. */
  directory: z.string(),
  /** As the primary has them, for the others to follow; missing until they are edited. */
  maximumSizeMb: z.int().optional(),
  resource: z.string().optional(),
  /**
   * The mirror's journal holds its whole life from here on; missing in a configuration of an earlier version, where all of the journal may.
   */
  bornAt: z.object({ fileCount: z.int(), offset: z.int() }).optional(),
});
export type MirroredDatabase = z.infer<typeof mirroredDatabaseSchema>;

export const mirrorConfigSchema = z.object({
  name: z.string(),
  guid: z.string(),
  /** Grows by one with every change; a member never takes an older one. */
  version: configurationVersionSchema,
  useTls: z.boolean(),
  arbiter: addressSchema.nullable(),
  virtualIp: virtualIpSchema.nullable(),
  qosTimeoutMs: z.int(),
  compressionForFailover: compressionSchema,
  compressionForAsync: compressionSchema,
  parallelDejournaling: z.enum(parallelDejournalingModes),
  /** The failover members say when they would take over by themselves, and do not. Missing: off, as in a mirror of an earlier version. */
  observeOnly: z.boolean().optional(),
  /**
   * Made with the mirror, 32 bytes in hexadecimal: its members prove by it to an arbiter that they are such. For members only; never in a
   * view. Missing in a mirror of an earlier version.
   */
  key: z.string().optional(),
  members: z.array(mirrorMemberSchema),
  databases: z.array(mirroredDatabaseSchema),
});
export type MirrorConfig = z.infer<typeof mirrorConfigSchema>;
/** From another member: its version can be counted up, and the next one kept. */
export const heardConfigSchema = mirrorConfigSchema.extend({ version: heardVersionSchema });

/** As people, and those who only ask to join, may see it. */
export const shownConfigSchema = mirrorConfigSchema.omit({ key: true });
export type ShownConfig = z.infer<typeof shownConfigSchema>;
export const toShown = ({ key: _, ...shown }: MirrorConfig): ShownConfig => shown;
