/**
 * The password of a private key as an instance and its agent write it down: sealed (AES-256-GCM) with a key that lies in another file, so
 * that neither `config.db` nor `agent.json`, nor a copy of one of them, tells it. Whoever reads the whole folder reads it all the same: the
 * folder's rights are what keeps others out.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { replaceDurablySync } from './durable-file.ts';

const CIPHER = 'aes-256-gcm';
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const PREFIX = 'sealed-1:';

/** `directory`: of the instance. The name does not end as key files that people choose and copy do. */
const keyFileOf = (directory: string) => path.join(directory, 'mgr', 'sealing');

export const isSealed = (text: string): boolean => text.startsWith(PREFIX);

/** '' stays '': the key file is not encrypted. The key is made when there is none. */
export function sealPassword(directory: string, password: string): string {
  if (password === '') return '';
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, readOrMakeKey(directory), nonce);
  const sealed = Buffer.concat([cipher.update(password, 'utf8'), cipher.final()]);
  return PREFIX + Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
}

/**
 * What was sealed here; what an earlier version wrote down as it was typed, as it is. null: sealed with another key, or damaged; the
 * operator has to enter it again.
 */
export function unsealPassword(directory: string, text: string): string | null {
  if (!isSealed(text)) return text;
  try {
    const bytes = Buffer.from(text.slice(PREFIX.length), 'base64');
    const decipher = createDecipheriv(CIPHER, fs.readFileSync(keyFileOf(directory)), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}

/** Written beside and moved into place, whole or not at all. Only the instance makes it, so nobody makes another at the same moment. */
function readOrMakeKey(directory: string): Buffer {
  const file = keyFileOf(directory);
  const known = fs.existsSync(file) ? fs.readFileSync(file) : null;
  if (known?.length === KEY_BYTES) return known;
  const key = randomBytes(KEY_BYTES);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  replaceDurablySync(file, key);
  return key;
}
