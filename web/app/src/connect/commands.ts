// Commands and flags that the page offers to copy.

export const portForward = 'kubectl -n monitoring port-forward svc/prometheus 9090';

export const installInventory =
  'helm install kube-state-metrics kube-state-metrics --repo https://prometheus-community.github.io/helm-charts';

/** Allows this page only; a page from a file has no origin that could be named. */
export function corsFlag(): string {
  const { origin } = location;
  const pattern = origin === 'null' || origin.startsWith('file:') ? '.*' : origin.replace(/[.]/g, '\\.');
  return `--web.cors.origin='${pattern}'`;
}
