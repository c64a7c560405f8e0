// Short spellings for pods of worlds that are written pod by pod.

import { container, pod } from './build.mjs';

/** @typedef {import('../world.mjs').Pod} Pod */
/** @typedef {import('./build.mjs').ContainerSketch} ContainerSketch */
/** @typedef {{from?: number} & Partial<Pod>} Life */

/** The hashes of a Deployment's first and second ReplicaSet. */
export const FIRST = '6b8f5c9d74';
export const SECOND = '7c9d6f5b88';

/** @param {string} world seeds the identifiers @param {number} since when a pod started that does not say */
export function byHand(world, since) {
  /**
   * @param {string} path namespace/name
   * @param {string | null} on node
   * @param {Life} life
   * @param {ContainerSketch[]} containers
   */
  function runs(path, on, { from = since, ...life }, ...containers) {
    const [namespace, name] = path.split('/');
    return pod(world, { namespace, name, node: on, start: from, ...life, containers: containers.map(container) });
  }

  /** A pod of a Deployment. @param {string} path namespace/deployment @param {string} suffix @param {string | null} on
   * @param {{hash?: string, labels?: Record<string, string>} & Life} life @param {ContainerSketch[]} containers */
  function deployed(path, suffix, on, { hash = FIRST, labels = {}, ...life }, ...containers) {
    const [namespace, deployment] = path.split('/');
    return runs(
      `${namespace}/${deployment}-${hash}-${suffix}`,
      on,
      {
        owner: { kind: 'ReplicaSet', name: `${deployment}-${hash}` },
        controller: { kind: 'Deployment', name: deployment },
        labels: { app: deployment, 'pod-template-hash': hash, ...labels },
        ...life,
      },
      ...containers,
    );
  }

  /** @param {string} path namespace/name of the pod @param {string} owner @param {string} on
   * @param {Life} life @param {ContainerSketch[]} containers */
  function stateful(path, owner, on, life, ...containers) {
    return runs(
      path,
      on,
      { owner: { kind: 'StatefulSet', name: owner }, labels: { app: owner }, ...life },
      ...containers,
    );
  }

  /** @param {string} path namespace/job @param {string} on @param {Life} life @param {ContainerSketch[]} containers */
  function job(path, on, life, ...containers) {
    const name = path.split('/')[1];
    return runs(
      `${path}-x7k2p`,
      on,
      {
        owner: { kind: 'Job', name },
        labels: { app: name, 'job-name': name },
        result: 'Succeeded',
        ...life,
      },
      ...containers,
    );
  }

  /** A DaemonSet's pod on the host's network, as long as the node is there.
   * @param {import('../world.mjs').Node} host @param {string} path namespace/name @param {Omit<ContainerSketch, 'name'>} sketch */
  function daemon(host, path, sketch) {
    const name = path.split('/')[1];
    return runs(
      `${path}-${host.name.replaceAll('-', '')}`,
      host.name,
      {
        from: host.start,
        gone: host.end,
        owner: { kind: 'DaemonSet', name },
        labels: { app: name },
        hostNetwork: true,
      },
      { name, ...sketch },
    );
  }

  return { runs, deployed, stateful, job, daemon };
}
