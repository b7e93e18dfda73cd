'use client';
import { BrokenPage } from '@/components/chrome/broken-page.tsx';

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return <BrokenPage id={error.digest ?? ''} onRetry={reset} />;
}
