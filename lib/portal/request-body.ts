import { accepted, type Outcome, refused } from '../contract/errors.ts';
import { BODY_BYTES_MAX } from './guard.ts';

const toJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * What was posted, or undefined when it is not JSON: the schema of the command then names what is missing. P582 as soon as too much has
 * come, whatever length was announced.
 */
export async function jsonOf(request: Request): Promise<Outcome<unknown>> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of request.body ?? []) {
      bytes += part.byteLength;
      if (bytes > BODY_BYTES_MAX) return refused('P582', [String(BODY_BYTES_MAX / 1024 / 1024)]);
      parts.push(part);
    }
  } catch {
    return accepted(undefined); // The sender went away in the middle.
  }
  return accepted(toJson(Buffer.concat(parts).toString('utf8')));
}

/** `?input=` of a question asked by GET; none means the empty input. */
export const inputOf = (request: Request): unknown => toJson(new URL(request.url).searchParams.get('input') ?? '{}');
