// Puts the example cluster of this repository where docker-compose.yaml looks for a database of Prometheus.
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { makeCluster } from '../../tests/support/prometheus.mjs';

const target = fileURLToPath(new URL('../provisioning/prometheus-data', import.meta.url));
const { world, dataDir } = await makeCluster('demo');
rmSync(target, { recursive: true, force: true });
cpSync(dataDir, target, { recursive: true });
const [from, to] = [world.start, world.end].map((seconds) => new Date(seconds * 1000).toISOString());
console.log(`${target}: from ${from} to ${to}`);
