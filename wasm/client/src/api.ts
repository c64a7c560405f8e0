// What both entries, browser and Node, export.
export { ProrataError, type ErrorFields } from './errors.js';
export { loadRecording, type RecordingOptions, type RecordingSource } from './recording.js';
export { runPlan, type FetchProgress, type RunOptions, type Source } from './run-plan.js';
export { fileHead, isRecording, loadText, readText, type TextFile } from './text.js';
export { timeZoneValue } from './time-zone.js';
export type * from './types.js';
