/** A refusal in the words of one language: the catalogue's sentence with what is inserted. */
import type { Refusal } from './errors.ts';
import type { RefusalWords } from './refusal-words.ts';

/** Characters of one insertion: a long path, and not the megabyte that somebody has typed as a name. */
const INSERTED_MAX = 1000;

export function refusalTextsOf({ error, texts, positions, insertions }: RefusalWords) {
  const patterns = Object.entries(insertions)
    .filter(([english]) => english.includes('%'))
    .map(([english, text]) => ({
      pattern: new RegExp(`^${english.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%\d/g, '(.+)')}$`),
      text,
    }));

  /** Words of one insertion. What is not listed, such as what an operating system said, is shown as it came. */
  function insertionText(english: string): string {
    const whole = insertions[english];
    if (whole !== undefined) return whole;
    for (const { pattern, text } of patterns) {
      const found = pattern.exec(english);
      if (found) return text.replace(/%(\d)/g, (_, digit) => insertionText(found[Number(digit)] ?? ''));
    }
    return english;
  }

  /** Words among the insertions are translated, names are not. */
  function insert(sentence: string, { code, args }: Refusal): string {
    return sentence.replace(/%(\d)/g, (_, digit) => {
      const at = Number(digit) - 1;
      const inserted = args[at] ?? '';
      const text = positions[code]?.includes(at) ? insertionText(inserted) : inserted;
      return text.length > INSERTED_MAX ? `${text.slice(0, INSERTED_MAX)}…` : text;
    });
  }

  /** The sentence without its number: of a warning, or of something to agree to, where nothing was refused. */
  const sentenceText = (refusal: Refusal): string => insert(texts[refusal.code][0], refusal);

  return {
    insertionText,
    sentenceText,
    /** As the product prints it: `ERROR #2118: …` / `错误 #2118: …`; run-time errors carry their own brackets. */
    refusalText: (refusal: Refusal): string =>
      refusal.code.startsWith('<') ? sentenceText(refusal) : `${error} #${refusal.code}: ${sentenceText(refusal)}`,
    /** What the person can do about it: one sentence. */
    wayOutText: (refusal: Refusal): string => insert(texts[refusal.code][1], refusal),
  };
}

export type RefusalTexts = ReturnType<typeof refusalTextsOf>;
