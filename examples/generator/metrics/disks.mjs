// World -> the nodes' own disks as node-exporter shows them, among file systems that are none.

import { scrapeClock } from '../scrape.mjs';
import { targetOffset, uptimes } from '../world.mjs';
import { seriesOf } from './family.mjs';

/** @typedef {import('../world.mjs').World} World */
/** @typedef {import('../world.mjs').Node} Node */
/** @typedef {import('./family.mjs').Family} Family */

const FREE = 0.7;

/** @param {Node} node */
function fileSystems({ disk, memory }) {
  return [
    { labels: { device: '/dev/nvme0n1p1', fstype: 'xfs', mountpoint: '/' }, size: disk },
    { labels: { device: '/dev/nvme0n1p128', fstype: 'vfat', mountpoint: '/boot/efi' }, size: 10463232 },
    { labels: { device: 'tmpfs', fstype: 'tmpfs', mountpoint: '/run' }, size: Math.floor(memory / 2) },
  ];
}

/** @param {World} world @param {Node} node */
function target(world, node) {
  const exporter = world.pods.find((pod) => pod.node === node.name && pod.owner?.name === 'node-exporter');
  return {
    clock: scrapeClock(world, {
      offset: targetOffset(`node-exporter ${node.name}`, world),
      from: node.start,
      to: node.end ?? world.end,
    }),
    labels: {
      container: 'node-exporter',
      endpoint: 'http-metrics',
      instance: `${node.internalIp}:9100`,
      job: 'node-exporter',
      namespace: 'monitoring',
      pod: exporter?.name ?? '',
      service: 'kube-prometheus-stack-prometheus-node-exporter',
    },
  };
}

/** @param {World} world @returns {Family[]} */
export function diskMetrics(world) {
  if (!world.disks) return [];
  const machines = world.nodes
    .filter(({ virtual }) => !virtual)
    .map((node) => ({ node, lives: uptimes(world, node), ...target(world, node) }));
  const family = (name, help, rows) => ({
    name,
    type: /** @type {const} */ ('gauge'),
    help,
    series: machines.flatMap(({ node, lives, clock, labels }) =>
      rows(node).flatMap((row) => lives.map((life) => seriesOf({ ...labels, ...row.labels }, clock, life, row.value))),
    ),
  });
  const each = (value) => (node) => fileSystems(node).map(({ labels, size }) => ({ labels, value: value(size) }));
  return [
    family(
      'node_filesystem_size_bytes',
      'Filesystem size in bytes.',
      each((size) => size),
    ),
    family(
      'node_filesystem_avail_bytes',
      'Filesystem space available to non-root users in bytes.',
      each((size) => Math.floor(size * FREE)),
    ),
    family('node_uname_info', 'Labeled system information as provided by the uname system call.', ({ name }) => [
      {
        labels: { nodename: name, sysname: 'Linux', machine: 'x86_64', release: '6.1.128-136.201.amzn2023.x86_64' },
        value: 1,
      },
    ]),
  ];
}
