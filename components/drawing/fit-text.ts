import { letterWidths } from './letter-widths.ts';

/**
 * Text of a picture, which has no line breaks and no scroll bar: how wide it is at most, and what of it fits. Without a browser, so that a
 * layout can be tested, and the same where it is drawn first.
 */
const FIRST = 0x20;
/** Between the table and what Chinese pages write in a font of the system: accents, and signs as × and ·. */
const LATIN_END = 0x250;
const ACCENTED = 80;
/** The letters of a picture are full of it. */
const DOTS: Readonly<Record<string, number>> = { '·': 34 };
const FULL = 100;

export function widthOf(text: string, { size, bold = false }: { readonly size: number; readonly bold?: boolean }): number {
  const widths = letterWidths[bold ? 'bold' : 'regular'];
  let hundredths = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? FIRST;
    hundredths += widths[code - FIRST] ?? DOTS[letter] ?? (code < LATIN_END ? ACCENTED : FULL);
  }
  return (hundredths * size) / 100;
}

/** As much as fits, with the middle left out: the ends of names tell them apart. */
export function fitText(text: string, widthMax: number, font: { readonly size: number; readonly bold?: boolean }): string {
  if (widthOf(text, font) <= widthMax) return text;
  const letters = [...text];
  for (let kept = letters.length - 1; kept > 0; kept--) {
    const head = Math.ceil(kept / 2);
    const fitted = `${letters.slice(0, head).join('')}…${letters.slice(letters.length - (kept - head)).join('')}`;
    if (widthOf(fitted, font) <= widthMax) return fitted;
  }
  return '…';
}
