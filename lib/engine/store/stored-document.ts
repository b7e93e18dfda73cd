/**
 * A document that lies in a row of the configuration store as JSON: read whole and true to its schema, or with the reason why not. Nobody
 * guesses what a damaged one said.
 */
import type { z } from 'zod';

const REASON_LENGTH_MAX = 200;

export type StoredDocument<T> = { readonly ok: true; readonly value: T } | { readonly ok: false /** One line. */; readonly reason: string };

export function readDocument<T>(schema: z.ZodType<T>, text: string): StoredDocument<T> {
  let stored: unknown;
  try {
    stored = JSON.parse(text);
  } catch (error) {
    return damaged(error instanceof Error ? error.message : String(error));
  }
  const parsed = schema.safeParse(stored);
  return parsed.success
    ? { ok: true, value: parsed.data }
    : damaged(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
}

const damaged = (reason: string) => ({ ok: false, reason: reason.replace(/\s+/g, ' ').slice(0, REASON_LENGTH_MAX) }) as const;
