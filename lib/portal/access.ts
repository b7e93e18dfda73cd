/**
 * Who may use the portal, until people have logins: whoever can read the data folder.
 * The secret of the data folder never leaves it, except to programs of its owner (as a bearer token). A browser gets in with a one-time
 * key, which `npm start` and `npm run address` print, and carries a cookie from then on.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { KEY_LIFETIME_MS } from '../machine/waits.ts';

const SECRET_BYTES = 32;
const KEY_BYTES = 24;
const OWNER_ONLY = { mode: 0o600 } as const;

const tokenFileOf = (data: string) => path.join(data, 'lab', 'token');
const keysDirectoryOf = (data: string) => path.join(data, 'lab', 'keys');
const hashOf = (text: string) => createHash('sha256').update(text).digest();
/** Both sides as hashes: the time that it takes tells neither length nor content. */
const isSame = (given: string, expected: string) => timingSafeEqual(hashOf(given), hashOf(expected));

/** Null before the first start with this data folder. */
export function readToken(data: string): string | null {
  const file = tokenFileOf(data);
  const token = fs.existsSync(file) ? fs.readFileSync(file, 'utf8').trim() : '';
  return token.length >= SECRET_BYTES ? token : null;
}

/** The secret of this data folder, made when it has none. Written beside and moved into place: two starts at once end with one secret. */
export function makeToken(data: string): string {
  const known = readToken(data);
  const file = tokenFileOf(data);
  if (known) {
    fs.chmodSync(file, OWNER_ONLY.mode); // A folder that was copied may have lost its rights.
    return known;
  }
  const draft = `${file}.${process.pid}`;
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  fs.writeFileSync(draft, `${randomBytes(SECRET_BYTES).toString('hex')}\n`, OWNER_ONLY);
  fs.renameSync(draft, file);
  return readToken(data) ?? '';
}

/** A key that opens the portal once, in one browser. Only its hash is written down. */
export function makeKey(data: string): string {
  const key = randomBytes(KEY_BYTES).toString('base64url');
  fs.mkdirSync(keysDirectoryOf(data), { recursive: true, mode: 0o700 });
  fs.writeFileSync(keyFileOf(data, key), '', OWNER_ONLY);
  return key;
}

/** Keys of earlier starts open nothing any more. */
export const forgetKeys = (data: string): void => fs.rmSync(keysDirectoryOf(data), { recursive: true, force: true });

/** True once for each key: whoever removes its file has used it. */
export function spendKey(data: string, key: string): boolean {
  const file = keyFileOf(data, key);
  const age = Date.now() - (fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  try {
    fs.unlinkSync(file);
  } catch {
    return false; // Used, or never made.
  }
  return age < KEY_LIFETIME_MS;
}

const keyFileOf = (data: string, key: string) => path.join(keysDirectoryOf(data), hashOf(key).toString('hex'));

/** Browsers share cookies between all ports of a name: each portal has one of its own. */
export const cookieNameOf = (port: number) => `mirror-portal-${port}`;
/** Of the secret, so it outlives a restart of the portal; not the secret itself. */
export const cookieValueOf = (token: string) => createHmac('sha256', token).update('browser').digest('base64url');

/** Does a request with these headers come from somebody who knows the secret? */
export function isKnown({ authorization, cookie }: { authorization?: string; cookie?: string }, token: string, port: number): boolean {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return isSame(bearer, token);
  const name = `${cookieNameOf(port)}=`;
  const values = (cookie ?? '').split(';').flatMap((part) => (part.trim().startsWith(name) ? [part.trim().slice(name.length)] : []));
  return values.some((value) => isSame(value, cookieValueOf(token)));
}
