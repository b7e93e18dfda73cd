'use client';
import dynamic from 'next/dynamic';

/** Every page carries what is shown when it is not there: it is loaded only then. */
export const NotFoundPage = dynamic(() => import('./not-found-page.tsx').then((part) => part.NotFoundPage));
