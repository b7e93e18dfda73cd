import { LabPage } from '@/components/lab/lab-page.tsx';
import { Live } from '@/components/portal/live.tsx';
import { titled } from '@/components/portal/titled.ts';

export const generateMetadata = titled('lab');

export default function Page() {
  return (
    <Live watches={[{ target: 'lab', query: 'lab', input: {} }]}>
      <LabPage />
    </Live>
  );
}
