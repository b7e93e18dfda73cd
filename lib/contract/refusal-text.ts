/** A refusal in words, in either language: the catalogue's sentence with what is inserted. */
import { errorCatalogue, type Locale, type Refusal } from './errors.ts';
import { insertionText, wordPositions } from './insertions.ts';

/** Characters of one insertion: a long path, and not the megabyte that somebody has typed as a name. */
const INSERTED_MAX = 1000;

/** Words among the insertions are translated, names are not. */
function insert(sentence: string, { code, args }: Refusal, locale: Locale): string {
  const words = wordPositions[code];
  return sentence.replace(/%(\d)/g, (_, digit) => {
    const at = Number(digit) - 1;
    const inserted = args[at] ?? '';
    const text = words?.includes(at) ? insertionText(inserted, locale) : inserted;
    return text.length > INSERTED_MAX ? `${text.slice(0, INSERTED_MAX)}…` : text;
  });
}

/** The sentence as the product prints it: `ERROR #2118: …` / `错误 #2118: …`; run-time errors carry their own brackets. */
export function refusalText(refusal: Refusal, locale: Locale): string {
  const text = insert(errorCatalogue[refusal.code][locale], refusal, locale);
  if (refusal.code.startsWith('<')) return text;
  return locale === 'en' ? `ERROR #${refusal.code}: ${text}` : `错误 #${refusal.code}: ${text}`;
}

/** The sentence without its number: of a warning, or of something to agree to, where nothing was refused. */
export const sentenceText = (refusal: Refusal, locale: Locale) => insert(errorCatalogue[refusal.code][locale], refusal, locale);

/** What the person can do about it: one sentence. */
export function wayOutText(refusal: Refusal, locale: Locale): string {
  return insert(errorCatalogue[refusal.code].wayOut[locale], refusal, locale);
}
