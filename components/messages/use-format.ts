'use client';
import { useTranslations } from 'use-intl';
import { useShownTimeZone } from './use-shown-time-zone.ts';

/** Making one takes longer than a hundred uses of it, and a page writes hundreds of times. */
const formats = new Map<string, Intl.DateTimeFormat>();
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  formats.set(timeZone, made);
  return made;
}
const digits = new Intl.NumberFormat('en-US');

/** Dates, sizes and durations as the product writes them. Times are those of the server's time zone, on both sides of the wire. */
export function useFormat() {
  const t = useTranslations('duration');
  const timeZone = useShownTimeZone();

  function parts(iso: string) {
    const date = new Date(iso);
    const part = Object.fromEntries(
      formatOf(timeZone)
        .formatToParts(date)
        .map(({ type, value }) => [type, value]),
    );
    return {
      day: `${part.year}-${part.month}-${part.day}`,
      clock: `${part.hour}:${part.minute}:${part.second}`,
      fraction: String(date.getMilliseconds()).padStart(3, '0'),
    };
  }

  return {
    /** `2024-06-03 17:55:13` */
    dateTime: (iso: string) => `${parts(iso).day} ${parts(iso).clock}`,
    /** `2024-06-03 17:55:13.274` */
    stamp: (iso: string) => {
      const { day, clock, fraction } = parts(iso);
      return `${day} ${clock}.${fraction}`;
    },
    /** `17:55:13` */
    clock: (iso: string) => parts(iso).clock,
    duration: (milliseconds: number) => {
      const seconds = Math.round(milliseconds / 1000);
      if (milliseconds < 1000) return t('milliseconds', { count: Math.round(milliseconds) });
      if (seconds < 60) return t('seconds', { count: seconds });
      if (seconds < 3_600) return t('minutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
      if (seconds < 86_400) return t('hours', { hours: Math.floor(seconds / 3_600), minutes: Math.floor((seconds % 3_600) / 60) });
      return t('days', { days: Math.floor(seconds / 86_400), hours: Math.floor((seconds % 86_400) / 3_600) });
    },
    /** Digits in groups, the same in both languages. */
    count: (value: number) => digits.format(value),
    bytes: (value: number) =>
      value < 10_240
        ? `${digits.format(value)} B`
        : value < 10_485_760
          ? `${digits.format(Math.round(value / 1024))} KB`
          : `${digits.format(Math.round(value / 1_048_576))} MB`,
  };
}
