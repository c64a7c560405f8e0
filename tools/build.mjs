// `npm run build`: the WebAssembly engine, its npm package and the page.
import { buildAll } from './lib/builds.mjs';

try {
  await buildAll();
} catch (problem) {
  console.error(`build: ${problem.message}`);
  process.exitCode = 1;
}
