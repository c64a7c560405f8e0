// The zip that users unpack and that the catalog takes: the rules of Grafana's validator that need no network, and what we
// promise of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';

import { plugin } from './support/code.mjs';
import { unzip } from './support/unzip.mjs';

const id = 'prorata-cost-panel';
const { version, devDependencies } = JSON.parse(readFileSync(path.join(plugin, 'package.json'), 'utf8'));
const kKiB = 1024;
/** Names that Grafana 11.6, the oldest that is claimed, shares with plugins and that this one may use. */
const kShared = ['@emotion/css', '@grafana/data', '@grafana/runtime', '@grafana/ui', 'module', 'react'];

function sources(folder) {
  return readdirSync(path.join(plugin, folder), { recursive: true })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => [name, readFileSync(path.join(plugin, folder, name), 'utf8')]);
}

describe('the package', () => {
  let files;
  let json;
  const text = (name) => files.get(`${id}/${name}`).toString('utf8');
  const scripts = () =>
    [...files].filter(([name]) => name.endsWith('.js')).map(([name, bytes]) => [name, bytes.toString()]);

  before(() => {
    const pack = () => spawnSync(process.execPath, ['tools/package.mjs', '--as-is'], { cwd: plugin, encoding: 'utf8' });
    const file = path.join(plugin, `${id}-${version}.zip`);
    assert.equal(pack().status, 0);
    const once = readFileSync(file);
    assert.equal(pack().status, 0);
    assert.ok(once.equals(readFileSync(file)), 'the same files make the same bytes');
    rmSync(file);
    files = unzip(once);
    json = JSON.parse(text('plugin.json'));
  });

  it('has one folder with the name of the plugin, and all that must be in it', () => {
    assert.ok([...files.keys()].every((name) => name.startsWith(`${id}/`) && !name.includes('/dist/')));
    for (const name of ['module.js', 'module.js.map', 'plugin.json', 'README.md', 'LICENSE', 'CHANGELOG.md']) {
      assert.ok(files.has(`${id}/${name}`), name);
    }
  });

  it('says who it is', () => {
    assert.equal(json.id, id);
    assert.match(json.id, /^[0-9a-z]+-([0-9a-z]+-)?panel$/);
    assert.equal(json.type, 'panel');
    assert.notEqual(json.name, json.id);
    assert.equal(json.info.version, version);
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.match(json.info.updated, /^\d{4}-\d\d-\d\d$/);
    assert.ok(json.info.description.length > 40);
    assert.ok(json.info.keywords.length >= 1);
    assert.ok(json.info.author.name.length > 0);
    assert.equal(json.buildMode, 'production');
    assert.match(json.dependencies.grafanaDependency, /^>=\d+\.\d+\.0$/);
    assert.ok(devDependencies['@grafana/data'].startsWith('11.6.'), 'written against the oldest that is claimed');
    for (const { url } of json.info.links) assert.match(url, /^https:/);
    assert.doesNotMatch(JSON.stringify(json), /%VERSION%|%TODAY%/);
    const known = ['type', 'name', 'id', 'info', 'dependencies', 'includes', 'buildMode', 'suggestions', '$schema'];
    assert.deepEqual(
      Object.keys(json).filter((key) => !known.includes(key)),
      [],
    );
  });

  it('has logos and screenshots that are what they say', () => {
    for (const file of Object.values(json.info.logos)) {
      const logo = text(file);
      assert.match(file, /^[^./].*\.svg$/);
      assert.match(logo, /^<svg /);
      assert.doesNotMatch(logo, /<(script|foreignObject|iframe|a)\b|\bon\w+=|href=/i);
    }
    assert.ok(json.info.screenshots.length >= 1);
    for (const { name, path: file } of json.info.screenshots) {
      assert.ok(name);
      assert.match(file, /^[^./].*\.png$/);
      assert.equal(files.get(`${id}/${file}`).toString('latin1', 1, 4), 'PNG');
    }
  });

  it('brings dashboards that ask what the panel needs', () => {
    assert.equal(json.includes.length, 4);
    for (const { type, name, path: file } of json.includes) {
      assert.equal(type, 'dashboard');
      const dashboard = JSON.parse(text(file));
      assert.equal(dashboard.title, name);
      assert.equal(dashboard.id, undefined);
      assert.ok(dashboard.uid && dashboard.schemaVersion >= 39);
      const [source] = dashboard.panels.filter(({ targets }) => targets.length > 1);
      assert.ok(source.targets.length <= 12);
      for (const panel of dashboard.panels) {
        assert.equal(panel.type, id);
        if (panel !== source) assert.equal(panel.targets[0].panelId, source.id);
      }
      const ids = dashboard.panels.map((panel) => panel.id);
      assert.equal(new Set(ids).size, ids.length);
      assert.equal(spawnSync(process.execPath, ['tools/make-dashboards.mjs', '--check'], { cwd: plugin }).status, 0);
    }
  });

  it('has a licence and a page of its own', () => {
    assert.match(text('LICENSE'), /Apache License\s+Version 2\.0/);
    assert.doesNotMatch(text('LICENSE'), /\{yyyy\}|\[yyyy\]|name of copyright owner/);
    assert.doesNotMatch(text('README.md'), /Grafana Panel Plugin Template|\byarn\b|\bnodejs\b|create-plugin/i);
    assert.match(text('README.md'), /\.wasm/, 'reviewers ask what it is');
    for (const [, file] of text('README.md').matchAll(/\]\((img\/[^)]+)\)/g))
      assert.ok(files.has(`${id}/${file}`), file);
    assert.match(text('CHANGELOG.md'), new RegExp(`^## ${version.replaceAll('.', '\\.')}`, 'm'));
  });

  it('shares with Grafana what its oldest release shares, and bundles none of it', () => {
    const [, list] = /define\((\[[^\]]*\])/.exec(text('module.js'));
    assert.deepEqual(JSON.parse(list.replaceAll("'", '"')).sort(), kShared);
    assert.match(text('module.js'), /^\/\* \[create-plugin\] version: \d/);
    assert.match(text('module.js'), new RegExp(`plugin: ${id}@${version.replaceAll('.', '\\.')}`));
  });

  it('asks no server for anything, evaluates no text, and follows nobody', () => {
    for (const [name, script] of scripts()) {
      assert.doesNotMatch(script, /getBackendSrv|react\/jsx-runtime|new Function\b|\beval\(/, name);
      assert.doesNotMatch(script, /google-analytics|googletagmanager|sentry\.io|segment\.(io|com)/, name);
      assert.doesNotMatch(script, /file:\/\/|\/home\/|\/tmp\//, `${name} tells where it was built`);
    }
    for (const [name, source] of sources('src')) {
      assert.doesNotMatch(source, /console\.(log|info|table|debug)|localStorage|document\.(body|querySelector)/, name);
      // Only the engine itself is fetched.
      if (name !== 'engine/compile.ts')
        assert.doesNotMatch(source, /\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/, name);
    }
  });

  it('carries the programs that were built, under the hash of their contents', () => {
    const programs = [...files].filter(([file]) => file.endsWith('.wasm')).sort();
    const names = programs.map(([name]) => /\/(\w+)\.[0-9a-f]{20}\.wasm$/.exec(name)?.[1]);
    assert.deepEqual(names, ['files', 'prorata']);
    const hash = (content) => createHash('sha256').update(content).digest('hex');
    programs.forEach(([, bytes], place) => {
      const built = readFileSync(path.join(plugin, `../wasm/client/dist/${names[place]}.wasm`));
      assert.equal(hash(bytes), hash(built));
    });
  });

  it('is small', () => {
    const size = (name) => gzipSync(files.get(`${id}/${name}`), { level: 9 }).length / kKiB;
    assert.ok(size('module.js') <= 120, `module.js has ${size('module.js').toFixed(1)} KiB gzip`);
  });

  it('ships no file that is none of it', () => {
    const known =
      /\/(module\.js|\d+\.js|(prorata|files)\.\w+\.wasm|plugin\.json|README\.md|CHANGELOG\.md|LICENSE|img\/[\w-]+\.(svg|png)|dashboards\/[\w-]+\.json|(module|\d+)\.js\.(map|LICENSE\.txt))$/;
    assert.deepEqual(
      [...files.keys()].filter((name) => !known.test(name)),
      [],
    );
  });

  it('maps back to source that is there', () => {
    const { sources: mapped } = JSON.parse(text('module.js.map'));
    const own = mapped.filter(
      (name) => /^webpack:\/\/[^/]+\/\.\/(?!\.\.)/.test(name) && !name.includes('node_modules'),
    );
    assert.ok(own.length > 20);
    for (const name of own) {
      const file = name.replace(/^webpack:\/\/[^/]+\/\.\//, '').replace(/\?.*$/, '');
      if (/\.tsx?$/.test(file)) assert.ok(existsSync(path.join(plugin, 'src', file)), file);
    }
  });

  it('is built as Grafana wants it built', () => {
    assert.match(
      readFileSync(path.join(plugin, '.config/webpack/webpack.config.ts'), 'utf8'),
      /@grafana\/create-plugin/,
    );
    assert.equal(JSON.parse(readFileSync(path.join(plugin, '.config/.cprc.json'), 'utf8')).version, '7.1.7');
  });
});
