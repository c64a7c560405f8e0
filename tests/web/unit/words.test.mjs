import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pageCode } from '../support/page-code.mjs';

const { en, fill, firstEnglish, laterEnglish, zhDiagnostics, pageChinese, translator, uiChinese } = await pageCode();
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

test('counts follow the language', () => {
  const english = translator(en, 'en');
  assert.equal(english.plural('all.namespace', 1), '1 namespace');
  assert.equal(english.plural('all.namespace', 1039), 'All 1,039 namespaces');
  assert.equal(translator(uiChinese, 'zh-CN').plural('all.namespace', 1), '全部 1 个命名空间');
});

test('values are text, whatever they hold', () => {
  assert.equal(fill('{a} {b}', { a: '{b}', b: '<img onerror=alert(1)>' }), '{b} <img onerror=alert(1)>');
});
