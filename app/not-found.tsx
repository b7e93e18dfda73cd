import { NotFoundPage } from '@/components/chrome/not-found.tsx';
import { titled } from '@/components/portal/titled.ts';

export const generateMetadata = titled('notFound');

export default function NotFound() {
  return <NotFoundPage />;
}
