// The worlds by name.

import { demo } from './worlds/demo.mjs';
import { full } from './worlds/full.mjs';
import { spine } from './worlds/spine.mjs';

/** @type {Readonly<Record<string, (options?: {scrape?: number}) => import('./world.mjs').World>>} */
export const WORLDS = { spine, full, demo };
