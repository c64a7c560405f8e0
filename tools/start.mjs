// `npm start`: sets the machine up, builds the engine and the page, and serves it on loopback until Ctrl-C.
//   npm start -- --metrics http://127.0.0.1:9090    opens with this source
//   npm start -- --port 8100                        another port (0: any free one)
import path from 'node:path';
import { parseArgs } from 'node:util';

import { buildAll } from './lib/builds.mjs';
import { must, root } from './lib/shell.mjs';
import { serveFolder } from './lib/static-server.mjs';

const kDefaultPort = 8080;
const kTries = 20;

/** Takes the port asked for; where that is busy and nobody asked for it, the next free one. */
async function serve(folder, asked) {
  const first = asked ?? kDefaultPort;
  for (let port = first; ; port += 1) {
    try {
      return await serveFolder(folder, { port });
    } catch (problem) {
      if (problem.code !== 'EADDRINUSE') throw problem;
      if (asked !== undefined)
        throw new Error(`port ${asked} is in use: choose another with --port`, { cause: problem });
      if (port === first + kTries) throw new Error('no free port: choose one with --port', { cause: problem });
    }
  }
}

function readArguments() {
  const { values } = parseArgs({ options: { metrics: { type: 'string' }, port: { type: 'string' } } });
  if (values.port !== undefined && !/^\d{1,5}$/.test(values.port))
    throw new Error(`--port ${values.port}: not a port number`);
  return { metrics: values.metrics, port: values.port === undefined ? undefined : Number(values.port) };
}

try {
  const { metrics, port } = readArguments();
  await must('bash', ['tools/setup.sh']);
  await buildAll();
  const server = await serve(path.join(root, 'web/app/dist'), port);
  const query = metrics === undefined ? '' : `?metrics=${encodeURIComponent(metrics)}`;
  console.log(`\nprorata is at ${server.url}${query}\nStop it with Ctrl-C.`);
} catch (problem) {
  console.error(`start: ${problem.message}`);
  process.exitCode = 1;
}
