/**
 * Text of a picture, which has no line breaks and no scroll bar: how wide it is at most, and what of it fits. An estimate without a
 * browser, so that a layout can be tested; on the wide side for every font of the page.
 */

/** In parts of the font's size. */
const WIDTHS: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[⺀-￯]/, 1],
  [/[MWmw@%]/, 0.98],
  [/[A-Z#&=×≠•]/, 0.76],
  [/[iljtfI1.,:;'|!()[\]/ ·]/, 0.42],
  [/[0-9]/, 0.64],
];
const OTHERS = 0.64;
const BOLD = 1.08;

export function widthOf(text: string, { size, bold = false }: { readonly size: number; readonly bold?: boolean }): number {
  let width = 0;
  for (const letter of text) width += WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? OTHERS;
  return width * size * (bold ? BOLD : 1);
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
