// Names that the engine makes of words: where prices are from, units, what a derivation is of. In English they are shown
// as they come; in Chinese phrase by phrase. Names of files, types and objects within them stay.
import type { Language } from '@prorata/ui';

const chinese: readonly (readonly [RegExp, string])[] = [
  [/^exported metrics of the whole node/, '导出的整节点指标'],
  [/^exported metrics and /, '导出的指标与'],
  [/^exported metrics\b/, '导出的指标'],
  [/built-in default rates \(indicative\)/g, '内置默认费率（参考）'],
  [/^built-in prices/, '内置价格'],
  [/ \((defaults|instances|nodes|gpus|volumes|loadBalancers|services|management|lines)([^)]*)\)/g, '（$1$2）'],
  [/ of (\d{4}-\d\d-\d\d)/g, '，$1'],
  [/^object storage \((.*)\)$/, '对象存储（$1）'],
  [/^the disk of its node/, '所在节点的磁盘'],
  [/, of virtual nodes\b/g, '，虚拟节点'],
  [/, of another region\b/g, '，其他地域'],
  [/, less the discount of spot nodes\b/g, '，减去竞价实例折扣'],
  [/, less discounts\b/g, '，减去折扣'],
  [/, committed /g, '，承诺价 '],
  [/, what if$/, '，假设'],
  [/, what if, /, '，假设，'],
  [/, split by shares\b/g, '，按份额拆分'],
  [/, split by ratio\b/g, '，按比例拆分'],
  [/, split by what CPU and memory leave\b/g, '，按 CPU 与内存之外的剩余拆分'],
  [/, all on GPUs\b/g, '，全部计入 GPU'],
  [/, GPUs /g, '，GPU：'],
  [/, by the volume\b/g, '，按存储卷'],
  [/, indicative\b/g, '，参考'],
  [/, times (\S+) for the bill/g, '，按账单乘以 $1'],
  [/^volume /, '存储卷 '],
  [/^load balancer (.*), processed$/, '负载均衡器 $1，处理流量'],
  [/^load balancer /, '负载均衡器 '],
  [/^traffic, cross-zone$/, '流量，跨可用区'],
  [/^traffic, cross-region$/, '流量，跨地域'],
  [/^traffic, internet$/, '流量，公网'],
  [/^cluster management\b/, '集群管理费'],
  [/^network bill$/, '网络账单'],
];

const exact: Readonly<Record<string, string>> = {
  hour: '小时',
  month: '月',
  core: '核',
  node: '节点',
  gpu: 'GPU',
  network: '网络',
  bill: '账单',
  zone: '跨可用区',
  region: '跨地域',
  internet: '公网',
};

/** text: as the engine has it. */
export function term(text: string, language: Language): string {
  if (language !== 'zh-CN') return text;
  const [, thing, time] = /^(core|GiB|GPU|gpu|node)-(hour|month)$/.exec(text) ?? [];
  if (thing && time) return `${exact[thing] ?? thing}·${exact[time] ?? time}`;
  const word = Object.hasOwn(exact, text) ? exact[text] : undefined;
  return word ?? chinese.reduce((all, [phrase, words]) => all.replace(phrase, words), text);
}
