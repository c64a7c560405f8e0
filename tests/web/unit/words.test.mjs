import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pageCode } from '../support/page-code.mjs';

const { en, fill, firstEnglish, laterEnglish, zhDiagnostics, pageChinese, term, translator, uiChinese } =
  await pageCode();
const pageEnglish = { ...firstEnglish, ...laterEnglish };
const placeholders = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const [name, english, chinese] of [
  ['shared parts', en, uiChinese],
  ['page', pageEnglish, pageChinese],
]) {
  test(`${name}: Chinese has every key and the same values`, () => {
    assert.deepEqual(Object.keys(chinese).sort(), Object.keys(english).sort());
    for (const key of Object.keys(english)) {
      assert.deepEqual(placeholders(chinese[key]), placeholders(english[key]), key);
      assert.notEqual(chinese[key].trim(), '', key);
    }
  });
  test(`${name}: no exclamation marks`, () => {
    for (const text of [...Object.values(english), ...Object.values(chinese)]) assert.doesNotMatch(text, /[!！]/);
  });
}

test('Chinese has no English words but names', () => {
  const names =
    /\b(prorata|Prometheus|Thanos|Mimir|VictoriaMetrics|Kubernetes|Kubelet|ReplicaSet|Job|PromQL|CPU|GPU|GB|GiB|Pod|CORS|VPN|HTTP|API|OPTIONS|Basic|Auth|Bearer|http|https|record|team|kube-state-metrics|cAdvisor|WebAssembly|Chrome|Edge|Firefox|Safari|ndjson|gz|UTC|n)\b/g;
  for (const [key, text] of Object.entries({ ...uiChinese, ...pageChinese })) {
    const rest = text
      .replace(/`[^`]*`/g, '')
      .replace(/\{\w+\}/g, '')
      .replace(names, '');
    assert.doesNotMatch(rest, /[A-Za-z]{2,}/, key);
  }
});

/** Files that the page starts with: what the first one imports, and what these import, but for types. */
function firstFiles() {
  const found = new Map();
  const waiting = [fileURLToPath(new URL('../../../web/app/src/main.tsx', import.meta.url))];
  while (waiting.length > 0) {
    const file = waiting.pop();
    if (found.has(file)) continue;
    const code = readFileSync(file, 'utf8');
    found.set(file, code);
    for (const [, isType, name] of code.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'(\.[^']+)'/gm)) {
      if (!isType) waiting.push(path.resolve(path.dirname(file), name));
    }
  }
  return found;
}

test('words of the first load are there with it, and no key is in both halves', () => {
  const files = firstFiles();
  assert.ok(files.size > 50, `${files.size} files`);
  assert.deepEqual(
    Object.keys(laterEnglish).filter((key) => Object.hasOwn(firstEnglish, key)),
    [],
  );
  for (const [file, code] of files) {
    if (file.includes('/words/')) continue;
    const made = [...code.matchAll(/`([\w.]+\.)\$\{[^`]*`/g)].map(([, stem]) => stem);
    for (const key of Object.keys(laterEnglish)) {
      const plain = key.replace(/\.(one|other)$/, '');
      assert.ok(!code.includes(`'${key}'`) && !code.includes(`plural('${plain}'`), `${path.basename(file)}: ${key}`);
      const isMade = made.some((stem) => key.startsWith(stem) && !key.slice(stem.length).includes('.'));
      assert.ok(!isMade, `${path.basename(file)} may use ${key}`);
    }
  }
});

test('diagnostics of the documentation are said in Chinese, and no others', () => {
  const text = readFileSync(new URL('../../../docs/diagnostics.md', import.meta.url), 'utf8');
  const documented = [...text.matchAll(/^### ([a-z-]+)$/gm)].map(([, id]) => id);
  assert.ok(documented.length > 20);
  for (const [id, [message]] of Object.entries(zhDiagnostics)) {
    assert.ok(documented.includes(id), `${id} is not documented`);
    assert.match(message, /[\u4e00-\u9fff].*。$/, id);
  }
  assert.deepEqual(
    documented.filter((id) => !Object.hasOwn(zhDiagnostics, id)),
    [],
  );
});

test('where prices are from, units and kinds of cost are said in Chinese, names in them stay', () => {
  for (const [text, want] of [
    ['exported metrics', '导出的指标'],
    ['exported metrics and built-in default rates (indicative), what if', '导出的指标与内置默认费率（参考），假设'],
    [
      'built-in prices (instances aws m6i.large) of 2026-03-01, indicative, less the discount of spot nodes',
      '内置价格（instances aws m6i.large） of 2026-03-01，参考，减去竞价实例折扣',
    ],
    ['prices.yaml:12, all on GPUs, GPUs prices.yaml:30', 'prices.yaml:12，全部计入 GPU，GPU：prices.yaml:30'],
    ['exported metrics, times 1.5 for the bill', '导出的指标，按账单乘以 1.5'],
    ['object storage (s3.csi.aws.com)', '对象存储（s3.csi.aws.com）'],
    ['traffic, cross-zone', '流量，跨可用区'],
    ['volume hour', '存储卷 hour'],
    ['node-hour', '节点·小时'],
    ['GiB', 'GiB'],
  ]) {
    assert.equal(term(text, 'zh-CN'), want.replace(' of 2026-03-01', '，2026-03-01'));
    assert.equal(term(text, 'en'), text);
  }
});

test('no phrase of the engine about a price is without Chinese words', () => {
  const phrases = ['rates', 'charge_rates'].flatMap((file) => {
    const code = readFileSync(new URL(`../../../engine/pricing/${file}.cpp`, import.meta.url), 'utf8');
    return [
      ...code.matchAll(/source (?:\+?=) (?:all \? )?"([^"]+)"/g),
      ...code.matchAll(/"(, (?:split|all on|of) [^"]+)"/g),
    ].map(([, phrase]) => phrase);
  });
  assert.ok(phrases.length > 10, phrases.join());
  for (const phrase of phrases) {
    const said = term(`x.yaml:1${phrase}`, 'zh-CN') + term(phrase, 'zh-CN');
    assert.match(said, /[\u4e00-\u9fff]|，GPU/, phrase);
  }
});

test('counts follow the language', () => {
  const english = translator(en, 'en');
  assert.equal(english.plural('all.namespace', 1), '1 namespace');
  assert.equal(english.plural('all.namespace', 1039), 'All 1,039 namespaces');
  assert.equal(translator(uiChinese, 'zh-CN').plural('all.namespace', 1), '全部 1 个命名空间');
});

test('values are text, whatever they hold', () => {
  assert.equal(fill('{a} {b}', { a: '{b}', b: '<img onerror=alert(1)>' }), '{b} <img onerror=alert(1)>');
});
