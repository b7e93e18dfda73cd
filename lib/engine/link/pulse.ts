/**
 * The sign of life of a data channel, once a second from each end: when it was sent, and what the sender last heard of the other. From it
 * each end knows the time of a round trip, and that its own words do not arrive although the other's do. For people; no rule reads it.
 */
export const MIRROR_PULSE_FRAME = 12;

/** Monotonic ms; each time by the clock of the end that it is a time of. */
export interface Pulse {
  /** By the sender's clock. */
  readonly sentMs: number;
  /** `sentMs` of the last pulse that the sender has heard; 0: none yet. */
  readonly echoMs: number;
  /** How long ago the sender heard that one. */
  readonly heldMs: number;
}

const BYTES = 24;

export function encodePulse({ sentMs, echoMs, heldMs }: Pulse): Buffer {
  const body = Buffer.allocUnsafe(BYTES);
  body.writeDoubleLE(sentMs, 0);
  body.writeDoubleLE(echoMs, 8);
  body.writeDoubleLE(heldMs, 16);
  return body;
}

/** Throws RangeError for a body that holds no times. */
export function decodePulse(body: Buffer): Pulse {
  if (body.length !== BYTES) throw new RangeError(`a pulse has ${BYTES} bytes, this one ${body.length}`);
  const pulse = { sentMs: body.readDoubleLE(0), echoMs: body.readDoubleLE(8), heldMs: body.readDoubleLE(16) };
  if (!Object.values(pulse).every((time) => Number.isFinite(time) && time >= 0)) throw new RangeError('a pulse holds a time that is none');
  return pulse;
}
