// A lock file is fit for other platforms only if every optional platform package it names is in it.
import fs from 'node:fs';
const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
let bad = 0;
const names = new Set(Object.keys(packages).map((k) => k.slice(k.lastIndexOf('node_modules/') + 13)));
for (const [k, p] of Object.entries(packages)) {
  const miss = Object.keys(p.optionalDependencies ?? {}).filter((n) => !names.has(n));
  if (miss.length) {
    bad += miss.length;
    console.log(`${k.slice(13)}@${p.version} lacks: ${miss.join(', ')}`);
  }
  if (p.resolved) {
    bad++;
    console.log(`${k} records a download address`);
  }
  if (k && !p.integrity && !p.link && !p.inBundle) {
    bad++;
    console.log(`${k} has no integrity`);
  }
}
console.log(bad ? `${bad} problem(s)` : 'lock file is complete');
process.exit(bad ? 1 : 0);
