/**
 * Compression of message bodies on the data channel between members. Bytes in, bytes out; every call is synchronous.
 *
 * Layout, little endian: kind u8, size of the raw body u32, body. The receiver needs no configuration: each body says how it was made.
 * Source: engine facts 7.1.
 */
import zlib from 'node:zlib';
import * as zstd from '@cloudpss/zstd';
import { compressSync, uncompressSync } from 'lz4-napi';
import type { Compression, MirrorMember } from '../../contract/mirror-config.ts';
import { FRAME_BYTES_MAX } from './frame.ts';

/** Index = the number on the wire. */
const kinds = ['none', 'zlib', 'zstd', 'lz4'] as const;
export type CompressionKind = (typeof kinds)[number];

const HEADER_BYTES = 5;
/** Below this the time costs more than the bytes bring: acknowledgements and heartbeats, single small records. */
const RAW_BYTES_MAX = 512;
/** Fast levels: the primary waits for nothing else while it compresses. */
const ZLIB_LEVEL = 1;
const ZSTD_LEVEL = 1;

interface Codec {
  compress(raw: Buffer): Uint8Array;
  /** May throw. Must not allocate more than about `size`, which is within the cap. */
  decompress(packed: Buffer, size: number): Uint8Array;
}
/** Node's own, where this version has it (22.15 and later; the type definitions are older). */
const builtInZstd = zlib as unknown as {
  zstdCompressSync?: (raw: Buffer, options: { params: Record<number, number> }) => Buffer;
  zstdDecompressSync?: (packed: Buffer, options: { maxOutputLength: number }) => Buffer;
  constants: { ZSTD_c_compressionLevel?: number };
};

const codecs: Record<Exclude<CompressionKind, 'none'>, Codec> = {
  zlib: {
    compress: (raw) => zlib.deflateSync(raw, { level: ZLIB_LEVEL }),
    decompress: (packed, size) => zlib.inflateSync(packed, { maxOutputLength: Math.max(1, size) }),
  },
  zstd: {
    compress: (raw) =>
      builtInZstd.zstdCompressSync?.(raw, { params: { [builtInZstd.constants.ZSTD_c_compressionLevel as number]: ZSTD_LEVEL } }) ??
      zstd.compress(raw, ZSTD_LEVEL),
    decompress: (packed, size) => {
      if (builtInZstd.zstdDecompressSync) return builtInZstd.zstdDecompressSync(packed, { maxOutputLength: Math.max(1, size) });
      if (zstdContentSize(packed) !== size) throw new RangeError('the zstd frame announces another size than its header');
      return zstd.decompress(packed);
    },
  },
  lz4: {
    // The library puts the raw size, u32 little endian, in front of the block, and believes it when it allocates.
    compress: (raw) => compressSync(raw),
    decompress: (packed, size) => {
      if (packed.length < 4 || packed.readUInt32LE(0) !== size)
        throw new RangeError('the LZ4 block announces another size than its header');
      return uncompressSync(packed);
    },
  },
};

/** Packs one body. A body that is small, or that would not get smaller, travels raw whatever `kind` says. */
export function compress(kind: CompressionKind, raw: Buffer): Buffer {
  const packed = kind === 'none' || raw.length <= RAW_BYTES_MAX ? null : codecs[kind].compress(raw);
  return packed && packed.length < raw.length ? wrap(kind, raw.length, packed) : wrap('none', raw.length, raw);
}

/** Of a body that `compress` has packed. */
export const rawSizeOf = (packed: Buffer): number => packed.readUInt32LE(1);

/** Unpacks one body. Throws RangeError for anything that `compress` would not have made, or that would exceed the size of a frame. */
export function decompress(body: Buffer): Buffer {
  if (body.length < HEADER_BYTES) throw new RangeError(`a compressed body has at least ${HEADER_BYTES} bytes, this one ${body.length}`);
  const kind = kinds[body[0] as number];
  const size = body.readUInt32LE(1);
  if (!kind) throw new RangeError(`compression ${body[0]} is unknown`);
  if (size > FRAME_BYTES_MAX) throw new RangeError(`a body of ${size} bytes exceeds ${FRAME_BYTES_MAX}`);
  const packed = body.subarray(HEADER_BYTES);
  const raw = kind === 'none' ? packed : unpack(codecs[kind], packed, size);
  if (raw.length !== size) throw new RangeError(`a body of ${size} bytes was announced, ${raw.length} came`);
  return raw;
}

function unpack(codec: Codec, packed: Buffer, size: number): Buffer {
  try {
    const raw = codec.decompress(packed, size);
    return Buffer.isBuffer(raw) ? raw : Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  } catch (error) {
    throw new RangeError(`a compressed body is damaged: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function wrap(kind: CompressionKind, size: number, bytes: Uint8Array): Buffer {
  const body = Buffer.allocUnsafe(HEADER_BYTES + bytes.length);
  body[0] = kinds.indexOf(kind);
  body.writeUInt32LE(size, 1);
  body.set(bytes, HEADER_BYTES);
  return body;
}

/** The size that a zstd frame's header announces, or null. RFC 8878, section 3.1.1.1. */
function zstdContentSize(frame: Buffer): number | null {
  if (frame.length < 6 || frame.readUInt32LE(0) !== 0xfd2fb528) return null;
  const descriptor = frame[4] as number;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const sizeBytes = sizeFlag === 0 ? (isSingleSegment ? 1 : 0) : 1 << sizeFlag;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] as number;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  if (sizeBytes === 0 || frame.length < at + sizeBytes) return null;
  if (sizeBytes === 8) return Number(frame.readBigUInt64LE(at));
  return frame.readUIntLE(at, sizeBytes) + (sizeBytes === 2 ? 256 : 0);
}

/**
 * What a sender uses towards one member. "System Selected" optimises response time towards a failover member (LZ4, and only in a TLS
 * mirror, where bytes cost more) and bandwidth towards an async (Zstd).
 */
export function chooseCompression(
  setting: Compression,
  { useTls, memberKind }: { useTls: boolean; memberKind: MirrorMember['kind'] },
): CompressionKind {
  if (setting.mode === 'uncompressed') return 'none';
  if (setting.mode === 'compressed') return setting.type;
  if (memberKind !== 'failover') return 'zstd';
  return useTls ? 'lz4' : 'none';
}
