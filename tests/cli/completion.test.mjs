// What bash offers behind <TAB>.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { prorata } from './support.mjs';

const script = fileURLToPath(new URL('../../engine/cli/completion.bash', import.meta.url));
const ask = `source "$0"; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _prorata; printf '%s\\n' "\${COMPREPLY[@]}"`;

/** The words offered for the last of `words`. */
async function offered(...words) {
  const { stdout } = await promisify(execFile)('bash', ['-c', ask, script, 'prorata', ...words]);
  return stdout.split('\n').filter((word) => word !== '');
}

const optionsIn = (help) => [...new Set(help.match(/(?<=^ {2,}(-\w,)?)--[a-z-]+/gm))].sort();

describe('completion', () => {
  const cases = [
    ['verbs', ['al'], ['allocate']],
    ['options of a verb', ['allocate', '--filt'], ['--filter']],
    ['values of an option', ['allocate', '--idle', 's'], ['separate', 'share']],
    ['the first key', ['allocate', '--aggregate', 'nam'], ['namespace']],
    [
      'keys behind a comma',
      ['allocate', '--aggregate', 'namespace,co'],
      ['namespace,controllerKind', 'namespace,controller', 'namespace,controllerName', 'namespace,container'],
    ],
    ['no key twice', ['allocate', '--aggregate', 'namespace,node,n'], []],
    ['nothing behind what takes no list', ['allocate', '--idle', 'share,s'], []],
  ];
  for (const [name, words, expected] of cases) {
    it(`offers ${name}`, async () => assert.deepEqual(await offered(...words), expected));
  }

  it('knows every calculator', async () => {
    const { stdout } = await prorata(['calculate']);
    const names = [...stdout.matchAll(/^([a-z][\w-]*) {2,}\S/gm)].map(([, name]) => name);
    assert.deepEqual((await offered('calculate', '')).filter((word) => !word.startsWith('-')).sort(), names.sort());
  });

  it('knows every verb and every option of it', async () => {
    const { stdout } = await prorata(['--help']);
    const verbs = [...stdout.split('Subcommands:')[1].matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, verb]) => verb);
    assert.ok(verbs.includes('allocate'));
    assert.deepEqual((await offered('')).filter((word) => !word.startsWith('-')).sort(), verbs.sort());
    for (const verb of verbs) {
      const help = await prorata([verb, '--help']);
      assert.deepEqual((await offered(verb, '--')).sort(), optionsIn(help.stdout), verb);
    }
  });
});
