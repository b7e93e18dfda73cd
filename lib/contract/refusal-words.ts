/** Of the catalogue of both languages, what one of them says: all that a browser needs. */
import { type ErrorCode, errorCatalogue, type Locale } from './errors.ts';
import { insertionsZh, wordPositions } from './insertions.ts';

export interface RefusalWords {
  /** Before the number. */
  readonly error: string;
  readonly texts: Readonly<Record<ErrorCode, readonly [sentence: string, wayOut: string]>>;
  /** Which insertions are words of the engine, and what these are in this language. Without any they are shown as they came. */
  readonly positions: Partial<Record<ErrorCode, readonly number[]>>;
  readonly insertions: Readonly<Record<string, string>>;
}

export function refusalWordsOf(locale: Locale): RefusalWords {
  const texts = Object.fromEntries(
    Object.entries(errorCatalogue).map(([code, entry]) => [code, [entry[locale], entry.wayOut[locale]]]),
  ) as unknown as RefusalWords['texts'];
  return locale === 'en'
    ? { error: 'ERROR', texts, positions: {}, insertions: {} }
    : { error: '错误', texts, positions: wordPositions, insertions: insertionsZh };
}
