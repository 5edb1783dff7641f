// Makes dist, which the npm package is made of: what internal/web/dist holds,
// and the types. Run by `npm pack`.
import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
rmSync(here('dist'), { recursive: true, force: true });
cpSync(here('../internal/web/dist'), here('dist'), { recursive: true });
execFileSync(process.execPath, [
  here('node_modules/typescript/bin/tsc'), '-p', here('.'), '--noEmit', 'false', '--declaration', '--emitDeclarationOnly',
  '--outDir', here('dist/types'),
], { stdio: 'inherit' });
// Whoever resolves modules as node does wants names of files; the controls are
// in the bundle.
for (const name of readdirSync(here('dist/types'), { recursive: true })) {
  if (!name.endsWith('.d.ts')) continue;
  const text = readFileSync(here(`dist/types/${name}`), 'utf8');
  const named = text.replace(/(from |import\()'(\.{1,2}\/[\w/-]+)'/g, "$1'$2.js'").replace(/^import 'media-chrome.*\n/gm, '');
  writeFileSync(here(`dist/types/${name}`), named);
}
