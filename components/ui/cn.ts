/** Joins class names. What a control has by itself stands below the utilities in the style sheet, so that what is added wins. */
export { clsx as cn } from 'clsx';
