/**
 * How a member proves to an arbiter that it belongs to its mirror.
 *
 * The arbiter knows nothing of a mirror beforehand, and has no certificates (engine facts 4.4). Members hold a key that was made with the
 * mirror and is handed only to members that were taken in.
 * From it each derives the same Ed25519 pair, shows the public half, and signs its hello with a number that the arbiter has just drawn. The
 * arbiter pins the public half to the mirror's GUID at the first hello (`arbiter-pins.ts`): from then on a stranger, who learns GUIDs from
 * anybody, can open no session.
 *
 * It does not protect against who sits on the path between the two: what follows the hello travels in plain text, as in the product.
 * (Refused: a MAC with the mirror's key, since the arbiter would have to be given the key, and whoever reads its disk could pass for a
 * member.)
 */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';

/** What is signed, beside the number. */
export interface ArbiterClaim {
  readonly mirrorGuid: string;
  readonly memberGuid: string;
  readonly qosTimeoutMs: number;
}

/** DER of an Ed25519 private key (RFC 8410) up to its 32 bytes. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PURPOSE = 'mirror arbiter hello 1';

function privateKeyOf(mirrorKey: string): KeyObject {
  const seed = createHmac('sha256', Buffer.from(mirrorKey, 'hex')).update(PURPOSE).digest();
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

/** Base64 of its DER; the same on every member. */
export const publicKeyOf = (mirrorKey: string): string =>
  createPublicKey(privateKeyOf(mirrorKey)).export({ format: 'der', type: 'spki' }).toString('base64');

const toSign = (nonce: string, { mirrorGuid, memberGuid, qosTimeoutMs }: ArbiterClaim) =>
  Buffer.from(JSON.stringify([PURPOSE, nonce, mirrorGuid, memberGuid, qosTimeoutMs]));

export const signHello = (mirrorKey: string, nonce: string, claim: ArbiterClaim): string =>
  sign(null, toSign(nonce, claim), privateKeyOf(mirrorKey)).toString('base64');

/** Never throws: what is no key or no signature proves nothing. */
export function isHelloProved({
  publicKey,
  signature,
  nonce,
  claim,
}: {
  publicKey: string;
  signature: string;
  nonce: string;
  claim: ArbiterClaim;
}): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' && verify(null, toSign(nonce, claim), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
