// Words of others inside sentences of ours.

/** The text without what ends it: the sentence around it has an end of its own. */
export const withoutEnd = (text: string): string => text.replace(/[\s.。]+$/, '');
