/**
 * Names a person types: their rules, checked the same way by the form and by the engine.
 * Source: fact sheet "mirror engine" 8.1 and 13; "portal screens" 2.2.
 */
import type { Outcome } from './errors.ts';
import { accepted, refused } from './outcome.ts';

export const MIRROR_NAME_LENGTH_MAX = 15;
export const MEMBER_NAME_LENGTH_MAX = 32;
export const MIRROR_DATABASE_NAME_LENGTH_MAX = 62;

/** 1–15 letters and digits; the value is upper-cased. Errors #2110, #2012. */
export function parseMirrorName(text: string, field = 'mirrorName'): Outcome<string> {
  const name = text.trim().toUpperCase();
  if (!/^[A-Z0-9]+$/.test(name)) return refused('2110', [text.trim()], field);
  if (name.length > MIRROR_NAME_LENGTH_MAX) return refused('2012', [String(MIRROR_NAME_LENGTH_MAX)], field);
  return accepted(name);
}

/** At most 32 characters, upper-cased. `/` is allowed because the product's own default name holds one. Errors #2038, #2039. */
export function parseMemberName(text: string, field = 'memberName'): Outcome<string> {
  const name = text.trim().toUpperCase();
  if (name === '' || /[\s:[\]#;*=^~,"]/.test(name) || name.includes('//')) return refused('2038', [], field);
  if (name.length > MEMBER_NAME_LENGTH_MAX) return refused('2039', [String(MEMBER_NAME_LENGTH_MAX)], field);
  return accepted(name);
}

/** Letter or underscore, then letters, digits, `_`, `-`; 1–62 characters; upper-cased. Errors #2058, #2059, #2167. */
export function parseMirrorDatabaseName(text: string, field = 'mirrorDatabaseName'): Outcome<string> {
  const name = text.trim().toUpperCase();
  if (name === '') return refused('2058', [], field);
  if (name.length > MIRROR_DATABASE_NAME_LENGTH_MAX) return refused('2059', [String(MIRROR_DATABASE_NAME_LENGTH_MAX)], field);
  if (!/^[A-Z_][A-Z0-9_-]*$/.test(name)) return refused('2167', [], field);
  return accepted(name);
}

/** Four numbers 0–255 with dots. */
export const isIpv4 = (text: string) =>
  /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.test(text) && text.split('.').every((part) => Number(part) <= 255);

/** An address or name by which every host means itself, so that nobody else can be found there. */
export const leadsToItself = (address: string) =>
  /^(127\..*|0\.0\.0\.0|localhost\.?|::1?|::ffff:127\..*)$/i.test(address.trim().replace(/^\[(.*)\]$/, '$1'));

/** True when both addresses fall into the same network of `prefixLength` bits (0–32). */
export function isSameSubnet(one: string, other: string, prefixLength: number): boolean {
  const bits = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - prefixLength);
  return Math.floor(bits(one) / size) === Math.floor(bits(other) / size);
}

export const NAMESPACE_LENGTH_MAX = 64;

/** A letter or %, then letters, digits, `_`, `-`; at most 64 characters; upper-cased. Refuses with P301. */
export function parseNamespaceName(text: string, field = 'name'): Outcome<string> {
  const name = text.trim().toUpperCase();
  return /^[A-Z%][A-Z0-9_-]*$/.test(name) && name.length <= NAMESPACE_LENGTH_MAX ? accepted(name) : refused('P301', [text.trim()], field);
}

/** A name of letters, digits and dots, or the beginning of one followed by `*`; without `^`. Refuses with P303. */
export function parseMappingPattern(text: string, field = 'pattern'): Outcome<string> {
  const pattern = text.trim().replace(/^\^/, '');
  return /^[\p{L}%][\p{L}\d.%_-]*\*?$/u.test(pattern) ? accepted(pattern) : refused('P303', [text.trim()], field);
}
