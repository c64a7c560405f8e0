// The worlds by name.

import { demo } from './worlds/demo.mjs';
import { spine } from './worlds/spine.mjs';

/** @type {Readonly<Record<string, (options?: {scrape?: number}) => import('./world.mjs').World>>} */
export const WORLDS = { spine, demo };
