// The usual series of nodes, pods, volumes and services, for worlds written by hand:
//
//   const { node, pod } = objects('2026-03-02T12:00:00Z', 60);
//   const series = { ...node('n1', { cores: 2, gib: 8 }), ...pod('shop/web', { node: 'n1', app: { cores: [0.5, 0.25] } }) };
//
// Names and labels are those of kube-state-metrics 2, cAdvisor, the kubelet, dcgm-exporter and OpenCost's exporter.
// Times are minutes after `begin`; `life` is [from, to], by default the whole of [0, minutes].

/** @typedef {import('./tiny_world.mjs').Step} Step */
/** @typedef {Record<string, readonly Step[]>} SeriesByText */
/** @typedef {readonly [from: number, to: number]} Life */

const GiB = 2 ** 30;
// As kube-state-metrics says that a pod has no owner.
const NOBODY = /** @type {[kind: string, name: string]} */ (['<none>', '<none>']);

/** @param {string} name @param {Record<string, string>} labels empty ones are left out @returns {string} */
export function text(name, labels) {
  const pairs = Object.entries(labels).filter(([, value]) => value !== '');
  return `${name}{${pairs.map(([key, value]) => `${key}="${value}"`).join(',')}}`;
}

/** @param {Record<string, string>} labels of Kubernetes @param {string} prefix */
function spelled(labels, prefix) {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [prefix + key.replaceAll(/\W/g, '_'), value]));
}

/** The same series with more labels, such as those of a cluster. @param {SeriesByText} series
 * @param {Record<string, string>} more @returns {SeriesByText} */
export function labelled(series, more) {
  return Object.fromEntries(
    Object.entries(series).map(([key, steps]) => {
      const [, name, inside = ''] = /^([^{]+)(?:\{(.*)\})?$/s.exec(key) ?? [];
      const added = text(name, more);
      return [inside === '' ? added : `${added.slice(0, -1)},${inside}}`, steps];
    }),
  );
}

/** The same value for the whole life. @param {Life} life @param {number} value @returns {Step[]} */
const constant = ([from, to], value) => [[from, to, value]];

/**
 * @typedef {object} ContainerSketch [request, usage]; null where there is none. Usage may be a list of steps.
 * @property {[number | null, number | readonly Step[] | null]} [cores]
 * @property {[number | null, number | readonly Step[] | null]} [gib]
 * @property {Record<string, number>} [gpus] units by resource as kube-state-metrics spells it: `nvidia_com_gpu`
 * @property {boolean} [init] an init container; 'sidecar' for one that is restarted and stays
 */

/** @param {string} begin ISO 8601 @param {number} minutes */
export function objects(begin, minutes) {
  const whole = /** @type {Life} */ ([0, minutes]);
  const epoch = (minute) => Date.parse(begin) / 1000 + minute * 60;

  /** @param {string} name
   * @param {{cores: number, gib: number, gpus?: Record<string, number>, life?: Life, created?: number,
   *   labels?: Record<string, string>, providerId?: string, price?: {cpu?: number, ram?: number, gpu?: number}}} given
   * @returns {SeriesByText} */
  function node(name, { cores, gib, gpus = {}, life = whole, created = -1440, labels = {}, providerId, price = {} }) {
    const capacity = [
      ['cpu', 'core', cores],
      ['memory', 'byte', gib * GiB],
      ...Object.entries(gpus).map(([resource, units]) => [resource, 'integer', units]),
    ];
    const provider_id = providerId ?? `aws:///eu-central-1a/i-${name}`;
    return {
      [text('kube_node_info', { node: name, provider_id })]: constant(life, 1),
      [text('kube_node_created', { node: name })]: constant(life, epoch(created)),
      [text('kube_node_labels', { node: name, ...spelled(labels, 'label_') })]: constant(life, 1),
      ...Object.fromEntries(
        ['capacity', 'allocatable'].flatMap((kind) =>
          capacity.map(([resource, unit, value]) => [
            text(`kube_node_status_${kind}`, { node: name, resource, unit }),
            constant(life, value),
          ]),
        ),
      ),
      ...Object.fromEntries(
        Object.entries(price).map(([resource, value]) => [
          text(`node_${resource}_hourly_cost`, { node: name, instance: name, provider_id }),
          constant(life, value),
        ]),
      ),
    };
  }

  /** @param {Record<string, string>} key namespace, pod and uid @param {string} name @param {ContainerSketch} sketch
   * @param {string} host @param {Life} life @param {Life} listed @returns {SeriesByText} */
  function container(key, name, { cores = [null, null], gib = [null, null], gpus = {}, init }, host, life, listed) {
    const kind = init === undefined ? 'kube_pod_container' : 'kube_pod_init_container';
    const requests = [
      ['cpu', 'core', cores[0]],
      ['memory', 'byte', gib[0] === null ? null : gib[0] * GiB],
      ...Object.entries(gpus).map(([resource, units]) => [resource, 'integer', units]),
    ].filter(([, , value]) => value !== null);
    const { namespace, pod: podName, uid } = key;
    const cgroup = { namespace, pod: podName, container: name, id: `/kubepods.slice/pod${uid}/${name}` };
    const counted = typeof cores[1] === 'number' ? [[...life, { rate: cores[1] }]] : cores[1];
    const measured = typeof gib[1] === 'number' ? constant(life, gib[1] * GiB) : gib[1];
    return {
      [text(`${kind}_info`, { ...key, container: name, restart_policy: init === 'sidecar' ? 'Always' : '' })]: constant(
        listed,
        1,
      ),
      ...Object.fromEntries(
        requests.map(([resource, unit, value]) => [
          text(`${kind}_resource_requests`, { ...key, container: name, node: host, resource, unit }),
          constant(listed, value),
        ]),
      ),
      ...(counted === null
        ? {}
        : { [text('container_cpu_usage_seconds_total', { ...cgroup, cpu: 'total', node: host })]: counted }),
      ...(measured === null
        ? {}
        : { [text('container_memory_working_set_bytes', { ...cgroup, node: host })]: measured }),
    };
  }

  /** A pod that runs during `life`. With `finished` it succeeds at its end and its object stays until the window ends;
   * else the object goes with it. `claims` are the names of the claims it mounts.
   * @param {string} path namespace/name
   * @param {{node: string, life?: Life, uid?: string, finished?: boolean, labels?: Record<string, string>,
   *   owner?: [kind: string, name: string], claims?: readonly string[]} & Record<string, ContainerSketch>} given
   * @returns {SeriesByText} */
  function pod(
    path,
    { node: host, life = whole, uid, finished, labels = {}, owner = NOBODY, claims = [], ...containers },
  ) {
    const [namespace, name] = path.split('/');
    const key = { namespace, pod: name, uid: uid ?? `uid-${name}` };
    const listed = /** @type {Life} */ (finished ? [life[0], minutes] : life);
    const phase = (word, from, to) =>
      from < to ? { [text('kube_pod_status_phase', { ...key, phase: word })]: [[from, to, 1]] } : {};
    return {
      [text('kube_pod_info', {
        ...key,
        node: host,
        host_network: 'false',
        created_by_kind: owner[0],
        created_by_name: owner[1],
      })]: constant(listed, 1),
      [text('kube_pod_labels', { ...key, ...spelled(labels, 'label_') })]: constant(listed, 1),
      [text('kube_pod_start_time', key)]: constant(listed, epoch(life[0])),
      [text('kube_pod_owner', { ...key, owner_kind: owner[0], owner_name: owner[1] })]: constant(listed, 1),
      ...phase('Running', ...life),
      ...(finished
        ? {
            ...phase('Succeeded', life[1], minutes),
            [text('kube_pod_completion_time', key)]: [[Math.ceil(life[1]), minutes, epoch(life[1])]],
          }
        : {}),
      ...Object.fromEntries(
        claims.map((claim) => [
          text('kube_pod_spec_volumes_persistentvolumeclaims_info', {
            ...key,
            volume: claim,
            persistentvolumeclaim: claim,
          }),
          constant(listed, 1),
        ]),
      ),
      ...Object.assign(
        {},
        ...Object.entries(containers).map(([each, sketch]) => container(key, each, sketch, host, life, listed)),
      ),
    };
  }

  /** A volume, bound to a claim during `bound` where `claim` is given. `price` is per GiB and hour, as exported.
   * @param {string} name
   * @param {{gib: number, claim?: string, life?: Life, bound?: Life, storageClass?: string, price?: number,
   *   driver?: string}} given `claim` is namespace/name
   * @returns {SeriesByText} */
  function volume(
    name,
    { gib, claim, life = whole, bound = life, storageClass = 'gp3', price, driver = 'ebs.csi.aws.com' },
  ) {
    const key = { persistentvolume: name };
    const [namespace, persistentvolumeclaim] = claim?.split('/') ?? [];
    const bytes = constant(life, gib * GiB);
    const claimed =
      claim === undefined
        ? {}
        : {
            [text('kube_persistentvolume_claim_ref', {
              ...key,
              claim_namespace: namespace,
              name: persistentvolumeclaim,
            })]: constant(life, 1),
            [text('kube_persistentvolumeclaim_info', {
              namespace,
              persistentvolumeclaim,
              storageclass: storageClass,
              volumename: name,
            })]: constant(bound, 1),
            [text('kube_persistentvolumeclaim_resource_requests_storage_bytes', { namespace, persistentvolumeclaim })]:
              constant(bound, gib * GiB),
          };
    return {
      [text('kube_persistentvolume_capacity_bytes', key)]: bytes,
      [text('kube_persistentvolume_info', { ...key, storageclass: storageClass, csi_driver: driver })]: constant(
        life,
        1,
      ),
      [text('kube_persistentvolume_status_phase', { ...key, phase: 'Bound' })]:
        claim === undefined ? constant(life, 0) : constant(bound, 1),
      [text('kube_persistentvolume_status_phase', { ...key, phase: 'Available' })]: constant(
        life,
        Number(claim === undefined),
      ),
      ...claimed,
      ...(price === undefined
        ? {}
        : { [text('pv_hourly_cost', { ...key, volumename: name, provider_id: name })]: constant(life, price) }),
    };
  }

  /** A Service of type LoadBalancer whose ingress exists during `life`. `price` is per hour, as exported; `selector`
   * needs OpenCost's exporter too.
   * @param {string} path namespace/name
   * @param {{life?: Life, price?: number, selector?: Record<string, string>, ip?: string}} given
   * @returns {SeriesByText} */
  function balancer(path, { life = whole, price, selector, ip = '203.0.113.7' }) {
    const [namespace, service] = path.split('/');
    const key = { namespace, service, uid: `uid-${service}` };
    return {
      [text('kube_service_info', { ...key, cluster_ip: '10.96.0.7' })]: constant(life, 1),
      [text('kube_service_spec_type', { ...key, type: 'LoadBalancer' })]: constant(life, 1),
      [text('kube_service_status_load_balancer_ingress', { ...key, ip })]: constant(life, 1),
      ...(price === undefined
        ? {}
        : {
            [text('kubecost_load_balancer_cost', { namespace, service_name: service, ingress_ip: ip })]: constant(
              life,
              price,
            ),
          }),
      ...(selector === undefined
        ? {}
        : {
            [text('service_selector_labels', { namespace, service, ...spelled(selector, 'label_') })]: constant(
              life,
              1,
            ),
          }),
    };
  }

  /** Bytes that a pod sends during `life`, in GiB by class, as the network-costs DaemonSet counts them.
   * @param {string} path namespace/name @param {{zone?: number, region?: number, internet?: number}} gib
   * @param {Life} [life] @returns {SeriesByText} */
  function egress(path, { zone = 0, region = 0, internet = 0 }, life = whole) {
    const [namespace, pod_name] = path.split('/');
    const classes = [
      [zone, { internet: 'false', same_region: 'true', same_zone: 'false' }],
      [region, { internet: 'false', same_region: 'false', same_zone: 'false' }],
      [internet, { internet: 'true', same_region: 'false', same_zone: 'false' }],
    ];
    const seconds = (life[1] - life[0]) * 60;
    return Object.fromEntries(
      classes.map(([total, labels]) => [
        text('kubecost_pod_network_egress_bytes_total', { namespace, pod_name, ...labels }),
        [[...life, { rate: (total * GiB) / seconds }]],
      ]),
    );
  }

  /** $/GiB by class, as OpenCost exports them. @param {{zone: number, region: number, internet: number}} prices
   * @returns {SeriesByText} */
  function egressPrices(prices) {
    return Object.fromEntries(
      Object.entries(prices).map(([kind, value]) => [`kubecost_network_${kind}_egress_cost`, constant(whole, value)]),
    );
  }

  return { node, pod, volume, balancer, egress, egressPrices, epoch };
}
