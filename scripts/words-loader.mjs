// Loader of Turbopack for the words of the portal (`*.en.ts`, `*.zh.ts`): instead of the file comes what its exports are once it has run.
// So a browser is given neither the catalogue of errors in both languages nor what puts it together. Sentences with something to insert are
// taken apart here, by the reader of ICU messages that a browser then needs not.
import { build } from 'esbuild';
import compile from 'icu-minify/compile';

/** Sentences as `use-intl/format-message/format-only` takes them. */
const apart = (words) =>
  typeof words === 'string' ? compile(words) : Object.fromEntries(Object.entries(words).map(([name, word]) => [name, apart(word)]));

export default async function wordsLoader() {
  const { outputFiles, metafile } = await build({
    entryPoints: [this.resourcePath],
    absWorkingDir: this.rootContext,
    alias: { '@': this.rootContext },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'node',
  });
  for (const file of Object.keys(metafile.inputs)) this.addDependency(`${this.rootContext}/${file}`);
  const exported = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  // `%1` of a refusal is none of an ICU message.
  const isOfRefusals = /\/refusals\.(en|zh)\.ts$/.test(this.resourcePath);
  return Object.entries(exported)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(isOfRefusals ? value : apart(value))};`)
    .join('\n');
}
