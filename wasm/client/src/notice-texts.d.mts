// What notices say, by id: build.mjs writes it from the engine's sources.
export const noticeTexts: Readonly<Record<string, readonly [message: string, fix: string]>>;
