import { worded } from '@/components/portal/worded.tsx';

export default worded('logs');
