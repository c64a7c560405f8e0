// npm packages of folders that are no workspaces, because their versions must not mix with anybody else's.
import { copyFileSync, existsSync, mkdirSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';

import { must } from './shell.mjs';

const kFiles = ['package.json', 'package-lock.json', '.npmrc'];

/**
 * Installs what the lock file of `from` names into `folder`, unless that is there already.
 * from: where package.json and its lock file are kept, if not in the folder itself.
 */
export async function install(folder, from = folder) {
  // npm writes this last, so its age says which lock file was installed.
  const done = path.join(folder, 'node_modules/.package-lock.json');
  const lock = path.join(from, 'package-lock.json');
  if (existsSync(done) && statSync(done).mtimeMs >= statSync(lock).mtimeMs) return;
  mkdirSync(folder, { recursive: true });
  if (from !== folder) {
    for (const file of kFiles) copyFileSync(path.join(from, file), path.join(folder, file));
  }
  console.log(`installing npm packages of ${path.basename(path.resolve(from))}`);
  await must('npm', ['ci', '--loglevel=error'], { cwd: folder });
  const now = new Date();
  utimesSync(done, now, now);
}
