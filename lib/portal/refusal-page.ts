import { type Locale, type Refusal, refusalText, wayOutText } from '../contract/errors.ts';

const LANGUAGES = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Locale, string>;
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * What a browser sees instead of a page when it is refused: plain, in both languages, as nobody has chosen one yet.
 * `here`: the address to try again with. A link of another site brings no cookie; a click on this one does.
 */
export function refusalPage(refusal: Refusal, here: string | null): string {
  const said = (Object.keys(LANGUAGES) as Locale[]).map((locale) => {
    const text = `<h1>${escaped(refusalText(refusal, locale))}</h1><p>${escaped(wayOutText(refusal, locale))}</p>`;
    return `<section lang="${LANGUAGES[locale]}">${text}</section>`;
  });
  const again = here === null ? '' : `<p><a href="${escaped(here)}">${escaped(here)}</a></p>`;
  const style = 'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color-scheme:light dark}h1{font-size:1.1rem}a{overflow-wrap:anywhere}';
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mirror Portal</title><style>${style}</style><main>${said.join('')}${again}</main></html>`;
}
