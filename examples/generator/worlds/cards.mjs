// NVIDIA cards: the labels that feature discovery gives their nodes, and how device plugins hand them out.

/** @typedef {import('../world.mjs').GpuOffer} GpuOffer */
/** @typedef {{labels: Record<string, string>, gpuOffers: GpuOffer[]}} Cards parts of a node */

/** @param {string} product @param {number} count @param {number} mib
 * @param {Record<string, string>} [more] without the prefix @returns {Record<string, string>} */
export function nvidiaLabels(product, count, mib, more = {}) {
  const labels = {
    'gpu.present': 'true',
    'gpu.product': product,
    'gpu.count': String(count),
    'gpu.memory': String(mib),
    'gpu.replicas': '1',
    'gpu.sharing-strategy': 'none',
    'mig.capable': 'false',
    ...more,
  };
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [`nvidia.com/${key}`, value]));
}

/** Each card is offered `replicas` times, under its own name: the product gets a suffix.
 * @param {string} product @param {number} count @param {number} mib @param {number} replicas
 * @param {'time-slicing' | 'mps'} [mode] @returns {Cards} */
export function timeSliced(product, count, mib, replicas, mode = 'time-slicing') {
  const sharing = { 'gpu.replicas': String(replicas), 'gpu.sharing-strategy': mode };
  return {
    labels: nvidiaLabels(`${product}-SHARED`, count, mib, sharing),
    gpuOffers: [{ resource: 'nvidia_com_gpu', mode, units: count * replicas, share: 1 / replicas }],
  };
}

/** The same renamed: then the product has no suffix.
 * @param {string} product @param {number} count @param {number} mib @param {number} replicas @returns {Cards} */
export function renamed(product, count, mib, replicas) {
  const sharing = { 'gpu.replicas': String(replicas), 'gpu.sharing-strategy': 'time-slicing' };
  return {
    labels: nvidiaLabels(product, count, mib, sharing),
    gpuOffers: [
      { resource: 'nvidia_com_gpu_shared', mode: 'time-slicing', units: count * replicas, share: 1 / replicas },
    ],
  };
}

/** An instance of a card: it takes the larger of its parts of the seven compute and the eight memory slices.
 * @param {string} resource @param {string} profile of an 80 GB card @param {number} units @returns {GpuOffer} */
function instances(resource, profile, units) {
  const [, compute, gigabytes] = /^(\d)g\.(\d+)gb$/.exec(profile);
  return { resource, mode: 'mig', profile, units, share: Math.max(compute / 7, gigabytes / 10 / 8) };
}

/** One card cut into instances of different sizes, each a resource of its own.
 * @param {string} product @param {number} mib @param {readonly string[]} profiles @returns {Cards} */
export function migMixed(product, mib, profiles) {
  const each = profiles.map((profile) => ({
    [`mig-${profile}.count`]: '1',
    [`mig-${profile}.product`]: `${product}-MIG-${profile}`,
    [`mig-${profile}.memory`]: String(Number(/\.(\d+)gb/.exec(profile)[1]) * 1000),
  }));
  const labels = Object.assign({ 'mig.capable': 'true', 'mig.strategy': 'mixed' }, ...each);
  return {
    labels: nvidiaLabels(product, 1, mib, labels),
    gpuOffers: profiles.map((profile) => instances(`nvidia_com_mig_${profile.replace('.', '_')}`, profile, 1)),
  };
}

/** One card cut into equal instances under the name of whole cards: the count is that of the instances.
 * @param {string} product @param {number} mib of an instance @param {string} profile @param {number} units @returns {Cards} */
export function migSingle(product, mib, profile, units) {
  const labels = { 'mig.capable': 'true', 'mig.strategy': 'single' };
  return {
    labels: nvidiaLabels(`${product}-MIG-${profile}`, units, mib, labels),
    gpuOffers: [instances('nvidia_com_gpu', profile, units)],
  };
}
