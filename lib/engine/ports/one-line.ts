/**
 * Any text as part of one line of a log: whoever reads the log must be able to trust that a line was written by who writes such lines. Line
 * breaks (also those of Unicode) and other control characters, such as a terminal obeys, become a space.
 */
export const oneLine = (text: string): string => text.replace(/\s*[\p{Cc}\u2028\u2029]+\s*/gu, ' ');
