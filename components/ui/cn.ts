import { type ClassValue, clsx } from 'clsx';

/** Joins class names. What a control has by itself stands below the utilities in the style sheet, so that what is added wins. */
export const cn = (...classes: ClassValue[]) => clsx(classes);
