import type { Locale, Refusal } from '../contract/errors.ts';
import { refusalText, wayOutText } from '../contract/refusal-text.ts';

const LANGUAGES = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Locale, string>;
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * What a browser sees instead of a page when it is refused: plain, in both languages, as nobody has chosen one yet.
 * `again`: the address to try again with, by a click or by itself. A link of another site brings no cookie; this page's own step does.
 */
export function refusalPage(refusal: Refusal, again: { address: string; byItself: boolean } | null): string {
  const said = (Object.keys(LANGUAGES) as Locale[]).map((locale) => {
    const text = `<h1>${escaped(refusalText(refusal, locale))}</h1><p>${escaped(wayOutText(refusal, locale))}</p>`;
    return `<section lang="${LANGUAGES[locale]}">${text}</section>`;
  });
  const link = again && `<p><a href="${escaped(again.address)}">${escaped(again.address)}</a></p>`;
  const step = again?.byItself ? '<meta http-equiv="refresh" content="0">' : '';
  const style =
    ':root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}h1{font-size:1.1rem}a{overflow-wrap:anywhere}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">${step}<title>Mirror Portal</title><style>${style}</style><main>${said.join('')}${link ?? ''}</main></html>`;
}
